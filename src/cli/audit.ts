/** `trailproof audit`: collect, judge, report. */

import { resolve } from 'node:path';
import { auditOf } from '../evaluate/audit.ts';
import { exitOf, type Threshold } from '../evidence/exit.ts';
import { loadChecklist, loadFrameworks } from '../evidence/templates.ts';
import { UsageError } from '../model/error.ts';
import { asFlags, type HistoryFlags, historyInputs, judgedHistory, refuseLaterRun } from './history.ts';
import { EXIT, type Io } from './io.ts';
import { withKeptInputs } from './kept-inputs.ts';
import { type LedgerFlags, ledgerReader, namedLedger } from './ledger.ts';
import { checkOutputFolder } from './output-folder.ts';
import { type Format, printAudit } from './print-audit.ts';
import { run } from './run.ts';
import { type SealFlags, sealingOf } from './seal.ts';
import { neededCalls } from './select-checks.ts';
import { selectFrameworks } from './select-frameworks.ts';
import { type CollectFlags, settingsOf } from './settings.ts';
import { verifyLogsRun } from './verify-logs.ts';
import { verificationSentence } from './verify-table.ts';
import { exitCode, writeBundle } from './write-bundle.ts';

export interface ReportFlags extends HistoryFlags {
  readonly format?: Format | undefined;
  readonly failOn?: Threshold | undefined;
  /** Ids of the frameworks that the report is about; undefined: all. */
  readonly framework?: readonly string[] | undefined;
}

export type AuditFlags = CollectFlags &
  ReportFlags &
  SealFlags &
  LedgerFlags & {
    /** The window of log files to verify first; undefined: none. */
    readonly verifyLogs?: string | undefined;
  };

export async function auditCommand(io: Io, flags: AuditFlags): Promise<number> {
  const { config, checks } = settingsOf(io, flags);
  const frameworks = selectFrameworks(loadFrameworks(), flags.framework);
  const sealing = sealingOf(io, config, flags);
  const given = await historyInputs(io, flags);
  const inputs =
    flags.resume === undefined
      ? given
      : await withKeptInputs(io, flags, given, resolve(io.cwd, flags.resume));
  if (flags.resume === undefined) refuseLaterRun(inputs, io.now().toISOString());
  const named = namedLedger(io, config, flags);
  // A verification that the ledger did not take is no evidence; the audit goes on without it, and says so at its end.
  let entered = true;
  if (flags.verifyLogs !== undefined && flags.resume === undefined) {
    if (named === undefined)
      throw new UsageError('BAD_USAGE', '--verify-logs puts what it finds in a ledger, and none is named.', {
        hint: 'Name one with --ledger; it is made if there is none.',
      });
    // Before hours of work, not after them.
    if (flags.out !== undefined) checkOutputFolder(io.cwd, flags.out);
    const verified = await verifyLogsRun(io, { ...flags, out: undefined, window: flags.verifyLogs });
    if (verified === undefined || verified.interrupted) {
      io.stderr.write('trailproof: stopped before the audit began.\n');
      return EXIT.incomplete;
    }
    entered = verified.refused === null;
    io.stderr.write(`${verificationSentence(verified.verification)}\n`);
  }
  const calls = neededCalls(checks);
  const ledger = ledgerReader(named, io);
  const ran = await run({ io, config, calls, ledger, out: flags.out, resume: flags.resume });
  const { snapshot, folder, interrupted } = ran;
  if (interrupted) {
    io.stderr.write('trailproof: stopped; what was not asked counts as unknown.\n');
    if (folder !== undefined)
      io.stderr.write(`  Go on with: trailproof audit --resume ${folder}${asFlags(flags)}\n`);
  }
  if (snapshot.population === null) return EXIT.incomplete;
  const audit = auditOf(snapshot, checks, loadChecklist(), frameworks);
  const exit = exitOf(audit, flags.failOn ?? config.failOn ?? 'low');
  const { index } = snapshot;
  const history = judgedHistory(io, inputs, audit, index);
  let delivered = true;
  if (folder !== undefined) {
    // Its name would be taken when the resumed run is to be packed.
    if (interrupted && sealing.zip) io.stderr.write('trailproof: a run that was stopped is not packed.\n');
    const asked = interrupted ? { ...sealing, zip: false } : sealing;
    delivered = await writeBundle(io, { folder, audit, index, exit, history, sealing: asked });
  }
  printAudit(io, flags, { audit, index, exit, history, folder, written: 'bundle' });
  return exitCode(exit, delivered && entered);
}
