/** `trailproof evaluate`: judges a snapshot again, offline. */
import { resolve } from 'node:path';
import { checks } from '../../checks/index.ts';
import { auditOf } from '../evaluate/audit.ts';
import { exitOf } from '../evidence/exit.ts';
import { reportFiles, writeReport } from '../evidence/report.ts';
import { loadChecklist, loadFrameworks } from '../evidence/templates.ts';
import { loadSnapshot, snapshotFolderIn } from '../snapshot/folder.ts';
import type { ReportFlags } from './audit.ts';
import type { Io } from './io.ts';
import { checkOutputFolder, makeOutputFolder } from './output-folder.ts';
import { printAudit } from './print-audit.ts';
import { neededCalls } from './select-checks.ts';
import { selectFrameworks } from './select-frameworks.ts';

interface EvaluateFlags extends ReportFlags {
  readonly dir: string;
  readonly out?: string | undefined;
}

export async function evaluateCommand(io: Io, flags: EvaluateFlags): Promise<number> {
  const frameworks = selectFrameworks(loadFrameworks(), flags.framework);
  const named = resolve(io.cwd, flags.dir);
  const out = flags.out === undefined ? undefined : checkOutputFolder(io.cwd, flags.out);
  const snapshot = await loadSnapshot(snapshotFolderIn(named));
  const asked = new Set(snapshot.header.selection.calls);
  // The checks that the snapshot was collected for: others would read what nobody asked.
  const possible = checks.filter(check => neededCalls([check]).every(call => asked.has(call.id)));
  const audit = auditOf(snapshot, possible, loadChecklist(), frameworks);
  const exit = exitOf(audit, flags.failOn ?? 'low');
  if (out !== undefined) {
    await writeReport(makeOutputFolder(out).path, reportFiles(audit, snapshot.index, exit));
  }
  printAudit(io, flags, audit, snapshot.index, exit, out);
  return exit.code;
}
