/** Checks that what a history says of an account or a region is said of one that exists. */
import type { HistoryDescription } from '../schema/history.ts';

export function faultyHistory(
  history: HistoryDescription | undefined,
  path: string,
  known: { accounts: ReadonlySet<string>; regions: ReadonlySet<string> },
): string[] {
  const faults: string[] = [];
  for (const list of ['backfill', 'restarts', 'tampering'] as const)
    history?.[list].forEach(({ account, region }, index) => {
      if (account !== undefined && !known.accounts.has(account))
        faults.push(`${path}.${list}[${index}].account: no account ${account} in accounts`);
      if (region !== undefined && !known.regions.has(region))
        faults.push(`${path}.${list}[${index}].region: ${region} is no region of this estate`);
    });
  return faults;
}
