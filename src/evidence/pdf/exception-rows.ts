/** The register of exceptions: every failure, the gravest first. */
import type { Audit } from '../../model/audit.ts';
import { severities } from '../../model/check.ts';
import { judgedResults } from '../evaluations.ts';

export function exceptionRows(audit: Audit, most: number) {
  const failed = judgedResults(audit)
    .filter(({ result }) => result.verdict.status === 'fail')
    .toSorted((a, b) => severities.indexOf(b.result.severity) - severities.indexOf(a.result.severity));
  const rows = failed.slice(0, most).map(({ result, findingId }) => {
    const { subject } = result;
    const where = [subject.accountId, subject.region].filter(part => part !== null).join(' ');
    return {
      id: findingId,
      severity: result.severity,
      check: result.check,
      subject: `${subject.name} ${where}`,
      note: result.verdict.note,
    };
  });
  return { rows, more: Math.max(0, failed.length - most) };
}
