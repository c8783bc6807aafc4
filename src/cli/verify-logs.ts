/** `trailproof verify-logs`: every digest chain of the organization, and every log file that it names. */
import { resolve } from 'node:path';
import { headBucket, listBuckets } from '../aws/bucket-owner.ts';
import { closureOf, verificationPermissions } from '../aws/calls.ts';
import { describeTrails, getTrailStatus } from '../aws/cloudtrail.ts';
import { createObjectStore } from '../aws/objects.ts';
import { type Begun, keepBegun, keepResult, readBegun } from '../digests/begun.ts';
import { noJournal, openJournal } from '../digests/journal.ts';
import { appendToLedger, openLedger } from '../digests/ledger.ts';
import { resultJson } from '../digests/result-json.ts';
import { type Verification, verificationExit } from '../digests/summary.ts';
import type { Signer } from '../evidence/sign.ts';
import { DeliveryError, IntegrityError, UsageError } from '../model/error.ts';
import { canonical } from '../model/json.ts';
import { EXIT, type Io } from './io.ts';
import { type LedgerFlags, ledgerKeys, namedLedger } from './ledger.ts';
import { printable } from './printable.ts';
import { type OpenRun, run } from './run.ts';
import { type CollectFlags, settingsOf } from './settings.ts';
import { type SignerFlags, signerOf } from './signer.ts';
import { begin, refuseFinished, refuseOtherLedger } from './verify-begin.ts';
import { verifyOffline } from './verify-offline.ts';
import { planExit, planText, planVerification } from './verify-plan.ts';
import { OBJECTS_AT_ONCE, type Verified, verifySnapshot } from './verify-snapshot.ts';
import { verificationTable } from './verify-table.ts';
import { refuseOtherWishes, type WindowFlags } from './verify-window.ts';

export interface VerifyLogsFlags extends CollectFlags, WindowFlags, LedgerFlags, SignerFlags {
  readonly format?: 'table' | 'json' | undefined;
  /** Folder of a finished run, with a copy of the buckets in it; nothing is asked of AWS. */
  readonly offline?: string | undefined;
  /** Only says what it would take. */
  readonly dryRun?: boolean | undefined;
}

const calls = closureOf([describeTrails, getTrailStatus, listBuckets, headBucket]);

export async function verifyLogsCommand(io: Io, flags: VerifyLogsFlags): Promise<number> {
  if (flags.dryRun === true) return planCommand(io, flags);
  const { offline } = flags;
  const ran =
    offline === undefined
      ? await verifyLogsRun(io, flags)
      : { verification: await verifyOffline(io, offline, flags), refused: null, interrupted: false };
  if (ran === undefined) {
    io.stderr.write('trailproof: stopped before anything could be verified.\n');
    return EXIT.incomplete;
  }
  const { verification, refused } = ran;
  if (flags.format === 'json') for (const piece of resultJson(verification)) io.stdout.write(piece);
  else io.stdout.write(verificationTable(verification, io, { offline: offline !== undefined }));
  const code = verificationExit(verification);
  if (refused === null || code === EXIT.integrity) return code;
  return refused instanceof IntegrityError ? EXIT.integrity : EXIT.delivery;
}

export interface LogsVerified {
  readonly verification: Verification;
  /** Why it is not in the ledger; null: it is there, or none was named. */
  readonly refused: Error | null;
  /** It was stopped: not all was looked at, and nothing of it is in a ledger. */
  readonly interrupted: boolean;
}

async function planCommand(io: Io, flags: VerifyLogsFlags): Promise<number> {
  const { config } = settingsOf(io, flags);
  const named = namedLedger(io, config, flags);
  const ledger = named && openLedger(named.folder, named.key);
  const plan = await planVerification(io, flags, { config, calls, ledger });
  if (plan === undefined) {
    io.stderr.write('trailproof: stopped before everything was counted.\n');
    return EXIT.incomplete;
  }
  io.stdout.write(flags.format === 'json' ? `${canonical(plan)}\n` : planText(plan, io));
  return planExit(plan);
}

/** undefined: stopped before anything was verified. */
export async function verifyLogsRun(
  io: Io,
  flags: Omit<VerifyLogsFlags, 'format'>,
): Promise<LogsVerified | undefined> {
  const { config } = settingsOf(io, flags);
  const named = namedLedger(io, config, flags);
  const lend = signerOf(io, config, flags);
  if (lend !== undefined && named === undefined)
    throw new UsageError('BAD_USAGE', 'Only an entry of a ledger can be signed.', {
      hint: 'Name the ledger with --ledger.',
    });
  if (lend === undefined && named !== undefined && named.key !== null)
    throw new UsageError('BAD_USAGE', 'A ledger whose entries must be signed takes none that is not.', {
      hint: 'Sign it with --sign-key or --sign-kms, or name no key.',
    });
  // A key in a file is compared at once; one in KMS is asked for when there is something to sign.
  if (flags.signKey !== undefined && named !== undefined)
    await lend?.('', async signer => void ledgerKeys(named, signer));
  if (flags.resume !== undefined) refuseFinished(resolve(io.cwd, flags.resume));
  const ledger = named && openLedger(named.folder, named.key);
  // As many connections as objects under way: the bucket is one host.
  const concurrency = config.concurrency ?? OBJECTS_AT_ONCE;
  const begunAt = (now: number, folder: string | undefined): Begun => {
    if (flags.resume !== undefined) {
      const begun = readBegun(resolve(io.cwd, flags.resume));
      refuseOtherWishes(begun, flags, now);
      refuseOtherLedger(begun, named);
      return begun;
    }
    const begun = begin(flags, now, named, ledger);
    if (folder !== undefined) keepBegun(folder, begun);
    return begun;
  };
  let done: Omit<LogsVerified, 'interrupted'> | undefined;
  const ran = await run({
    io,
    config: { ...config, concurrency },
    calls,
    out: flags.out,
    resume: flags.resume,
    afterwards: {
      permissions: verificationPermissions,
      begin({ takenAt }, folder) {
        const begun = begunAt(Date.parse(takenAt), folder);
        return async open => {
          const { summary, reports } = await verifyOpen(io, open, begun, concurrency);
          done = { verification: summary, refused: null };
          if (named === undefined || open.signal.aborted) return;
          const append = (signer: Signer | null): Promise<string> =>
            appendToLedger(named.folder, summary, reports, ledgerKeys(named, signer));
          try {
            const entry = await (lend === undefined ? append(null) : lend(summary.runId, append));
            io.stderr.write(`Entered in the ledger as ${entry}\n`);
          } catch (error) {
            // What was found must be told, whatever becomes of its entry.
            if (!isRefusal(error)) throw error;
            done = { verification: summary, refused: error };
            io.stderr.write(
              `trailproof: the verification is not in the ledger: ${printable(error.message, 500)}\n`,
            );
          }
        };
      },
    },
  });
  if (ran.interrupted && ran.folder !== undefined)
    io.stderr.write(`trailproof: stopped. Go on with: trailproof verify-logs --resume ${ran.folder}\n`);
  return done && { ...done, interrupted: ran.interrupted };
}

/** Anything but a defect of ours: taken by another, damaged, not signed, or no room on the disk. */
function isRefusal(error: unknown): error is Error {
  const named = [UsageError, IntegrityError, DeliveryError].some(kind => error instanceof kind);
  return error instanceof Error && (named || 'syscall' in error);
}

async function verifyOpen(
  io: Io,
  { aws, ask, folder, signal, snapshot }: OpenRun,
  begun: Begun,
  concurrency: number,
): Promise<Verified> {
  const journal = folder === undefined ? undefined : openJournal(folder);
  const verified = await verifySnapshot(io, snapshot, {
    begun,
    ask: (call, scope, input) => ask({ call, scope, input }),
    store: createObjectStore(aws),
    journal: journal ?? noJournal,
    concurrency,
    signal,
  });
  if (folder !== undefined) keepResult(folder, verified.summary);
  journal?.close(!signal.aborted);
  return verified;
}
