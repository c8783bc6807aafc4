/** `trailproof export`: a bundle from a snapshot, offline: another framework, another day, the same evidence. */
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checks } from '../../checks/index.ts';
import { auditOf } from '../evaluate/audit.ts';
import { exitOf } from '../evidence/exit.ts';
import { availableRenderer } from '../evidence/pdf/render.ts';
import { bundleFiles, writeReport } from '../evidence/report.ts';
import { loadChecklist, loadFrameworks } from '../evidence/templates.ts';
import { loadSnapshot, SNAPSHOT_FOLDER, snapshotFolderIn } from '../snapshot/folder.ts';
import type { ReportFlags } from './audit.ts';
import { EXIT, type Io } from './io.ts';
import { checkOutputFolder, makeOutputFolder } from './output-folder.ts';
import { type SealFlags, seal, sealingOf } from './seal.ts';
import { neededCalls } from './select-checks.ts';
import { selectFrameworks } from './select-frameworks.ts';

interface ExportFlags extends ReportFlags, SealFlags {
  readonly dir: string;
  readonly out: string;
}

export async function exportCommand(io: Io, flags: ExportFlags): Promise<number> {
  const from = snapshotFolderIn(resolve(io.cwd, flags.dir));
  const frameworks = selectFrameworks(loadFrameworks(), flags.framework);
  const out = checkOutputFolder(io.cwd, flags.out);
  const sealing = sealingOf(io, {}, flags);
  const snapshot = await loadSnapshot(from);
  const asked = new Set(snapshot.header.selection.calls);
  const possible = checks.filter(check => neededCalls([check]).every(call => asked.has(call.id)));
  const audit = auditOf(snapshot, possible, loadChecklist(), frameworks);
  const folder = makeOutputFolder(out).path;
  cpSync(from, join(folder, SNAPSHOT_FOLDER), { recursive: true });
  const exit = exitOf(audit, flags.failOn ?? 'low');
  await writeReport(folder, bundleFiles(audit, snapshot.index, exit, await availableRenderer()));
  const sealed = await seal(io, sealing, folder, audit, snapshot.index.records());
  io.stderr.write(`The bundle is in ${folder}. Check it with: trailproof verify ${folder}\n`);
  return sealed ? exit.code : EXIT.delivery;
}
