/** Numbers of verdicts as the files of a bundle spell them. */
import type { Audit, Counts } from '../model/audit.ts';
import { type Severity, severities } from '../model/check.ts';

export const noCounts: Counts = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };

export function countsOf({ pass, fail, unknown, notApplicable }: Counts) {
  return { pass, fail, unknown, not_applicable: notApplicable };
}

/** Of each severity, the mildest first, how many verdicts fail. */
export function failuresBySeverity({ results }: Audit): Readonly<Record<Severity, number>> {
  const failed = results.filter(({ verdict }) => verdict.status === 'fail');
  const counted = severities.map(level => [level, failed.filter(r => r.severity === level).length]);
  return Object.fromEntries(counted) as Record<Severity, number>;
}
