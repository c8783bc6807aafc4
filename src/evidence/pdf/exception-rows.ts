/** The register of exceptions: every failure, the gravest first. */
import type { Audit } from '../../model/audit.ts';
import { severities } from '../../model/check.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import { cut } from './cut.ts';

export function exceptionRows(audit: Audit, most: number) {
  const failed = judgedResults(audit)
    .filter(({ result }) => result.verdict.status === 'fail')
    .toSorted((a, b) => severities.indexOf(b.result.severity) - severities.indexOf(a.result.severity));
  const { rows, more } = cut(failed, most);
  return { rows: rows.map(rowOf), more };
}

function rowOf({ result, findingId }: Judged) {
  const { subject } = result;
  const where = [subject.accountId, subject.region].filter(part => part !== null).join(' ');
  return {
    id: findingId,
    severity: result.severity,
    check: result.check,
    subject: `${subject.name} ${where}`,
    note: result.verdict.note,
  };
}
