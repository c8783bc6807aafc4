/** What the audit's exit code is, and every reason for it. A pure function of the audit and the threshold. */
import type { Audit } from '../model/audit.ts';
import { type Severity, severities } from '../model/check.ts';

export type Threshold = Severity | 'none';

export interface Exit {
  /** The lowest severity of a finding that counts. */
  readonly failOn: Threshold;
  readonly code: 0 | 1 | 3 | 70;
  readonly reasons: readonly string[];
}

/** 70 a defect of ours, 1 findings at or above the threshold, 3 incomplete, 0 none of these: the first that holds. */
export function exitOf(audit: Audit, failOn: Threshold): Exit {
  const defects = audit.results.filter(
    r => r.verdict.status === 'unknown' && r.verdict.reason === 'defect',
  ).length;
  const findings = audit.results.filter(
    r => r.verdict.status === 'fail' && reaches(r.severity, failOn),
  ).length;
  const { unknown } = audit.totals;
  const { accounts, accountRegions } = audit.reconciliation;
  const reasons = [
    ...(defects > 0
      ? [`${defects === 1 ? '1 judgement' : `${defects} judgements`} broke, which is a defect of Trailproof`]
      : []),
    ...(findings > 0
      ? [`${findings === 1 ? '1 finding' : `${findings} findings`} of severity ${failOn} or higher`]
      : []),
    ...(audit.complete ? [] : ['the run was stopped before every question was asked']),
    ...(unknown > 0 ? [unknown === 1 ? '1 verdict is unknown' : `${unknown} verdicts are unknown`] : []),
    ...(accounts.balances ? [] : ['the list of accounts could not be read to its end']),
    ...(accountRegions.balances ? [] : ['the regions of some accounts could not be counted']),
  ];
  return { failOn, code: exitCode({ defects, findings, incomplete: isIncomplete(audit) }), reasons };
}

/** `findings`: those that count. */
export function exitCode(of: {
  readonly defects: number;
  readonly findings: number;
  readonly incomplete: boolean;
}): Exit['code'] {
  if (of.defects > 0) return 70;
  if (of.findings > 0) return 1;
  return of.incomplete ? 3 : 0;
}

/** `3 findings of severity low or higher; 1 verdict is unknown` */
export function exitReasons({ failOn, reasons }: Exit, { totals }: Audit): string {
  const below = failOn === 'none' ? 'findings do not count' : `no finding of severity ${failOn} or higher`;
  const clean = totals.fail > 0 ? `complete, and ${below}` : 'complete, nothing found';
  return reasons.length > 0 ? reasons.join('; ') : clean;
}

/** As much of an audit as says whether it is whole; a summary says it too. */
interface Wholeness {
  readonly complete: boolean;
  readonly totals: { readonly unknown: number };
  readonly reconciliation: Readonly<Record<'accounts' | 'accountRegions', { readonly balances: boolean }>>;
}

/** Something was not asked, is unknown, or could not even be counted. */
export function isIncomplete({ complete, totals, reconciliation }: Wholeness): boolean {
  const { accounts, accountRegions } = reconciliation;
  return !complete || totals.unknown > 0 || !accounts.balances || !accountRegions.balances;
}

export function reaches(severity: Severity, failOn: Threshold): boolean {
  return failOn !== 'none' && severities.indexOf(severity) >= severities.indexOf(failOn);
}
