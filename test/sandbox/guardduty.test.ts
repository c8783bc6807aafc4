/** Detectors seen from their account, from the administrator, and from those who are neither. */
import {
  DescribeOrganizationConfigurationCommand,
  GetAdministratorAccountCommand,
  GetDetectorCommand,
  GetMemberDetectorsCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  ListMembersCommand,
  ListOrganizationAdminAccountsCommand,
} from '@aws-sdk/client-guardduty';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { archive, assume, closed, config, management, member, startTest, tooling } from './support.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startTest();
});
afterAll(() => sandbox.stop());

const refused = (why: RegExp) => ({ name: 'BadRequestException', message: expect.stringMatching(why) });

async function detectorOf(account: string, region = 'us-east-1') {
  const client = new GuardDutyClient(config(sandbox, await assume(sandbox, account), region));
  const { DetectorIds } = await client.send(new ListDetectorsCommand({}));
  return { client, DetectorId: DetectorIds?.[0] ?? 'none' };
}

test('a detector, suspended or there at all', async () => {
  const on = await detectorOf(tooling);
  const { Status, Features, DataSources } = await on.client.send(
    new GetDetectorCommand({ DetectorId: on.DetectorId }),
  );
  expect(Status).toBe('ENABLED');
  expect(Features?.filter(feature => feature.Status === 'ENABLED').map(feature => feature.Name)).toEqual([
    'CLOUD_TRAIL',
    'DNS_LOGS',
    'FLOW_LOGS',
    'S3_DATA_EVENTS',
  ]);
  expect(DataSources?.S3Logs?.Status).toBe('ENABLED');
  const suspended = await detectorOf(member, 'eu-west-1');
  expect(
    (await suspended.client.send(new GetDetectorCommand({ DetectorId: suspended.DetectorId }))).Status,
  ).toBe('DISABLED');
  expect((await detectorOf(archive)).DetectorId).toBe('none');
});

test("somebody else's detector is a bad request", async () => {
  const { client } = await detectorOf(member);
  const { DetectorId } = await detectorOf(tooling);
  await expect(client.send(new GetDetectorCommand({ DetectorId }))).rejects.toMatchObject(
    refused(/not owned by the current account/),
  );
});

test('the administrator lists its members', async () => {
  const { client, DetectorId } = await detectorOf(tooling);
  const { Members } = await client.send(new ListMembersCommand({ DetectorId }));
  expect(Members?.map(one => [one.AccountId, one.RelationshipStatus, one.AdministratorId])).toEqual([
    [management, 'Enabled', tooling],
    [member, 'Enabled', tooling],
  ]);
  const everybody = await client.send(new ListMembersCommand({ DetectorId, OnlyAssociated: 'false' }));
  expect(everybody.Members?.map(one => one.AccountId)).toEqual([management, member, closed]);
  const elsewhere = await detectorOf(tooling, 'eu-west-1');
  const suspended = await elsewhere.client.send(new ListMembersCommand({ DetectorId: elsewhere.DetectorId }));
  expect(suspended.Members?.map(one => one.RelationshipStatus)).toEqual(['Enabled', 'Paused']);
});

test('and their detectors', async () => {
  const { client, DetectorId } = await detectorOf(tooling);
  const answer = await client.send(
    new GetMemberDetectorsCommand({ DetectorId, AccountIds: [member, archive] }),
  );
  expect(answer.MemberDataSourceConfigurations?.map(one => one.AccountId)).toEqual([member]);
  expect(answer.UnprocessedAccounts?.map(one => one.AccountId)).toEqual([archive]);
  const tooMany = Array.from({ length: 51 }, () => member);
  await expect(
    client.send(new GetMemberDetectorsCommand({ DetectorId, AccountIds: tooMany })),
  ).rejects.toMatchObject(refused(/accountIds/));
});

test('and its configuration, which nobody else may read', async () => {
  const { client, DetectorId } = await detectorOf(tooling);
  expect(await client.send(new DescribeOrganizationConfigurationCommand({ DetectorId }))).toMatchObject({
    AutoEnableOrganizationMembers: 'ALL',
    MemberAccountLimitReached: false,
  });
  const other = await detectorOf(member);
  await expect(
    other.client.send(new DescribeOrganizationConfigurationCommand({ DetectorId: other.DetectorId })),
  ).rejects.toMatchObject(refused(/not the delegated administrator/));
  await expect(
    other.client.send(new ListMembersCommand({ DetectorId: other.DetectorId })),
  ).rejects.toMatchObject({ name: 'BadRequestException' });
  const { Administrator } = await other.client.send(
    new GetAdministratorAccountCommand({ DetectorId: other.DetectorId }),
  );
  expect(Administrator).toMatchObject({ AccountId: tooling, RelationshipStatus: 'Enabled' });
});

test('only the management account knows the administrator', async () => {
  const { client } = await detectorOf(management);
  const { AdminAccounts } = await client.send(new ListOrganizationAdminAccountsCommand({}));
  expect(AdminAccounts).toEqual([{ AdminAccountId: tooling, AdminStatus: 'ENABLED' }]);
  const other = await detectorOf(member);
  await expect(other.client.send(new ListOrganizationAdminAccountsCommand({}))).rejects.toMatchObject(
    refused(/management account/),
  );
});

test('an administrator does not rule a region it has not enabled', async () => {
  const client = new GuardDutyClient(config(sandbox, undefined, 'ap-east-1'));
  await expect(client.send(new ListDetectorsCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
  expect((await detectorOf(management, 'ap-east-1')).DetectorId).not.toBe('none');
});

test('members come fifty at a time', async () => {
  const large = await startTest({}, document => {
    for (let n = 0; n < 60; n += 1)
      document.accounts.push({ id: String(700_000_000_000 + n), name: `more-${n}`, guardDuty: {} });
  });
  try {
    const client = new GuardDutyClient(config(large));
    const DetectorId = (await client.send(new ListDetectorsCommand({}))).DetectorIds?.[0];
    const first = await client.send(new ListMembersCommand({ DetectorId }));
    expect(first.Members).toHaveLength(50);
    const second = await client.send(new ListMembersCommand({ DetectorId, NextToken: first.NextToken }));
    expect([second.Members?.length, second.NextToken]).toEqual([12, undefined]);
  } finally {
    await large.stop();
  }
});
