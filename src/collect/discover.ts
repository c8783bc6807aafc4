/** Finds the population: the organization's accounts, and the regions that each has enabled. */
import { listRegions } from '../aws/account.ts';
import { describeOrganization, listAccounts } from '../aws/organizations.ts';
import type { Question } from '../model/call.ts';
import { UsageError } from '../model/error.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Stored } from '../model/json.ts';
import {
  ACCOUNT_CLOSED,
  type Population,
  type PopulationAccount,
  type PopulationRegion,
} from '../model/population.ts';
import type { Selection } from '../model/snapshot.ts';
import { allEnded } from './ended.ts';

export interface DiscoverOptions {
  readonly partition: string;
  readonly globalRegion: string;
  readonly callerAccount: string;
  readonly selection: Selection;
  /** Asks, or finds the record of an earlier run. */
  readonly ask: (question: Question) => Promise<Evidence>;
  /** null: the caller's own account, which needs no role. */
  readonly assumeRole: (accountId: string) => Promise<Evidence | null>;
  /** Runs many at a time. */
  readonly limit: <T>(task: () => Promise<T>) => Promise<T>;
}

interface KnownAccount {
  readonly accountId: string;
  readonly name: string | null;
  readonly state: string | null;
}

/** What is known on the way beside the population. */
interface Discovery extends DiscoverOptions {
  /** Every region that AWS named in some account, enabled or not. */
  readonly regionNames: Set<string>;
}

export async function discover(options: DiscoverOptions): Promise<Population> {
  const regionNames = new Set<string>();
  const population = await populationOf({ ...options, regionNames });
  refuseUnknownRegions(regionNames, options.selection);
  return population;
}

async function populationOf(options: Discovery): Promise<Population> {
  const { partition, globalRegion, callerAccount, selection } = options;
  const alone: KnownAccount[] = [{ accountId: callerAccount, name: null, state: null }];
  const base = { partition, globalRegion };

  if (!selection.organization) {
    return { ...base, organization: null, accounts: await lookInto(alone, null, options), unread: [] };
  }
  const described = await options.ask({
    call: describeOrganization,
    scope: { accountId: callerAccount, region: globalRegion },
    input: {},
  });
  if (described.outcome !== 'answer') {
    const unread = described.outcome === 'gap' ? [described.id] : [];
    return { ...base, organization: null, accounts: await lookInto(alone, null, options), unread };
  }
  const { Organization } = described.data as Stored<Awaited<ReturnType<typeof describeOrganization.send>>>;
  const { Id, MasterAccountId } = Organization ?? {};
  if (Id === undefined || MasterAccountId === undefined) {
    return {
      ...base,
      organization: null,
      accounts: await lookInto(alone, null, options),
      unread: [described.id],
    };
  }
  const readFrom = selection.organizationAccount ?? MasterAccountId;
  const organization = { id: Id, managementAccount: MasterAccountId, readFrom };
  const { accounts: listed, unread } = await accountsOf(readFrom, MasterAccountId, options);
  if (unread.length === 0) refuseUnknownAccounts(listed, selection);
  // Where the list is not whole, those who are known all the same are still worth looking into.
  const named = unread.length === 0 ? [] : [MasterAccountId, callerAccount, ...selection.accounts];
  const unlisted = new Set(named.filter(id => listed.every(({ accountId }) => accountId !== id)));
  const known = [...listed, ...[...unlisted].map(accountId => ({ accountId, name: null, state: null }))];
  return { ...base, organization, accounts: await lookInto(known, MasterAccountId, options), unread };
}

/** `unread`: the evidence that leaves it in doubt whether these are all. */
async function accountsOf(
  readFrom: string,
  managementAccount: string,
  options: DiscoverOptions,
): Promise<{ accounts: readonly KnownAccount[]; unread: readonly string[] }> {
  const session = await options.assumeRole(readFrom);
  if (session?.outcome === 'gap') return { accounts: [], unread: [session.id] };
  const scope = { accountId: readFrom, region: options.globalRegion };
  const listed = await options.ask({ call: listAccounts, scope, input: {} });
  if (listed.outcome !== 'answer') return { accounts: [], unread: [listed.id] };
  const { Accounts } = listed.data as Stored<Awaited<ReturnType<typeof listAccounts.send>>>;
  const accounts = Accounts.flatMap(({ Id, Name, State, Status }): KnownAccount[] =>
    // `Status` is the field that `State` replaced (Organizations API reference, Account).
    Id === undefined ? [] : [{ accountId: Id, name: Name ?? null, state: State ?? Status ?? null }],
  );
  // Every organization has its management account: a list without it has lost something.
  const whole =
    accounts.length === Accounts.length && accounts.some(({ accountId }) => accountId === managementAccount);
  return {
    accounts: accounts.sort((a, b) => (a.accountId < b.accountId ? -1 : 1)),
    unread: whole ? [] : [listed.id],
  };
}

/** A typing error in an exclusion would otherwise silently exclude nobody. */
function refuseUnknownAccounts(accounts: readonly KnownAccount[], selection: Selection): void {
  const known = new Set(accounts.map(account => account.accountId));
  const named = [...selection.accounts, ...selection.excludedAccounts.map(excluded => excluded.id)];
  const unknown = named.filter(id => !known.has(id));
  if (unknown.length === 0) return;
  throw new UsageError('BAD_CONFIG', `The organization has no account ${unknown.join(', ')}.`, {
    hint: 'Correct accounts.include or accounts.exclude in the configuration.',
  });
}

/** One in an inclusion would leave every region out that was meant. Nobody knows where no list could be read. */
function refuseUnknownRegions(known: ReadonlySet<string>, selection: Selection): void {
  if (known.size === 0) return;
  const named = [...selection.regions, ...selection.excludedRegions.map(excluded => excluded.id)];
  const unknown = named.filter(region => !known.has(region));
  if (unknown.length === 0) return;
  throw new UsageError('BAD_CONFIG', `AWS names no region ${unknown.join(', ')} in the accounts looked at.`, {
    hint: 'Correct --only-region, or regions.include or regions.exclude in the configuration.',
  });
}

function lookInto(
  accounts: readonly KnownAccount[],
  managementAccount: string | null,
  options: Discovery,
): Promise<PopulationAccount[]> {
  return allEnded(
    accounts.map(async known => {
      const account = { ...known, management: known.accountId === managementAccount };
      const excluded = exclusionOf(known, options.selection);
      if (excluded !== null) {
        return { ...account, disposition: 'excluded' as const, reason: excluded, regions: null };
      }
      return options.limit(() => lookIntoAccount(account, options));
    }),
  );
}

async function lookIntoAccount(
  account: KnownAccount & { readonly management: boolean },
  options: Discovery,
): Promise<PopulationAccount> {
  const notEvaluable = (reason: string, because?: string): PopulationAccount => ({
    ...account,
    disposition: 'not-evaluable',
    reason: `${reason}${account.state === 'SUSPENDED' ? ' (the account is suspended)' : ''}`,
    ...(because === undefined ? {} : { because }),
    regions: null,
  });
  const session = await options.assumeRole(account.accountId);
  if (session?.outcome === 'gap')
    return notEvaluable(`the audit role could not be assumed: ${session.gap.code}`, session.id);
  const scope = { accountId: account.accountId, region: options.globalRegion };
  const listed = await options.ask({ call: listRegions, scope, input: {} });
  if (listed.outcome === 'gap')
    return notEvaluable(`its regions could not be listed: ${listed.gap.code}`, listed.id);
  if (listed.outcome === 'absent') throw new Error('ListRegions has no answer that means none.');
  const { Regions } = listed.data as Stored<Awaited<ReturnType<typeof listRegions.send>>>;
  const named = Regions.flatMap(({ RegionName, RegionOptStatus }) =>
    RegionName === undefined ? [] : [{ name: RegionName, status: RegionOptStatus }],
  );
  for (const { name } of named) options.regionNames.add(name);
  // No account is without regions: an empty list, or one with a nameless region in it, has lost something.
  if (named.length === 0 || named.length < Regions.length)
    return notEvaluable('the answer of ListRegions does not name its regions');
  const regions = named.flatMap(({ name, status }) => regionOf(name, status, options.selection));
  return {
    ...account,
    disposition: 'evaluated',
    regions: regions.sort((a, b) => (a.region < b.region ? -1 : 1)),
  };
}

function exclusionOf(account: KnownAccount, selection: Selection): string | null {
  const named = selection.excludedAccounts.find(excluded => excluded.id === account.accountId);
  if (named) return named.reason;
  if (selection.accounts.length > 0 && !selection.accounts.includes(account.accountId)) {
    return 'not among the configured accounts';
  }
  return account.state === 'CLOSED' ? ACCOUNT_CLOSED : null;
}

/** A region that is not enabled holds nothing and is not expected. */
function regionOf(region: string, status: string | undefined, selection: Selection): PopulationRegion[] {
  if (status === 'DISABLED') return [];
  const optIn = status !== 'ENABLED_BY_DEFAULT';
  const named = selection.excludedRegions.find(excluded => excluded.id === region);
  if (named) return [{ region, optIn, disposition: 'excluded', reason: named.reason }];
  if (selection.regions.length > 0 && !selection.regions.includes(region)) {
    return [{ region, optIn, disposition: 'excluded', reason: 'not among the configured regions' }];
  }
  if (status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT')
    return [{ region, optIn, disposition: 'evaluated' }];
  const reason =
    status === undefined ? 'AWS does not say whether it is enabled' : `the region is ${status.toLowerCase()}`;
  return [{ region, optIn, disposition: 'not-evaluable', reason }];
}
