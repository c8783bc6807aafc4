/** Verifies what a snapshot expects: the part that a run against AWS and its repetition from a copy have in common. */
import type { ObjectStore } from '../aws/objects.ts';
import type { Begun } from '../digests/begun.ts';
import { chainId } from '../digests/chain.ts';
import { type Expected, expectedChains } from '../digests/expected.ts';
import type { ChainReport } from '../digests/report.ts';
import { HOUR } from '../digests/spans.ts';
import { summarize, type Verification } from '../digests/summary.ts';
import { type Ask, trailFacts } from '../digests/trail-facts.ts';
import { vanishedChains } from '../digests/vanished.ts';
import { type Journal, verifyLogs } from '../digests/verify-logs.ts';
import { toolVersion } from '../evidence/templates.ts';
import { UsageError } from '../model/error.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Read } from '../model/read.ts';
import type { Snapshot } from '../snapshot/folder.ts';
import { createReaders } from '../snapshot/reader.ts';
import type { Io } from './io.ts';
import { createVerifyLine } from './verify-progress.ts';

/** A digest may be so late before its hour counts as missing. */
const GRACE = 3 * HOUR;
export const OBJECTS_AT_ONCE = 64;

export interface Means {
  readonly begun: Begun;
  /** The record of a question; undefined: there is none, and nobody can be asked. */
  readonly ask: (...question: Parameters<Ask>) => Promise<Evidence | undefined>;
  readonly store: ObjectStore;
  readonly journal: Journal;
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

export interface Verified {
  readonly summary: Verification;
  readonly reports: readonly ChainReport[];
}

export async function verifySnapshot(io: Io, snapshot: Snapshot, means: Means): Promise<Verified> {
  const { begun, ask, store, journal, concurrency, signal } = means;
  const { takenAt, runId } = snapshot.header;
  const { period, logs, trails, ledger } = begun;
  const { read, expected } = expectedIn(snapshot, trails);
  const span = { from: Date.parse(period.since), to: Date.parse(period.until) };
  const facts = trailFacts(
    read,
    async (call, scope, input) => {
      const record = await ask(call, scope, input);
      return record?.outcome === 'answer' ? (record.data as never) : undefined;
    },
    span,
  );
  const line = createVerifyLine(io);
  try {
    const verified = await verifyLogs({
      expected,
      window: { span, now: Date.parse(takenAt), grace: GRACE, logs },
      store,
      facts,
      checkpoint: chain => ledger?.checkpoints[chainId(chain)] ?? null,
      journal,
      concurrency,
      signal,
      onProgress: line.update,
    });
    const tool = { name: 'trailproof', version: toolVersion() };
    const vanished = vanishedChains(
      Object.keys(ledger?.checkpoints ?? {}),
      verified.reports.map(({ chain }) => chain),
      { population: read.population, trails },
    );
    // Of a run that was stopped nobody can say so: it had not looked at all that is expected.
    const unaccounted = verified.complete ? [...verified.unaccounted, ...vanished] : verified.unaccounted;
    const head = { tool, runId, at: takenAt, period, logs };
    const summary = summarize(head, expected, { ...verified, unaccounted });
    return { summary, reports: verified.reports };
  } finally {
    line.end();
  }
}

export function expectedIn(
  { header, population, index }: Snapshot,
  trails: readonly string[] | null,
): { readonly read: Read; readonly expected: Expected } {
  if (population === null) throw new Error('The plan is done and there is no population.');
  const { takenAt, parameters } = header;
  const read = createReaders({ source: index, takenAt, parameters, population })();
  const expected = expectedChains(read, trails ?? undefined);
  refuseUnknownTrails(expected, trails ?? []);
  return { read, expected };
}

function refuseUnknownTrails(expected: Expected, trails: readonly string[]): void {
  const known = new Set([
    ...expected.chains.map(({ source }) => source.trailArn),
    ...expected.sealed.map(({ source }) => source.trailArn),
    ...expected.unaccounted.map(({ trailArn }) => trailArn),
  ]);
  for (const named of trails) {
    if (known.has(named)) continue;
    const undigested = expected.undigested.some(({ trailArn }) => trailArn === named);
    throw new UsageError(
      'BAD_USAGE',
      undigested
        ? `The trail ${named} has log file validation off: it has no digests to verify.`
        : `There is no trail ${named} in this organization.`,
      { hint: 'List the trails with: trailproof audit --check cloudtrail/log-file-validation' },
    );
  }
}
