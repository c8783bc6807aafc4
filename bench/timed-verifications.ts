/** Opens a run as the command does and hands over its verification alone, to be timed again and again: milliseconds. */
import { headBucket, listBuckets } from '../src/aws/bucket-owner.ts';
import { closureOf, verificationPermissions } from '../src/aws/calls.ts';
import { describeTrails, getTrailStatus } from '../src/aws/cloudtrail.ts';
import { createObjectStore } from '../src/aws/objects.ts';
import type { Io } from '../src/cli/io.ts';
import { run } from '../src/cli/run.ts';
import { expectedChains } from '../src/digests/expected.ts';
import { noJournal } from '../src/digests/journal.ts';
import { trailFacts } from '../src/digests/trail-facts.ts';
import { verifyLogs } from '../src/digests/verify-logs.ts';
import { createReaders } from '../src/snapshot/reader.ts';

const HOUR = 3_600_000;

export async function timedVerifications(
  environment: Readonly<Record<string, string>>,
  concurrency: number,
  use: (verification: () => Promise<number>) => Promise<void>,
): Promise<void> {
  const quiet = { write: () => undefined, isTTY: false, columns: undefined };
  const io: Io = {
    env: environment,
    cwd: '/',
    stdout: quiet,
    stderr: quiet,
    now: () => new Date(),
    onInterrupt: () => () => undefined,
  };
  await run({
    io,
    config: { concurrency },
    calls: closureOf([describeTrails, getTrailStatus, listBuckets, headBucket]),
    out: undefined,
    resume: undefined,
    afterwards: {
      permissions: verificationPermissions,
      work: async ({ snapshot, ask, aws, signal }) => {
        const { header, population, index } = snapshot;
        if (population === null) throw new Error('There is no population.');
        const { takenAt, parameters } = header;
        const read = createReaders({ source: index, takenAt, parameters, population })();
        const expected = expectedChains(read, undefined);
        const now = Date.parse(takenAt);
        const span = { from: now - 24 * HOUR, to: now };
        const store = createObjectStore(aws);
        await use(async () => {
          const startedAt = performance.now();
          const { reports } = await verifyLogs({
            expected,
            window: { span, now, grace: 3 * HOUR, logs: 'all' },
            store,
            facts: trailFacts(
              read,
              async (call, scope, input) => {
                const record = await ask({ call, scope, input });
                return record.outcome === 'answer' ? (record.data as never) : undefined;
              },
              span,
            ),
            checkpoint: () => null,
            journal: noJournal,
            concurrency,
            signal,
            onProgress: () => undefined,
          });
          const ms = performance.now() - startedAt;
          if (reports.some(report => report.verdict !== 'proven')) throw new Error('A chain was not proven.');
          return ms;
        });
      },
    },
  });
}
