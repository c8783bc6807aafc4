/** What was left out of the audit, by whatever flag or setting, and how the population adds up without it. Pure. */
import type { Audit, Reconciliation, RegionReconciliation } from '../model/audit.ts';
import type { Json } from '../model/json.ts';
import { ACCOUNT_CLOSED } from '../model/population.ts';
import type { Exclusion } from '../model/snapshot.ts';

export interface LeftOut {
  readonly accounts: readonly Exclusion[];
  /** `accounts`: those of which the region was left out; none: it was asked to be, and is enabled in none that was looked at. */
  readonly regions: readonly (Exclusion & { readonly accounts: readonly string[] })[];
}

/** As the population has it, and what was asked to be left out besides. */
export function leftOut({ population, snapshot }: Audit): LeftOut {
  const { excludedAccounts, excludedRegions } = snapshot.selection;
  const accounts = population.accounts
    .filter(({ disposition }) => disposition === 'excluded')
    .map(({ accountId, reason }) => ({ id: accountId, reason: reason ?? '' }));
  const regions = new Map<string, Exclusion & { readonly accounts: string[] }>();
  const regionOf = ({ id, reason }: Exclusion) => {
    const key = JSON.stringify([id, reason]);
    const found = regions.get(key) ?? { id, reason, accounts: [] };
    regions.set(key, found);
    return found;
  };
  for (const asked of excludedRegions) regionOf(asked);
  for (const { accountId, disposition, regions: known } of population.accounts) {
    if (disposition === 'excluded') continue;
    for (const { region, disposition: there, reason } of known ?? [])
      if (there === 'excluded') regionOf({ id: region, reason: reason ?? '' }).accounts.push(accountId);
  }
  const unlisted = excludedAccounts.filter(({ id }) => accounts.every(account => account.id !== id));
  return { accounts: [...accounts, ...unlisted].sort(byId), regions: [...regions.values()].sort(byId) };
}

/** What the numbers of accounts and regions do not hold; null: nothing is missing but what could not be read. */
export function notCounted({ excludedAccountsNotCounted: many }: RegionReconciliation): string | null {
  if (many === 0) return null;
  return `the regions of ${many} excluded ${many === 1 ? 'account' : 'accounts'} are not known and not counted`;
}

/** Less was looked at than there is: some of the checklist, of the accounts, or of the regions, was left out on purpose. */
export function isNarrowed(audit: Audit): boolean {
  const { accounts, accountRegions } = audit.reconciliation;
  return itemsNotRun(audit) > 0 || accounts.excluded > closedOnes(audit) || accountRegions.excluded > 0;
}

/** What no reader may miss before anything else is said; null: nothing was left out. */
export function narrowing(audit: Audit): string | null {
  const { accounts, accountRegions } = audit.reconciliation;
  const items = itemsNotRun(audit);
  const closed = closedOnes(audit);
  const excluded = [
    ...(accounts.excluded === 0
      ? []
      : [
          `${accounts.excluded} of ${accounts.expected} accounts${closed === 0 ? '' : ` (${closed} closed)`}`,
        ]),
    ...(accountRegions.excluded === 0
      ? []
      : [`${accountRegions.excluded} of ${accountRegions.expected} accounts and regions`]),
  ];
  const sentences = [
    ...(items === 0
      ? []
      : [
          `Not assessed: ${items} of the ${audit.organization.length} items of the production checklist, because checks were not run.`,
        ]),
    ...(excluded.length === 0 ? [] : [`Excluded: ${excluded.join(', ')}.`]),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** Items of the checklist that nobody could assess, for a check of theirs was not among those that were run. */
function itemsNotRun({ checks, checklist, organization }: Audit): number {
  const ran = new Set(checks.map(({ id }) => id));
  const left = new Set(
    checklist.requirements
      .filter(item => item.checks.some(({ check }) => !ran.has(check)))
      .map(({ id }) => id),
  );
  return organization.filter(({ id, status }) => status === 'not-assessed' && left.has(id)).length;
}

/** Accounts that are excluded because nothing can happen in them any more. */
function closedOnes({ population }: Audit): number {
  const excluded = population.accounts.filter(({ disposition }) => disposition === 'excluded');
  return excluded.filter(({ reason }) => reason === ACCOUNT_CLOSED).length;
}

export function reconciliationJson(r: Reconciliation) {
  return {
    expected: r.expected,
    evaluated: r.evaluated,
    excluded: r.excluded,
    not_evaluable: r.notEvaluable,
    balances: r.balances,
  } satisfies Json;
}

export function regionReconciliationJson(r: RegionReconciliation) {
  return {
    ...reconciliationJson(r),
    excluded_accounts_not_counted: r.excludedAccountsNotCounted,
  } satisfies Json;
}

function byId(a: Exclusion, b: Exclusion): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
