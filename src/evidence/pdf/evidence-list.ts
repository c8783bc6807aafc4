/** The index of evidence: one line for each distinct answer, under the reference of its first record. */
import type { Evidence } from '../../model/evidence.ts';
import { grouped } from '../../model/grouped.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { cut } from '../cut.ts';
import { type Referenced, referencedRecords } from '../evidence-refs.ts';
import { aligned, shortDigest } from './line.ts';

export function evidenceList(index: EvidenceIndex, most: number) {
  const distinct = grouped(
    referencedRecords(index),
    ({ record }) => `${record.call} ${record.outcome === 'answer' ? record.sha256 : outcomeOf(record)}`,
  );
  const { rows, more } = cut([...distinct.values()], most);
  const cells = rows.flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [[first.ref, first.record.call, whereOf(first, others.length), outcomeOf(first.record)]],
  );
  const [head = '', ...lines] = aligned([['Ref', 'Call', 'Account and region', 'Answer'], ...cells]);
  return { head, lines, more };
}

function whereOf({ record }: Referenced, others: number): string {
  const { accountId, region } = record.scope;
  return `${accountId} ${region}${others > 0 ? ` and ${others} more` : ''}`;
}

/** The digest of what was answered; that there is none of it, or what kept it from being read: never one for the other. */
function outcomeOf(record: Evidence): string {
  if (record.outcome === 'answer') return shortDigest(record.sha256);
  return record.outcome === 'absent' ? `absent: ${record.code}` : `gap: ${record.gap.code}`;
}
