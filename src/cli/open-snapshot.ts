/** A stored snapshot that is to be judged: where a manifest beside it says what it was, it must be that still. */
import { basename, dirname } from 'node:path';
import { openSealedPart } from '../evidence/open-bundle.ts';
import { verifyPart } from '../evidence/verify.ts';
import { loadSnapshot, SNAPSHOT_FOLDER, type Snapshot, snapshotFolderIn } from '../snapshot/folder.ts';

export interface OpenSnapshot {
  /** The snapshot's own folder. */
  readonly from: string;
  readonly snapshot: Snapshot;
}

export async function openSnapshot(dir: string): Promise<OpenSnapshot> {
  const from = snapshotFolderIn(dir);
  if (basename(from) === SNAPSHOT_FOLDER) await refuseOtherEvidence(dirname(from));
  return { from, snapshot: await loadSnapshot(from) };
}

/** Exit code 4 where the folder has a manifest and its snapshot is not what that lists. */
export async function refuseOtherEvidence(folder: string, mayLack: readonly string[] = []): Promise<void> {
  const sealed = openSealedPart(folder, SNAPSHOT_FOLDER);
  if (sealed !== null) await verifyPart(sealed, SNAPSHOT_FOLDER, mayLack);
}
