/** `E-0001` and so on: one number for each record, in the order of ids; whatever cites evidence cites these. */
import type { Evidence } from '../model/evidence.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';

export interface Referenced {
  readonly ref: string;
  readonly record: Evidence;
}

const numbered = new WeakMap<EvidenceIndex, readonly Referenced[]>();

/** Sorted once for all files of a bundle; again where a record has come since, for none ever goes or changes. */
export function referencedRecords(index: EvidenceIndex): readonly Referenced[] {
  const known = numbered.get(index);
  if (known?.length === index.size) return known;
  const records = [...index.records()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((record, at) => ({ ref: `E-${String(at + 1).padStart(4, '0')}`, record }));
  numbered.set(index, records);
  return records;
}
