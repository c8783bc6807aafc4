/** Does the population add up? Expected = evaluated + excluded + not evaluable, or the audit is not complete. */
import type { Reconciliation, RegionReconciliation } from '../model/audit.ts';
import type { Disposition, Population } from '../model/population.ts';

export function reconcile(population: Population): {
  accounts: Reconciliation;
  accountRegions: RegionReconciliation;
} {
  const certain = population.unread.length === 0;
  const accounts = population.accounts.map(account => account.disposition);
  const regions = population.accounts.flatMap(
    account =>
      account.regions?.map(region =>
        account.disposition === 'excluded' ? 'excluded' : region.disposition,
      ) ?? [],
  );
  // An account that nobody could get into has regions that nobody could count.
  const uncounted = population.accounts.some(a => a.disposition === 'not-evaluable' && a.regions === null);
  // Nobody asked which regions an account has that was left out: no fault, and not counted all the same.
  const leftOut = population.accounts.filter(a => a.disposition === 'excluded' && a.regions === null);
  return {
    accounts: tally(accounts, certain),
    accountRegions: {
      ...tally(regions, certain && !uncounted),
      excludedAccountsNotCounted: leftOut.length,
    },
  };
}

function tally(dispositions: readonly Disposition[], certain: boolean): Reconciliation {
  const count = (wanted: Disposition): number => dispositions.filter(d => d === wanted).length;
  const [evaluated, excluded, notEvaluable] = [count('evaluated'), count('excluded'), count('not-evaluable')];
  const expected = dispositions.length;
  return {
    expected,
    evaluated,
    excluded,
    notEvaluable,
    balances: certain && expected === evaluated + excluded + notEvaluable,
  };
}
