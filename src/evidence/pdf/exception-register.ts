/** The register of exceptions: every failure, the gravest first. */
import type { Audit } from '../../model/audit.ts';
import { gravestFirst } from '../../model/check.ts';
import { placeOf } from '../../model/subject.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import type { History } from '../history.ts';
import { dispositionSentence } from '../waivers.ts';
import { cut } from './cut.ts';

export function exceptionRows(audit: Audit, history: History, most: number) {
  const failed = judgedResults(audit)
    .filter(({ result }) => result.verdict.status === 'fail')
    .toSorted((a, b) => gravestFirst(a.result.severity, b.result.severity));
  const { rows, more } = cut(failed, most);
  return { rows: rows.map(judged => rowOf(judged, history)), more };
}

function rowOf({ result, findingId }: Judged, history: History) {
  const { subject } = result;
  return {
    id: findingId,
    severity: result.severity,
    check: result.check,
    subject: `${subject.name} ${placeOf(subject)}`,
    note: [...lifeWords(findingId, history), result.verdict.note].join(' '),
  };
}

/** How long it has been so, where runs before are known, and what somebody accepted. */
function lifeWords(finding: string, { inputs, lifeOf, applied }: History): readonly string[] {
  const life = lifeOf.get(finding);
  const waived = applied.dispositions.get(finding);
  return [
    ...(inputs.earlier === null || !life ? [] : [`${life.state}, first seen ${life.first_seen}.`]),
    ...(waived === undefined ? [] : [`${dispositionSentence(waived)}.`]),
  ];
}
