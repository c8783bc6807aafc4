/** Opens a run as the command does and hands over its verification alone, to be timed again and again: milliseconds. */
import { headBucket, listBuckets } from '../src/aws/bucket-owner.ts';
import { closureOf, verificationPermissions } from '../src/aws/calls.ts';
import { describeTrails, getTrailStatus } from '../src/aws/cloudtrail.ts';
import { createObjectStore } from '../src/aws/objects.ts';
import type { Io } from '../src/cli/io.ts';
import { run } from '../src/cli/run.ts';
import { begin } from '../src/cli/verify-begin.ts';
import { type Means, verifySnapshot } from '../src/cli/verify-snapshot.ts';
import { noJournal } from '../src/digests/journal.ts';

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
      begin: ({ takenAt }) => {
        const begun = begin({ window: '24h' }, Date.parse(takenAt), undefined, undefined);
        return async ({ snapshot, ask, aws, signal }) => {
          const means: Means = {
            begun,
            ask: (call, scope, input) => ask({ call, scope, input }),
            store: createObjectStore(aws),
            journal: noJournal,
            concurrency,
            signal,
          };
          await use(async () => {
            const startedAt = performance.now();
            const { reports } = await verifySnapshot(io, snapshot, means);
            const ms = performance.now() - startedAt;
            if (reports.some(report => report.verdict !== 'proven'))
              throw new Error('A chain was not proven.');
            return ms;
          });
        };
      },
    },
  });
}
