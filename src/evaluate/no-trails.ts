/** Why there is no scorecard, in one sentence: a trail that nobody looked for, or could have seen, is not one that is missing. */
import { describeTrails } from '../aws/cloudtrail.ts';
import type { Audit } from '../model/audit.ts';

export function noTrailsSentence({ snapshot, complete, coverage, reconciliation }: Audit): string {
  if (!snapshot.selection.calls.includes(describeTrails.id)) return 'Trails were not looked for.';
  const found =
    coverage.trails.length === 0
      ? 'No trail was found'
      : `No trail of the accounts looked at was found; ${coverage.trails.length === 1 ? 'a trail of another account records' : 'trails of other accounts record'} here`;
  const { accounts, accountRegions } = reconciliation;
  const all = [accounts, accountRegions];
  const unread = coverage.accounts.some(({ recorded }) => recorded.some(isUnread));
  if (unread || !complete || all.some(({ balances, notEvaluable }) => !balances || notEvaluable > 0)) {
    return coverage.trails.length === 0
      ? `${found} in what could be read; what could not be read may hold some.`
      : `${found}; what could not be read may hold some.`;
  }
  const excluded = coverage.trails.length === 0 && all.some(({ excluded }) => excluded > 0);
  return excluded ? `${found} in the accounts and regions that are not excluded.` : `${found}.`;
}

/** `unknown`, or numbers of trails with a `?` behind them. */
function isUnread(cell: string): boolean {
  return cell === 'unknown' || cell.endsWith('?');
}
