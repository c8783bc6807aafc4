/** `trailproof audit`: collect, judge, report. */

import { auditOf } from '../evaluate/audit.ts';
import { exitOf, type Threshold } from '../evidence/exit.ts';
import { writeReport } from '../evidence/report.ts';
import { loadChecklist } from '../evidence/templates.ts';
import { EXIT, type Io } from './io.ts';
import { type Format, printAudit } from './print-audit.ts';
import { run } from './run.ts';
import { type CollectFlags, settingsOf } from './settings.ts';

export interface ReportFlags {
  readonly format?: Format | undefined;
  readonly failOn?: Threshold | undefined;
}

export async function auditCommand(io: Io, flags: CollectFlags & ReportFlags): Promise<number> {
  const { config, checks } = settingsOf(io, flags);
  const ran = await run({ io, config, checks, out: flags.out, resume: flags.resume });
  const { snapshot, folder, interrupted } = ran;
  if (interrupted) {
    io.stderr.write('trailproof: stopped; what was not asked counts as unknown.\n');
    if (folder !== undefined) io.stderr.write(`  Go on with: trailproof audit --resume ${folder}\n`);
  }
  if (snapshot.population === null) return EXIT.incomplete;
  const audit = auditOf(snapshot, checks, loadChecklist());
  const exit = exitOf(audit, flags.failOn ?? config.failOn ?? 'low');
  if (folder !== undefined) await writeReport(folder, audit, snapshot.index, exit);
  printAudit(io, flags.format ?? 'table', audit, snapshot.index, exit, folder);
  return exit.code;
}
