/** The index of evidence: one line for each distinct answer, with the reference that the sheets use. */
import type { Evidence } from '../../model/evidence.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';

export function evidenceRows(index: EvidenceIndex, most: number) {
  const groups = new Map<string, Evidence[]>();
  const sorted = [...index.records()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const record of sorted) {
    const key = `${record.call} ${outcomeOf(record)}`;
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return [...groups.values()].slice(0, most).flatMap(([first, ...others], at) => {
    if (first === undefined) return [];
    const { accountId, region } = first.scope;
    return [
      {
        ref: `E-${String(at + 1).padStart(4, '0')}`,
        call: first.call,
        where: `${accountId} ${region}${others.length > 0 ? ` and ${others.length} more` : ''}`,
        outcome: first.outcome === 'gap' ? first.gap.code : first.outcome,
        sha256: first.outcome === 'answer' ? first.sha256.slice(0, 16) : '',
      },
    ];
  });
}

function outcomeOf(record: Evidence): string {
  return record.outcome === 'answer'
    ? record.sha256
    : record.outcome === 'gap'
      ? record.gap.code
      : record.code;
}
