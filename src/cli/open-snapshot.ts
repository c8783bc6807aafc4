/** A stored snapshot that is to be judged: it must be what a manifest beside it says, and must not contradict itself. */
import { basename, dirname, join } from 'node:path';
import { contradictionIn } from '../collect/contradiction.ts';
import type { Bundle } from '../evidence/bundle.ts';
import { openSealedPart } from '../evidence/open-bundle.ts';
import { toolVersion } from '../evidence/templates.ts';
import { verifyPart } from '../evidence/verify.ts';
import { UsageError } from '../model/error.ts';
import { loadSnapshot, SNAPSHOT_FOLDER, type Snapshot, snapshotFolderIn } from '../snapshot/folder.ts';

export interface OpenSnapshot {
  /** The snapshot's own folder. */
  readonly from: string;
  readonly snapshot: Snapshot;
  /** The folder of the run or the bundle that it lies in; null: it was taken out of it. */
  readonly run: string | null;
}

export async function openSnapshot(dir: string): Promise<OpenSnapshot> {
  const from = snapshotFolderIn(dir);
  const run = basename(from) === SNAPSHOT_FOLDER ? dirname(from) : null;
  if (run !== null) await refuseOtherEvidence(run);
  const snapshot = await loadSnapshot(from);
  await refuseContradiction(from, snapshot);
  return { from, snapshot, run };
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
  await verifiedPart(folder, SNAPSHOT_FOLDER, mayLack);
}

/** One folder of a bundle as it was sealed. null: there is no manifest, so that nothing says what it was. */
export async function verifiedPart(
  folder: string,
  part: string,
  mayLack: readonly string[] = [],
): Promise<Bundle | null> {
  const sealed = openSealedPart(folder, part);
  if (sealed !== null) await verifyPart(sealed, part, mayLack);
  return sealed;
}
