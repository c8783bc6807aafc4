/** `trailproof verify-logs`: every digest chain of the organization, and every log file that it names. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { headBucket, listBuckets } from '../aws/bucket-owner.ts';
import { closureOf, verificationPermissions } from '../aws/calls.ts';
import { describeTrails, getTrailStatus } from '../aws/cloudtrail.ts';
import { createObjectStore } from '../aws/objects.ts';
import { type Expected, expectedChains } from '../digests/expected.ts';
import { noJournal, openJournal } from '../digests/journal.ts';
import { appendToLedger, type Ledger, openLedger } from '../digests/ledger.ts';
import type { ChainReport } from '../digests/report.ts';
import { summarize, type Verification, verificationExit } from '../digests/summary.ts';
import { trailFacts } from '../digests/trail-facts.ts';
import { verifyLogs } from '../digests/verify-logs.ts';
import type { Signer } from '../evidence/sign.ts';
import { toolVersion } from '../evidence/templates.ts';
import { UsageError } from '../model/error.ts';
import { canonical } from '../model/json.ts';
import { createReaders } from '../snapshot/reader.ts';
import { EXIT, type Io } from './io.ts';
import { type LedgerFlags, ledgerKeys, namedLedger } from './ledger.ts';
import { type OpenRun, run } from './run.ts';
import { type CollectFlags, settingsOf } from './settings.ts';
import { type SignerFlags, signerOf } from './signer.ts';
import { createVerifyLine } from './verify-progress.ts';
import { verificationTable } from './verify-table.ts';
import { type LogsWanted, type WindowFlags, wantedOf } from './verify-window.ts';

export interface VerifyLogsFlags extends CollectFlags, WindowFlags, LedgerFlags, SignerFlags {
  readonly trail?: readonly string[] | undefined;
  readonly format?: 'table' | 'json' | undefined;
}

/** A digest may be so late before its hour counts as missing. */
const GRACE = 3 * 3_600_000;
const OBJECTS_AT_ONCE = 64;

const calls = closureOf([describeTrails, getTrailStatus, listBuckets, headBucket]);

export async function verifyLogsCommand(io: Io, flags: VerifyLogsFlags): Promise<number> {
  const verification = await verifyLogsRun(io, flags);
  if (verification === undefined) {
    io.stderr.write('trailproof: stopped before anything could be verified.\n');
    return EXIT.incomplete;
  }
  if (flags.format === 'json') io.stdout.write(`${canonical(verification)}\n`);
  else io.stdout.write(verificationTable(verification, io));
  return verificationExit(verification);
}

/** undefined: stopped before anything was verified. */
export async function verifyLogsRun(
  io: Io,
  flags: Omit<VerifyLogsFlags, 'format'>,
): Promise<Verification | undefined> {
  const { config } = settingsOf(io, flags);
  const named = namedLedger(io, config, flags);
  const lend = signerOf(io, config, flags);
  if (lend !== undefined && named === undefined)
    throw new UsageError('BAD_USAGE', 'Only an entry of a ledger can be signed.', {
      hint: 'Name the ledger with --ledger.',
    });
  const ledger = named && openLedger(named.folder, named.key);
  let verification: Verification | undefined;
  await run({
    io,
    config,
    calls,
    out: flags.out,
    resume: flags.resume,
    afterwards: {
      permissions: verificationPermissions,
      work: async open => {
        const now = Date.parse(open.snapshot.header.takenAt);
        const wanted = settled(open.folder, wantedOf(flags, now, ledger?.until ?? null));
        const concurrency = config.concurrency ?? OBJECTS_AT_ONCE;
        const verified = await verifyIn(io, open, { wanted, trails: flags.trail, concurrency, ledger });
        verification = verified.summary;
        if (named === undefined || open.signal.aborted) return;
        const append = (signer: Signer | null): Promise<string> =>
          appendToLedger(named.folder, verified.summary, verified.reports, ledgerKeys(named, signer));
        const { runId } = open.snapshot.header;
        const entry = await (lend === undefined ? append(null) : lend(runId, append));
        io.stderr.write(`Entered in the ledger as ${entry}\n`);
      },
    },
  });
  return verification;
}

interface Task {
  readonly wanted: LogsWanted;
  readonly trails: readonly string[] | undefined;
  readonly concurrency: number;
  readonly ledger: Ledger | undefined;
}

async function verifyIn(
  io: Io,
  open: OpenRun,
  { wanted, trails, concurrency, ledger }: Task,
): Promise<{ readonly summary: Verification; readonly reports: readonly ChainReport[] }> {
  const { header, population, index } = open.snapshot;
  if (population === null) throw new Error('The plan is done and there is no population.');
  const { takenAt, parameters, runId } = header;
  const read = createReaders({ source: index, takenAt, parameters, population })();
  const expected = expectedChains(read, trails);
  refuseUnknownTrails(expected, trails);
  const now = Date.parse(takenAt);
  const span = { from: Date.parse(wanted.period.since), to: Date.parse(wanted.period.until) };
  const facts = trailFacts(
    read,
    async (call, scope, input) => {
      const record = await open.ask({ call, scope, input });
      return record.outcome === 'answer' ? (record.data as never) : undefined;
    },
    span,
  );
  const line = createVerifyLine(io);
  try {
    const verified = await verifyLogs({
      expected,
      window: { span, now, grace: GRACE, logs: wanted.logs },
      store: createObjectStore(open.aws),
      facts,
      checkpoint: ledger?.checkpoint ?? (() => null),
      journal: open.folder === undefined ? noJournal : openJournal(open.folder),
      concurrency,
      signal: open.signal,
      onProgress: line.update,
    });
    const tool = { name: 'trailproof', version: toolVersion() };
    const summary = summarize({ tool, runId, at: takenAt, ...wanted }, expected, verified);
    if (open.folder !== undefined)
      writeFileSync(join(open.folder, 'verification.json'), `${canonical(summary)}\n`);
    return { summary, reports: verified.reports };
  } finally {
    line.end();
  }
}

/** A resumed run goes on with the window it was begun with. */
function settled(folder: string | undefined, wanted: LogsWanted): LogsWanted {
  if (folder === undefined) return wanted;
  const path = join(resolve(folder), 'wanted.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as LogsWanted;
  writeFileSync(path, `${canonical(wanted)}\n`);
  return wanted;
}

function refuseUnknownTrails(expected: Expected, trails: readonly string[] | undefined): void {
  const known = new Set([
    ...expected.chains.map(({ source }) => source.trailArn),
    ...expected.sealed.map(({ source }) => source.trailArn),
    ...expected.unaccounted.map(({ trailArn }) => trailArn),
  ]);
  for (const named of trails ?? []) {
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
