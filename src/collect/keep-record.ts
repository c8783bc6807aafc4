/** Keeps what came of a question: in memory for who reads next, and on disk. */
import type { Evidence } from '../model/evidence.ts';
import type { SnapshotWriter } from '../snapshot/folder.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { toStored } from '../snapshot/stored.ts';

export function keepRecord(made: Evidence, index: EvidenceIndex, writer: SnapshotWriter): Evidence {
  // As it will be read back from disk, down to the order of its keys.
  const record = toStored(made) as unknown as Evidence;
  index.add(record);
  writer.append(record);
  return record;
}
