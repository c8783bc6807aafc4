/** What every document says of itself: whose evidence it is, of when, collected by whom, and the digest in its foot. */
import type { Audit } from '../model/audit.ts';

export function documentModel(audit: Audit, factsSha256: string) {
  const { snapshot } = audit;
  const taken = new Date(snapshot.takenAt);
  return {
    organization: `AWS ${whoseOf(audit)}`,
    run: snapshot.runId,
    date: [
      taken.getUTCFullYear(),
      taken.getUTCMonth() + 1,
      taken.getUTCDate(),
      taken.getUTCHours(),
      taken.getUTCMinutes(),
      taken.getUTCSeconds(),
    ],
    taken: snapshot.takenAt,
    caller: snapshot.caller.arn,
    tool: `${snapshot.tool.name} ${snapshot.tool.version}`,
    facts: factsSha256,
    scope: scopeOf(audit),
  };
}

/** The organization; the account of the caller where there is none. */
export function whoseOf({ population, snapshot }: Pick<Audit, 'population' | 'snapshot'>): string {
  return population.organization === null
    ? `account ${snapshot.caller.accountId}`
    : `organization ${population.organization.id}`;
}

function scopeOf({ population, reconciliation }: Audit): string {
  const { accounts, accountRegions } = reconciliation;
  const where =
    population.organization === null ? 'one account' : `organization ${population.organization.id}`;
  return `${where}: ${accounts.evaluated} of ${accounts.expected} accounts, ${accountRegions.evaluated} accounts and regions`;
}
