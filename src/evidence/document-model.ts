/** What every PDF says of itself: whose evidence it is, of when, collected by whom, and the digest in its foot. */
import type { Audit } from '../model/audit.ts';

export function documentModel(audit: Audit, factsSha256: string) {
  const { snapshot, population } = audit;
  const taken = new Date(snapshot.takenAt);
  return {
    organization:
      population.organization === null
        ? `AWS account ${snapshot.caller.accountId}`
        : `AWS organization ${population.organization.id}`,
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

function scopeOf({ population, reconciliation }: Audit): string {
  const { accounts, accountRegions } = reconciliation;
  const where =
    population.organization === null ? 'one account' : `organization ${population.organization.id}`;
  return `${where}: ${accounts.evaluated} of ${accounts.expected} accounts, ${accountRegions.evaluated} accounts and regions`;
}
