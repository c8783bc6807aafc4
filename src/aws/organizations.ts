/** Organizations: the accounts there are, who administers what, and the subjects that stand for them. */
import {
  DescribeOrganizationCommand,
  OrganizationsClient,
  paginateListAccounts,
  paginateListAWSServiceAccessForOrganization,
  paginateListDelegatedAdministrators,
} from '@aws-sdk/client-organizations';
import { defineCall } from '../model/call.ts';
import type { Population, PopulationAccount, PopulationRegion } from '../model/population.ts';
import { type Read, Unreadable } from '../model/read.ts';
import { ALL_REGIONS, type Scope } from '../model/scope.ts';
import { type BlindSpot, defineSubject, type Subject } from '../model/subject.ts';
import { ASSUME_ROLE } from './assume-role.ts';
import { everyPage, listOn } from './pages.ts';

/** Any account may ask. Absent: the account stands alone. */
export const describeOrganization = defineCall({
  id: 'organizations.DescribeOrganization',
  permission: 'organizations:DescribeOrganization',
  absentOn: ['AWSOrganizationsNotInUseException'],
  stages: [],
  send: (aws, _input: Record<string, never>) =>
    aws.client(OrganizationsClient).send(new DescribeOrganizationCommand({})),
});

export const listAccounts = defineCall({
  id: 'organizations.ListAccounts',
  permission: 'organizations:ListAccounts',
  stages: [],
  send: async (aws, _input: Record<string, never>) => {
    const pages = paginateListAccounts({ client: aws.client(OrganizationsClient), pageSize: 20 }, {});
    const { items, $metadata } = await everyPage(pages, listOn('Accounts'), page => page.NextToken);
    return { Accounts: items, $metadata };
  },
});

export const listServiceAccess = defineCall({
  id: 'organizations.ListAWSServiceAccessForOrganization',
  permission: 'organizations:ListAWSServiceAccessForOrganization',
  stages: [{ where: 'organization', needs: [], ask: (_read, origin) => [{ scope: origin, input: {} }] }],
  send: async (aws, _input: Record<string, never>) => {
    const pages = paginateListAWSServiceAccessForOrganization(
      { client: aws.client(OrganizationsClient), pageSize: 20 },
      {},
    );
    const { items, $metadata } = await everyPage(
      pages,
      listOn('EnabledServicePrincipals'),
      page => page.NextToken,
    );
    return { EnabledServicePrincipals: items, $metadata };
  },
});

export const CLOUDTRAIL_PRINCIPAL = 'cloudtrail.amazonaws.com';

export const listDelegatedAdministrators = defineCall({
  id: 'organizations.ListDelegatedAdministrators',
  permission: 'organizations:ListDelegatedAdministrators',
  stages: [
    {
      where: 'organization',
      needs: [],
      ask: (_read, origin) => [{ scope: origin, input: { ServicePrincipal: CLOUDTRAIL_PRINCIPAL } }],
    },
  ],
  send: async (aws, input: { readonly ServicePrincipal: string }) => {
    const pages = paginateListDelegatedAdministrators(
      { client: aws.client(OrganizationsClient), pageSize: 20 },
      input,
    );
    const { items, $metadata } = await everyPage(
      pages,
      listOn('DelegatedAdministrators'),
      page => page.NextToken,
    );
    return { DelegatedAdministrators: items, $metadata };
  },
});

const ORGANIZATION_NOT_READ = 'Whether the account belongs to an organization could not be read.';

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

/** `acme-log-archive (222233334444)`, for sentences. */
export function accountLabel(population: Population, accountId: string): string {
  const name = accountIn(population, accountId)?.name;
  return name ? `${name} (${accountId})` : accountId;
}

export interface Organization {
  readonly id: string;
  readonly managementAccount: string;
  /** Where to read it. */
  readonly scope: Scope;
}

export const organization = defineSubject<Organization>({
  kind: 'organization',
  plural: 'organizations',
  needs: [],
  list(read) {
    const { population } = read;
    const scope = organizationScope(population);
    if (population.organization === null || scope === null) {
      return { subjects: [], blind: population.unread.length > 0 ? [blindOrganization(population)] : [] };
    }
    const { id, managementAccount } = population.organization;
    const data = { id, managementAccount, scope };
    return {
      subjects: [
        {
          kind: 'organization',
          id,
          name: id,
          accountId: managementAccount,
          region: null,
          data,
          evidence: [],
        },
      ],
      blind: [],
    };
  },
});

export const account = defineSubject<PopulationAccount>({
  kind: 'account',
  plural: 'accounts',
  needs: [],
  list(read) {
    const subjects = read.population.accounts.flatMap((data): Subject<PopulationAccount>[] => {
      if (data.disposition === 'excluded') return [];
      const name = data.name ?? data.accountId;
      return [
        {
          kind: 'account',
          id: data.accountId,
          name,
          accountId: data.accountId,
          region: null,
          data,
          evidence: [],
        },
      ];
    });
    return { subjects, blind: unlistedAccounts(read.population) };
  },
});

export const accountRegion = defineSubject<Scope>({
  kind: 'account-region',
  plural: 'accounts and regions',
  needs: [],
  list(read) {
    const subjects: Subject<Scope>[] = [];
    const blind: BlindSpot[] = [...unlistedAccounts(read.population)];
    for (const member of read.population.accounts) {
      for (const scope of accountScopes(member)) {
        if (scope.region === ALL_REGIONS) {
          blind.push(blindAccount(member, scope));
          continue;
        }
        const closed = closedRegion(read.population, scope);
        if (closed) {
          const reason = closed.reason ?? 'it is not evaluable';
          blind.push({
            scope,
            gaps: [],
            note: `${scope.accountId} ${scope.region} could not be looked into: ${reason}.`,
          });
          continue;
        }
        subjects.push({
          kind: 'account-region',
          id: `${scope.accountId}/${scope.region}`,
          name: `${member.name ?? scope.accountId} ${scope.region}`,
          accountId: scope.accountId,
          region: scope.region,
          data: scope,
          evidence: [],
        });
      }
    }
    return { subjects, blind };
  },
});

/** Accounts that nobody could list may be there, and nothing is known of them. */
function unlistedAccounts({ organization, globalRegion, unread }: Population): readonly BlindSpot[] {
  if (organization === null || unread.length === 0) return [];
  const scope = { accountId: organization.readFrom, region: globalRegion };
  return [{ scope, gaps: unread, note: 'The list of the accounts of the organization could not be read.' }];
}

/** Not knowing whether there is an organization is not the same as knowing that there is none. */
function blindOrganization({ accounts, globalRegion, unread }: Population): BlindSpot {
  const scope = { accountId: accounts[0]?.accountId ?? '', region: globalRegion };
  return { scope, gaps: unread, note: ORGANIZATION_NOT_READ };
}

function blindAccount(member: PopulationAccount, scope: Scope): BlindSpot {
  const gaps = member.because === undefined ? [] : [member.because];
  return {
    scope,
    gaps,
    note: `Account ${member.accountId} could not be looked into: ${member.reason ?? ASSUME_ROLE.id}.`,
  };
}

/** The checklist item on per-account trails holds for small estates and for workloads declared as regulated. */
export function perAccountTrailsAllowed(read: Read): string | null {
  const { smallEstateAccounts, regulatedTrails } = read.parameters;
  if (read.population.unread.length > 0) return null;
  // Leaving accounts out of an audit does not make the estate small.
  const open = read.population.accounts.filter(a => a.state !== 'CLOSED');
  if (open.length <= smallEstateAccounts) {
    return `${open.length} accounts, no more than ${smallEstateAccounts}: trails of each account's own are good enough`;
  }
  const owners = new Set(regulatedTrails.map(arn => arn.split(':')[4]));
  if (open.every(a => owners.has(a.accountId))) return 'every account keeps a trail declared as regulated';
  return null;
}
