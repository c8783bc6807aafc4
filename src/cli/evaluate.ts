/** `trailproof evaluate`: judges a snapshot again, offline. What it writes is no bundle: that is `export`. */
import { reportFiles, writeReport } from '../evidence/report.ts';
import type { ReportFlags } from './audit.ts';
import type { Io } from './io.ts';
import { judgeSnapshot } from './judge-snapshot.ts';
import { checkOutputFolder, makeOutputFolder, writing } from './output-folder.ts';
import { printAudit } from './print-audit.ts';

interface EvaluateFlags extends ReportFlags {
  readonly dir: string;
  readonly out?: string | undefined;
}

export async function evaluateCommand(io: Io, flags: EvaluateFlags): Promise<number> {
  const folder = flags.out === undefined ? undefined : checkOutputFolder(io.cwd, flags.out);
  const { audit, index, exit, history } = await judgeSnapshot(io, flags.dir, flags);
  if (folder !== undefined) {
    await writing(folder, 'Make room, or name another folder with --out.', () =>
      writeReport(makeOutputFolder(folder).path, reportFiles(audit, index, exit, history)),
    );
  }
  printAudit(io, flags, { audit, index, exit, history, folder, written: 'judgements' });
  return exit.code;
}
