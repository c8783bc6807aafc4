/** The index of evidence: one line for each distinct answer, under the reference of its first record. */
import type { Evidence } from '../../model/evidence.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { type Referenced, referencedRecords } from '../evidence-refs.ts';
import { type Cut, cut } from './cut.ts';

export function evidenceRows(index: EvidenceIndex, most: number): Cut<ReturnType<typeof rowOf>> {
  const groups = new Map<string, { first: Referenced; records: number }>();
  for (const referenced of referencedRecords(index)) {
    const { record } = referenced;
    const key = `${record.call} ${outcomeOf(record)}`;
    const group = groups.get(key);
    if (group) group.records += 1;
    else groups.set(key, { first: referenced, records: 1 });
  }
  const { rows, more } = cut([...groups.values()], most);
  return { rows: rows.map(rowOf), more };
}

function rowOf({ first: { ref, record }, records }: { first: Referenced; records: number }) {
  const { accountId, region } = record.scope;
  return {
    ref,
    call: record.call,
    where: `${accountId} ${region}${records > 1 ? ` and ${records - 1} more` : ''}`,
    outcome: record.outcome === 'gap' ? record.gap.code : record.outcome,
    sha256: record.outcome === 'answer' ? record.sha256.slice(0, 16) : '',
  };
}

function outcomeOf(record: Evidence): string {
  return record.outcome === 'answer'
    ? record.sha256
    : record.outcome === 'gap'
      ? record.gap.code
      : record.code;
}
