/** GuardDuty: seen once a region from the delegated administrator, account by account only where that view ends. */
import {
  DescribeOrganizationConfigurationCommand,
  GetDetectorCommand,
  GetMemberDetectorsCommand,
  GuardDutyClient,
  type Member,
  paginateListDetectors,
  paginateListMembers,
  paginateListOrganizationAdminAccounts,
} from '@aws-sdk/client-guardduty';
import { type Call, defineCall } from '../model/call.ts';
import type { Stored } from '../model/json.ts';
import { evaluatedRegions } from '../model/population.ts';
import { must, type Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { everyPage } from './pages.ts';
import { accountIn, managementScopes } from './scopes.ts';

/** Asked in the management account, the only one that may. One region's administrator says nothing of another's. */
export const listOrganizationAdminAccounts = defineCall({
  id: 'guardduty.ListOrganizationAdminAccounts',
  permission: 'guardduty:ListOrganizationAdminAccounts',
  stages: [
    {
      where: 'organization',
      needs: [],
      ask: read => managementScopes(read).map(scope => ({ scope, input: {} })),
    },
  ],
  send: async (aws, _input: Record<string, never>) => {
    const pages = paginateListOrganizationAdminAccounts({ client: aws.client(GuardDutyClient) }, {});
    const { items, $metadata } = await everyPage(
      pages,
      page => page.AdminAccounts,
      page => page.NextToken,
    );
    return { AdminAccounts: items, $metadata };
  },
});

/** Typed by hand: whom to ask depends on the members, whose list is found through a detector. */
export const listDetectors: Call<Record<string, never>, { DetectorIds: string[] }> = defineCall({
  id: 'guardduty.ListDetectors',
  permission: 'guardduty:ListDetectors',
  stages: [
    {
      where: 'organization',
      needs: [listOrganizationAdminAccounts],
      ask: read => administeredScopes(read).map(scope => ({ scope, input: {} })),
    },
    {
      where: 'region',
      // A getter, because the members' call is defined below.
      get needs() {
        return [listOrganizationAdminAccounts, listMembers];
      },
      ask: (read, origin) => (enabledByAdministrator(read, origin) ? [] : [{ scope: origin, input: {} }]),
    },
  ],
  send: async (aws, _input: Record<string, never>) => {
    const pages = paginateListDetectors({ client: aws.client(GuardDutyClient) }, {});
    const { items, $metadata } = await everyPage(
      pages,
      page => page.DetectorIds,
      page => page.NextToken,
    );
    return { DetectorIds: items, $metadata };
  },
});

export const getDetector = defineCall({
  id: 'guardduty.GetDetector',
  permission: 'guardduty:GetDetector',
  stages: [
    {
      where: 'region',
      needs: [listDetectors],
      ask: (read, origin) => {
        if (!isAskedItself(read, origin)) return [];
        const id = detectorOf(read, origin);
        return id === undefined ? [] : [{ scope: origin, input: { DetectorId: id } }];
      },
    },
  ],
  send: (aws, input: { readonly DetectorId: string }) =>
    aws.client(GuardDutyClient).send(new GetDetectorCommand(input)),
});

export const describeOrganizationConfiguration = defineCall({
  id: 'guardduty.DescribeOrganizationConfiguration',
  permission: 'guardduty:DescribeOrganizationConfiguration',
  stages: [{ where: 'organization', needs: [listDetectors], ask: read => administrators(read) }],
  send: (aws, input: { readonly DetectorId: string }) =>
    aws.client(GuardDutyClient).send(new DescribeOrganizationConfigurationCommand(input)),
});

/** 50 members a page: one list for each region instead of one question for each account. */
export const listMembers = defineCall({
  id: 'guardduty.ListMembers',
  permission: 'guardduty:ListMembers',
  stages: [{ where: 'organization', needs: [listDetectors], ask: read => administrators(read) }],
  send: async (aws, input: { readonly DetectorId: string }) => {
    const pages = paginateListMembers(
      { client: aws.client(GuardDutyClient), pageSize: 50 },
      { ...input, OnlyAssociated: 'true' },
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.Members,
      page => page.NextToken,
    );
    return { Members: items, $metadata };
  },
});

const MEMBERS_PER_QUESTION = 50;

export const getMemberDetectors = defineCall({
  id: 'guardduty.GetMemberDetectors',
  permission: 'guardduty:GetMemberDetectors',
  stages: [
    {
      where: 'organization',
      needs: [listMembers],
      ask: read =>
        readableAdministrators(read).flatMap(({ scope, input }) =>
          memberGroups(read, scope, input.DetectorId).map(AccountIds => ({
            scope,
            input: { ...input, AccountIds },
          })),
        ),
    },
  ],
  send: (aws, input: { readonly DetectorId: string; readonly AccountIds: readonly string[] }) =>
    aws
      .client(GuardDutyClient)
      .send(new GetMemberDetectorsCommand({ ...input, AccountIds: [...input.AccountIds] })),
});

/** The delegated administrator in a region, as the management account names it. undefined: none is enabled. */
export function administratorIn(read: Read, region: string): string | undefined {
  const asked = managementScopes(read).find(scope => scope.region === region);
  if (!asked) return undefined;
  const admins = must(read.get(listOrganizationAdminAccounts, asked, {}).AdminAccounts, 'AdminAccounts');
  return admins.find(admin => admin.AdminStatus === 'ENABLED')?.AdminAccountId;
}

/** The one detector of an account and region; undefined: there is none. */
export function detectorOf(read: Read, scope: Scope): string | undefined {
  return must(read.get(listDetectors, scope, {}).DetectorIds, 'DetectorIds')[0];
}

type StoredMember = Stored<Member>;

interface Administrator {
  readonly scope: Scope;
  readonly input: { readonly DetectorId: string };
}

/** A member as the administrator of the region sees it. */
export function memberSeen(read: Read, scope: Scope) {
  const admin = administratorIn(read, scope.region);
  if (admin === undefined) return undefined;
  const adminScope = { accountId: admin, region: scope.region };
  if (!regionEvaluated(read, adminScope)) return undefined;
  const DetectorId = detectorOf(read, adminScope);
  if (DetectorId === undefined) return undefined;
  return membersById(membersOf(read, adminScope, { DetectorId })).get(scope.accountId);
}

function membersOf(read: Read, scope: Scope, input: Administrator['input']): readonly StoredMember[] {
  return must(read.get(listMembers, scope, input).Members, 'Members');
}

const indexes = new WeakMap<object, ReadonlyMap<string | undefined, StoredMember>>();

/** One list serves every account of the organization, so it is indexed once. */
function membersById(members: readonly StoredMember[]): ReadonlyMap<string | undefined, StoredMember> {
  const known = indexes.get(members);
  if (known) return known;
  const index = new Map(members.map(member => [member.AccountId, member]));
  indexes.set(members, index);
  return index;
}

/** Whether the administrator's view settles that GuardDuty runs there. An unreadable view settles nothing. */
export function enabledByAdministrator(read: Read, scope: Scope): boolean {
  const seen = read.attempt(r => memberSeen(r, scope));
  return seen.ok && seen.value?.RelationshipStatus === 'Enabled';
}

/** The features of a member's detector as the administrator reads them; undefined: not among them. */
export function memberFeatures(read: Read, scope: Scope) {
  const admin = must(administratorIn(read, scope.region), 'a delegated administrator');
  const adminScope = { accountId: admin, region: scope.region };
  const DetectorId = must(detectorOf(read, adminScope), 'DetectorIds');
  const group = memberGroups(read, adminScope, DetectorId).find(ids => ids.includes(scope.accountId));
  if (!group) return undefined;
  const answer = read.get(getMemberDetectors, adminScope, { DetectorId, AccountIds: group });
  return answer.MemberDataSourceConfigurations?.find(member => member.AccountId === scope.accountId)
    ?.Features;
}

function regionEvaluated(read: Read, scope: Scope): boolean {
  const account = accountIn(read.population, scope.accountId);
  return account !== undefined && evaluatedRegions(account).includes(scope.region);
}

/** The administrator's own account and region, wherever one is enabled and can be asked. */
function administeredScopes(read: Read): readonly Scope[] {
  return managementScopes(read).flatMap(({ region }) => {
    const admin = read.attempt(r => administratorIn(r, region));
    if (!admin.ok || admin.value === undefined) return [];
    const scope = { accountId: admin.value, region };
    return regionEvaluated(read, scope) ? [scope] : [];
  });
}

function administrators(read: Read): readonly Administrator[] {
  return administeredScopes(read).flatMap(scope => {
    const detector = read.attempt(r => detectorOf(r, scope));
    if (!detector.ok || detector.value === undefined) return [];
    return [{ scope, input: { DetectorId: detector.value } }];
  });
}

function readableAdministrators(read: Read): readonly Administrator[] {
  return administrators(read).filter(({ scope, input }) => read.attempt(r => membersOf(r, scope, input)).ok);
}

function memberGroups(read: Read, scope: Scope, DetectorId: string): readonly (readonly string[])[] {
  const enabled = membersOf(read, scope, { DetectorId }).filter(
    member => member.RelationshipStatus === 'Enabled',
  );
  const ids = enabled.map(member => must(member.AccountId, 'AccountId')).sort();
  const groups: string[][] = [];
  for (let at = 0; at < ids.length; at += MEMBERS_PER_QUESTION)
    groups.push(ids.slice(at, at + MEMBERS_PER_QUESTION));
  return groups;
}

function isAskedItself(read: Read, scope: Scope): boolean {
  const admin = read.attempt(r => administratorIn(r, scope.region));
  return (admin.ok && admin.value === scope.accountId) || !enabledByAdministrator(read, scope);
}
