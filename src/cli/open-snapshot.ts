/** A stored snapshot that is to be judged: it must be what a manifest beside it says, and must not contradict itself. */
import { basename, dirname, join } from 'node:path';
import { contradictionIn } from '../collect/contradiction.ts';
import { openSealedPart } from '../evidence/open-bundle.ts';
import { toolVersion } from '../evidence/templates.ts';
import { verifyPart } from '../evidence/verify.ts';
import { UsageError } from '../model/error.ts';
import { loadSnapshot, SNAPSHOT_FOLDER, type Snapshot, snapshotFolderIn } from '../snapshot/folder.ts';

export interface OpenSnapshot {
  /** The snapshot's own folder. */
  readonly from: string;
  readonly snapshot: Snapshot;
}

export async function openSnapshot(dir: string): Promise<OpenSnapshot> {
  const from = snapshotFolderIn(dir);
  if (basename(from) === SNAPSHOT_FOLDER) await refuseOtherEvidence(dirname(from));
  const snapshot = await loadSnapshot(from);
  await refuseContradiction(from, snapshot);
  return { from, snapshot };
}

/** What another version said may be said otherwise by this one: that is for a replay to tell, which names both. */
async function refuseContradiction(from: string, snapshot: Snapshot): Promise<void> {
  if (snapshot.header.tool.version !== toolVersion()) return;
  const found = await contradictionIn(snapshot);
  if (found === null) return;
  throw new UsageError('BAD_SNAPSHOT', `${join(from, basename(found.path))}: ${found.what}.`, {
    hint: 'A snapshot is never edited: collect a new one.',
  });
}

/** Exit code 4 where the folder has a manifest and its snapshot is not what that lists. */
export async function refuseOtherEvidence(folder: string, mayLack: readonly string[] = []): Promise<void> {
  const sealed = openSealedPart(folder, SNAPSHOT_FOLDER);
  if (sealed !== null) await verifyPart(sealed, SNAPSHOT_FOLDER, mayLack);
}
