/** The organization: its tree and policies, who may ask, and pages that are small or empty. */
import {
  AccountClient,
  GetRegionOptStatusCommand,
  ListRegionsCommand,
  paginateListRegions,
} from '@aws-sdk/client-account';
import {
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DescribeResourcePolicyCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListChildrenCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  type PolicyType,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { EstateDocument } from '../../src/sandbox/schema/estate.ts';
import {
  archive,
  assume,
  closed,
  config,
  management,
  member,
  outsider,
  startTest,
  tooling,
} from './support.ts';
import { json, raw } from './wire.ts';

let sandbox: Sandbox;
let delegate: OrganizationsClient;

beforeAll(async () => {
  sandbox = await startTest();
  delegate = new OrganizationsClient(config(sandbox));
});
afterAll(() => sandbox.stop());

const asAccount = async (account: string) =>
  new OrganizationsClient(config(sandbox, await assume(sandbox, account)));

test('accounts carry State, Status and Paths', async () => {
  const { Accounts } = await delegate.send(new ListAccountsCommand({}));
  expect(Accounts?.map(({ Id, State, Status, Paths }) => [Id, State, Status, Paths?.[0]])).toEqual([
    [management, 'ACTIVE', 'ACTIVE', `o-test000001/r-te01/${management}/`],
    [archive, 'ACTIVE', 'ACTIVE', `o-test000001/r-te01/ou-te01-11111111/${archive}/`],
    [tooling, 'ACTIVE', 'ACTIVE', `o-test000001/r-te01/${tooling}/`],
    [member, 'ACTIVE', 'ACTIVE', `o-test000001/r-te01/ou-te01-11111111/ou-te01-22222222/${member}/`],
    [closed, 'CLOSED', 'SUSPENDED', `o-test000001/r-te01/${closed}/`],
  ]);
});

test('the tree, up and down', async () => {
  expect((await delegate.send(new ListRootsCommand({}))).Roots).toMatchObject([
    { Id: 'r-te01', PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] },
  ]);
  const units = await delegate.send(new ListOrganizationalUnitsForParentCommand({ ParentId: 'r-te01' }));
  expect(units.OrganizationalUnits?.map(unit => unit.Name)).toEqual(['Outer']);
  const accounts = await delegate.send(new ListAccountsForParentCommand({ ParentId: 'ou-te01-22222222' }));
  expect(accounts.Accounts?.map(account => account.Id)).toEqual([member]);
  const children = await delegate.send(
    new ListChildrenCommand({ ParentId: 'ou-te01-11111111', ChildType: 'ORGANIZATIONAL_UNIT' }),
  );
  expect(children.Children).toEqual([{ Id: 'ou-te01-22222222', Type: 'ORGANIZATIONAL_UNIT' }]);
  const parents = await delegate.send(new ListParentsCommand({ ChildId: member }));
  expect(parents.Parents).toEqual([{ Id: 'ou-te01-22222222', Type: 'ORGANIZATIONAL_UNIT' }]);
  const unit = await delegate.send(
    new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: 'ou-te01-22222222' }),
  );
  expect(unit.OrganizationalUnit).toMatchObject({
    Name: 'Inner',
    Path: 'o-test000001/r-te01/ou-te01-11111111/ou-te01-22222222/',
  });
});

test('policies and what they are attached to', async () => {
  const Filter = 'SERVICE_CONTROL_POLICY';
  const { Policies } = await delegate.send(new ListPoliciesCommand({ Filter }));
  expect(Policies?.map(policy => [policy.Id, policy.AwsManaged])).toEqual([
    ['p-FullAWSAccess', true],
    ['p-00000001', false],
  ]);
  const { Policy } = await delegate.send(new DescribePolicyCommand({ PolicyId: 'p-00000001' }));
  expect(Policy?.Content).toBe('{"raw": true}');
  const { Targets } = await delegate.send(new ListTargetsForPolicyCommand({ PolicyId: 'p-FullAWSAccess' }));
  expect(Targets).toHaveLength(1 + 2 + 5);
  const onUnit = await delegate.send(
    new ListPoliciesForTargetCommand({ TargetId: 'ou-te01-22222222', Filter }),
  );
  expect(onUnit.Policies).toHaveLength(2);
  const none = await delegate.send(new ListPoliciesCommand({ Filter: 'RESOURCE_CONTROL_POLICY' }));
  expect(none.Policies).toEqual([]);
});

describe('what AWS attaches by itself', () => {
  type Organization = NonNullable<EstateDocument['organization']>;
  const guard = { id: 'p-guard001', name: 'Guard', content: { Statement: [] }, targets: ['r-te01'] };
  const named = { id: 'p-FullAWSAccess', name: 'FullAWSAccess', awsManaged: true, content: '{}' };

  /** The policies of a type: those that there are, and the ids of those at a target. */
  async function attached(change: Partial<Organization>, Filter: PolicyType = 'SERVICE_CONTROL_POLICY') {
    const own = await startTest({}, document => {
      document.organization = { ...(document.organization as Organization), ...change };
    });
    try {
      const client = new OrganizationsClient(config(own));
      const at = async (TargetId: string) =>
        (await client.send(new ListPoliciesForTargetCommand({ TargetId, Filter }))).Policies?.map(p => p.Id);
      return {
        listed: (await client.send(new ListPoliciesCommand({ Filter }))).Policies,
        root: await at('r-te01'),
        unit: await at('ou-te01-22222222'),
        account: await at(member),
      };
    } finally {
      await own.stop();
    }
  }

  test('FullAWSAccess, to the root, every unit and every account', async () => {
    const full = ['p-FullAWSAccess'];
    const { listed, ...at } = await attached({ policies: [] });
    expect(at).toEqual({ root: full, unit: full, account: full });
    const Arn = 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess';
    expect(listed).toMatchObject([{ Arn, Name: 'FullAWSAccess', AwsManaged: true }]);
  });

  test('not where the estate attaches an SCP', async () => {
    const full = ['p-FullAWSAccess'];
    const rooted = await attached({ policies: [guard] });
    expect(rooted).toMatchObject({ root: ['p-guard001'], unit: full, account: full });
    const everywhere = await attached({ policies: [{ ...guard, targets: 'everything' }] });
    expect(everywhere).toMatchObject({ root: ['p-guard001'], account: ['p-guard001'] });
    // Detached from everything it is there still.
    expect(everywhere.listed?.map(({ Id }) => Id)).toEqual(['p-FullAWSAccess', 'p-guard001']);
  });

  test('where the estate says, if it names it', async () => {
    const here = await attached({ policies: [{ ...named, targets: [member] }] });
    expect(here).toMatchObject({ root: [], unit: [], account: ['p-FullAWSAccess'] });
    const nowhere = await attached({ policies: [{ ...named, targets: [] }] });
    expect(nowhere).toMatchObject({ root: [], unit: [], account: [] });
  });

  test('RCPFullAWSAccess to everything, other RCPs or not', async () => {
    const rcp = { ...guard, type: 'RESOURCE_CONTROL_POLICY' as const };
    const change = { policies: [rcp], policyTypes: ['RESOURCE_CONTROL_POLICY' as const] };
    expect(await attached(change, 'RESOURCE_CONTROL_POLICY')).toMatchObject({
      root: ['p-RCPFullAWSAccess', 'p-guard001'],
      account: ['p-RCPFullAWSAccess'],
    });
    // What is not enabled is not there, and an RCP takes no SCP's place.
    expect((await attached(change)).listed).toEqual([]);
    const both = { ...change, policyTypes: [...change.policyTypes, 'SERVICE_CONTROL_POLICY' as const] };
    expect((await attached(both)).root).toEqual(['p-FullAWSAccess']);
  });
});

test('trusted services and delegated administrators', async () => {
  const trusted = await delegate.send(new ListAWSServiceAccessForOrganizationCommand({}));
  expect(trusted.EnabledServicePrincipals?.map(service => service.ServicePrincipal)).toEqual([
    'cloudtrail.amazonaws.com',
    'account.amazonaws.com',
  ]);
  const list = async (ServicePrincipal?: string) =>
    (
      await delegate.send(
        new ListDelegatedAdministratorsCommand(ServicePrincipal === undefined ? {} : { ServicePrincipal }),
      )
    ).DelegatedAdministrators?.map(admin => admin.Id);
  expect(await list()).toEqual([tooling]);
  expect(await list('guardduty.amazonaws.com')).toEqual([tooling]);
  expect(await list('cloudtrail.amazonaws.com')).toEqual([]);
  const services = await delegate.send(new ListDelegatedServicesForAccountCommand({ AccountId: tooling }));
  expect(services.DelegatedServices?.map(service => service.ServicePrincipal)).toEqual([
    'guardduty.amazonaws.com',
  ]);
  await expect(
    delegate.send(new ListDelegatedServicesForAccountCommand({ AccountId: member })),
  ).rejects.toMatchObject({
    name: 'AccountNotRegisteredException',
  });
});

test('what does not exist', async () => {
  await expect(delegate.send(new DescribeResourcePolicyCommand({}))).rejects.toMatchObject({
    name: 'ResourcePolicyNotFoundException',
  });
  await expect(delegate.send(new DescribePolicyCommand({ PolicyId: 'p-99999999' }))).rejects.toMatchObject({
    name: 'PolicyNotFoundException',
  });
  await expect(delegate.send(new ListParentsCommand({ ChildId: outsider }))).rejects.toMatchObject({
    name: 'ChildNotFoundException',
  });
});

describe('who may ask', () => {
  test('any member may describe the organization, and no more', async () => {
    const ordinary = await asAccount(member);
    const { Organization } = await ordinary.send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({
      Id: 'o-test000001',
      MasterAccountId: management,
      FeatureSet: 'ALL',
    });
    await expect(ordinary.send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('outside there is no organization', async () => {
    await expect((await asAccount(outsider)).send(new DescribeOrganizationCommand({}))).rejects.toMatchObject(
      {
        name: 'AWSOrganizationsNotInUseException',
      },
    );
  });
});

describe('pages', () => {
  test('are as small as asked, may start empty, and come to an end', async () => {
    const small = await startTest({ pageSize: 2, emptyFirstPage: true });
    try {
      const client = new OrganizationsClient(config(small));
      const sizes: number[] = [];
      for await (const page of paginateListAccounts({ client }, {})) sizes.push(page.Accounts?.length ?? 0);
      expect(sizes).toEqual([0, 2, 2, 1]);
    } finally {
      await small.stop();
    }
  });

  test('never hold more than twenty accounts', async () => {
    const large = await startTest({}, document => {
      for (let n = 0; n < 30; n += 1)
        document.accounts.push({ id: String(700_000_000_000 + n), name: `more-${n}` });
    });
    try {
      const client = new OrganizationsClient(config(large));
      const sizes: number[] = [];
      for await (const page of paginateListAccounts({ client }, {})) sizes.push(page.Accounts?.length ?? 0);
      expect(sizes).toEqual([20, 15]);
    } finally {
      await large.stop();
    }
  });

  test('a token of another list is refused', async () => {
    const { body } = await raw(sandbox, json('organizations', 'ListAccounts', { NextToken: 'made-up' }));
    expect(JSON.parse(body).__type).toContain('InvalidInputException');
  });
});

describe('regions of an account', () => {
  test('its own, in pages', async () => {
    const client = new AccountClient(config(sandbox, await assume(sandbox, management)));
    const regions: string[] = [];
    for await (const page of paginateListRegions({ client, pageSize: 2 }, {})) {
      for (const region of page.Regions ?? []) regions.push(`${region.RegionName} ${region.RegionOptStatus}`);
    }
    expect(regions).toEqual([
      'us-east-1 ENABLED_BY_DEFAULT',
      'eu-west-1 ENABLED_BY_DEFAULT',
      'ap-east-1 ENABLED',
    ]);
    const status = await client.send(new GetRegionOptStatusCommand({ RegionName: 'ap-east-1' }));
    expect(status.RegionOptStatus).toBe('ENABLED');
  });

  test("others' only from the management account, which leaves its own id out", async () => {
    const client = new AccountClient(config(sandbox, await assume(sandbox, management)));
    const disabled = await client.send(
      new ListRegionsCommand({ AccountId: member, RegionOptStatusContains: ['DISABLED'] }),
    );
    expect(disabled.Regions).toEqual([{ RegionName: 'ap-east-1', RegionOptStatus: 'DISABLED' }]);
    await expect(client.send(new ListRegionsCommand({ AccountId: management }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(client.send(new ListRegionsCommand({ AccountId: outsider }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(
      new AccountClient(config(sandbox)).send(new ListRegionsCommand({ AccountId: member })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
