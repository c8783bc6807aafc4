/** The accounts and regions of a population as scopes: where questions are asked, and what of an account is looked at. */
import type { Population, PopulationAccount, PopulationRegion } from '../model/population.ts';
import { type Read, Unreadable } from '../model/read.ts';
import { ALL_REGIONS, type Scope } from '../model/scope.ts';

export const ORGANIZATION_NOT_READ = 'Whether the account belongs to an organization could not be read.';

/** null: the account stands alone. Ends the judgement where that is not known. */
export function organizationOf({ organization, unread }: Population): Population['organization'] {
  if (organization === null && unread.length > 0) {
    throw new Unreadable({ note: ORGANIZATION_NOT_READ, gaps: unread });
  }
  return organization;
}

/** Where questions about the organization are asked. null: there is no organization. */
export function organizationScope(population: Population): Scope | null {
  if (population.organization === null) return null;
  return { accountId: population.organization.readFrom, region: population.globalRegion };
}

/** Regions of the management account, where the administrators are asked for. Empty without an organization, or where it cannot be looked into. */
export function managementScopes({ population }: Read): readonly Scope[] {
  const { organization } = population;
  const management = organization && accountIn(population, organization.managementAccount);
  if (!management) return [];
  return accountScopes(management).filter(({ region }) => region !== ALL_REGIONS);
}

/**
 * Each account and region in this audit, those that cannot be looked into as well: what nobody saw is not to vanish.
 * `*` stands for all regions of an account that cannot be looked into.
 */
export function regionScopes(population: Population): readonly Scope[] {
  let scopes = scopesOf.get(population);
  if (!scopes) {
    scopes = population.accounts.flatMap(accountScopes);
    scopesOf.set(population, scopes);
  }
  return scopes;
}

const scopesOf = new WeakMap<Population, readonly Scope[]>();

export function accountScopes(account: PopulationAccount): Scope[] {
  const { accountId } = account;
  switch (account.disposition) {
    case 'excluded':
      return [];
    case 'not-evaluable':
      return [{ accountId, region: ALL_REGIONS }];
    case 'evaluated':
      return (account.regions ?? [])
        .filter(({ disposition }) => disposition !== 'excluded')
        .map(({ region }) => ({ accountId, region }));
  }
}

/** The region, where it cannot be looked into although its account can: it is being enabled or disabled. */
export function closedRegion(
  population: Population,
  { accountId, region }: Scope,
): PopulationRegion | undefined {
  return accountIn(population, accountId)?.regions?.find(
    known => known.region === region && known.disposition === 'not-evaluable',
  );
}

const indexes = new WeakMap<Population, ReadonlyMap<string, PopulationAccount>>();

export function accountIn(population: Population, accountId: string): PopulationAccount | undefined {
  let index = indexes.get(population);
  if (!index) {
    index = new Map(population.accounts.map(a => [a.accountId, a]));
    indexes.set(population, index);
  }
  return index.get(accountId);
}

/** Whom to ask about a thing: its owner where the audit covers that account, else the account that uses the thing. */
export function askedAbout(population: Population, owner: string, user: string): string {
  const account = accountIn(population, owner);
  return account !== undefined && account.disposition !== 'excluded' ? owner : user;
}

/** `acme-log-archive (222233334444)`, for sentences. `shown`: as much of the name as there is room for. */
export function accountLabel(
  population: Population,
  accountId: string,
  shown: (name: string) => string = name => name,
): string {
  const name = accountIn(population, accountId)?.name;
  return name ? `${shown(name)} (${accountId})` : accountId;
}
