/** `trailproof export`: a bundle from a snapshot, offline: another framework, another day, the same evidence. */
import { join } from 'node:path';
import { SNAPSHOT_FOLDER, writeSnapshotFolder } from '../snapshot/folder.ts';
import type { ReportFlags } from './audit.ts';
import type { Io } from './io.ts';
import { judgeSnapshot } from './judge-snapshot.ts';
import { checkOutputFolder, makeOutputFolder, writing } from './output-folder.ts';
import { printAudit } from './print-audit.ts';
import { type SealFlags, sealingOf } from './seal.ts';
import { selectControls } from './select-controls.ts';
import { exitCode, exportHint, writeBundle } from './write-bundle.ts';

interface ExportFlags extends ReportFlags, SealFlags {
  readonly dir: string;
  readonly out: string;
  /** Requirements that get a PDF of their own. */
  readonly control?: readonly string[] | undefined;
}

export async function exportCommand(io: Io, flags: ExportFlags): Promise<number> {
  const out = checkOutputFolder(io.cwd, flags.out);
  const sealing = sealingOf(io, {}, flags);
  const { from, snapshot, audit, index, exit, history } = await judgeSnapshot(io, flags.dir, flags);
  const controls = selectControls(audit, flags.control);
  const folder = makeOutputFolder(out).path;
  await writing(folder, exportHint(from), async () =>
    writeSnapshotFolder(join(folder, SNAPSHOT_FOLDER), snapshot),
  );
  const delivered = await writeBundle(io, { folder, audit, index, exit, history, sealing, controls });
  printAudit(io, flags, { audit, index, exit, history, folder, written: 'bundle' });
  return exitCode(exit, delivered);
}
