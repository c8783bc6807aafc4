/** Organizations: the accounts there are, who administers what, and the subjects that stand for them. */
import {
  DescribeOrganizationCommand,
  OrganizationsClient,
  paginateListAccounts,
  paginateListAWSServiceAccessForOrganization,
  paginateListDelegatedAdministrators,
} from '@aws-sdk/client-organizations';
import { defineCall } from '../model/call.ts';
import type { Population, PopulationAccount } from '../model/population.ts';
import type { Read } from '../model/read.ts';
import { ALL_REGIONS, type Scope } from '../model/scope.ts';
import { type BlindSpot, defineSubject, type Subject } from '../model/subject.ts';
import { ASSUME_ROLE } from './assume-role.ts';
import { everyPage, listOn } from './pages.ts';
import { accountScopes, closedRegion, ORGANIZATION_NOT_READ, organizationScope } from './scopes.ts';

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

export interface Organization {
  readonly id: string;
  readonly managementAccount: string;
  /** Where to read it. */
  readonly scope: Scope;
}

export const organization = defineSubject<Organization>({
  kind: 'organization',
  singular: 'organization',
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
  singular: 'account',
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
  singular: 'account and region',
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
