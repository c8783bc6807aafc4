/** The register of exceptions: every failure, the gravest first. */
import type { Audit } from '../../model/audit.ts';
import { gravestFirst } from '../../model/check.ts';
import { placeOf } from '../../model/subject.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import { cut } from './cut.ts';

export function exceptionRows(audit: Audit, most: number) {
  const failed = judgedResults(audit)
    .filter(({ result }) => result.verdict.status === 'fail')
    .toSorted((a, b) => gravestFirst(a.result.severity, b.result.severity));
  const { rows, more } = cut(failed, most);
  return { rows: rows.map(rowOf), more };
}

function rowOf({ result, findingId }: Judged) {
  const { subject } = result;
  return {
    id: findingId,
    severity: result.severity,
    check: result.check,
    subject: `${subject.name} ${placeOf(subject)}`,
    note: result.verdict.note,
  };
}
