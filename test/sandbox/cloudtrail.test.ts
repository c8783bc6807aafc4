/** Trails as seen from owner, member, other region and stranger: the table of what fails where. */
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventConfigurationCommand,
  GetEventDataStoreCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetResourcePolicyCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListEventDataStoresCommand,
  ListPublicKeysCommand,
  ListTagsCommand,
  ListTrailsCommand,
  LookupEventsCommand,
} from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import {
  assume,
  config,
  management,
  member,
  optInTrail,
  orgTrail,
  outsider,
  startTest,
  tooling,
} from './support.ts';

let sandbox: Sandbox;
const at = new Date('2026-11-20T12:00:00Z');

beforeAll(async () => {
  sandbox = await startTest({ now: () => at });
});
afterAll(() => sandbox.stop());

async function client(account: string, region = 'us-east-1') {
  return new CloudTrailClient(config(sandbox, await assume(sandbox, account), region));
}

const names = async (account: string, region: string, includeShadowTrails?: boolean) => {
  const { trailList } = await (await client(account, region)).send(
    new DescribeTrailsCommand(includeShadowTrails === undefined ? {} : { includeShadowTrails }),
  );
  return trailList?.map(trail => trail.Name);
};

describe('DescribeTrails', () => {
  test.each([
    ['management', management, 'us-east-1', undefined, ['org-trail', 'opt-in-trail']],
    ['management, home only', management, 'us-east-1', false, ['org-trail']],
    ['management, home only elsewhere', management, 'eu-west-1', false, []],
    ['management, its opt-in region', management, 'ap-east-1', false, ['opt-in-trail']],
    [
      'a member: not the trail of an opt-in region it has not enabled',
      member,
      'us-east-1',
      undefined,
      ['org-trail'],
    ],
    ['a member elsewhere', member, 'eu-west-1', undefined, ['own-trail', 'org-trail']],
    ['a member, home only', member, 'eu-west-1', false, ['own-trail']],
    ['an account outside', outsider, 'us-east-1', undefined, []],
  ])('%s', async (_who, account, region, shadows, expected) => {
    expect(await names(account, region, shadows)).toEqual(expected);
  });

  test('a name means a trail of this account and region; an ARN reaches further', async () => {
    const here = await client(member, 'us-east-1');
    const list = async (...trailNameList: string[]) =>
      (await here.send(new DescribeTrailsCommand({ trailNameList }))).trailList?.map(trail => trail.Name);
    expect(await list('org-trail')).toEqual([]);
    expect(await list('own-trail')).toEqual([]);
    expect(await list(orgTrail)).toEqual(['org-trail']);
    expect(await list(`arn:aws:cloudtrail:eu-west-1:${member}:trail/own-trail`)).toEqual(['own-trail']);
    expect(await list(optInTrail)).toEqual([]);
    await expect(list('a')).rejects.toMatchObject({ name: 'InvalidTrailNameException' });
    await expect(list('arn:aws:cloudtrail:nonsense')).rejects.toMatchObject({
      name: 'CloudTrailARNInvalidException',
    });
  });

  test('leaves out what is not configured', async () => {
    const { Trail } = await (await client(member, 'eu-west-1')).send(
      new GetTrailCommand({ Name: 'own-trail' }),
    );
    expect(Trail).toEqual({
      Name: 'own-trail',
      S3BucketName: 'foreign-logs',
      SnsTopicName: 'arn:aws:sns:eu-west-1:444455556666:t',
      SnsTopicARN: 'arn:aws:sns:eu-west-1:444455556666:t',
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: false,
      HomeRegion: 'eu-west-1',
      TrailARN: `arn:aws:cloudtrail:eu-west-1:${member}:trail/own-trail`,
      LogFileValidationEnabled: false,
      HasCustomEventSelectors: false,
      HasInsightSelectors: false,
      IsOrganizationTrail: false,
    });
  });

  test("without trusted access the organization trail is the management account's alone", async () => {
    const untrusting = await startTest({}, document => {
      if (document.organization !== undefined) document.organization.trustedServices = [];
    });
    try {
      const ask = async (account: string) =>
        new CloudTrailClient(config(untrusting, await assume(untrusting, account))).send(
          new DescribeTrailsCommand({}),
        );
      expect((await ask(member)).trailList).toEqual([]);
      expect((await ask(management)).trailList?.map(trail => trail.IsOrganizationTrail)).toEqual([
        false,
        false,
      ]);
    } finally {
      await untrusting.stop();
    }
  });
});

describe('the organization trail from a member', () => {
  test('by name nothing is known of it', async () => {
    const unknown = {
      name: 'TrailNotFoundException',
      message: `Unknown trail: arn:aws:cloudtrail:us-east-1:${member}:trail/org-trail for the user: ${member}`,
    };
    const here = await client(member);
    await expect(here.send(new GetTrailStatusCommand({ Name: 'org-trail' }))).rejects.toMatchObject(unknown);
    await expect(here.send(new GetEventSelectorsCommand({ TrailName: 'org-trail' }))).rejects.toMatchObject(
      unknown,
    );
  });

  test('by ARN it answers', async () => {
    const here = await client(member);
    expect(await here.send(new GetTrailStatusCommand({ Name: orgTrail }))).toMatchObject({ IsLogging: true });
    expect(
      (await here.send(new GetEventSelectorsCommand({ TrailName: orgTrail }))).EventSelectors,
    ).toHaveLength(1);
  });

  test("its tags are not a member's to read", async () => {
    await expect(
      (await client(member)).send(new ListTagsCommand({ ResourceIdList: [orgTrail] })),
    ).rejects.toMatchObject({
      name: 'CloudTrailARNInvalidException',
      message: `AccountID in ARN is wrong, you can only access resources with AccountID ${member}`,
    });
    const { ResourceTagList } = await (await client(management)).send(
      new ListTagsCommand({ ResourceIdList: [orgTrail] }),
    );
    expect(ResourceTagList?.[0]?.TagsList).toEqual([{ Key: 'owner', Value: 'security' }]);
  });
});

test('status speaks for one region and one account', async () => {
  const status = async (account: string, region: string) => {
    const { $metadata: _, ...answer } = await (await client(account, region)).send(
      new GetTrailStatusCommand({ Name: orgTrail }),
    );
    return answer;
  };
  const started = { IsLogging: true, StartLoggingTime: new Date('2024-01-01T00:00:00Z') };
  const delivered = (minutes: number) => ({ LatestDeliveryTime: new Date(at.getTime() - minutes * 60_000) });
  expect(await status(management, 'us-east-1')).toEqual({ ...started, ...delivered(5) });
  expect(await status(management, 'eu-west-1')).toEqual({ ...started, ...delivered(60) });
  expect(await status(member, 'us-east-1')).toEqual({ ...started, ...delivered(5) });
  expect(await status(member, 'eu-west-1')).toEqual({ ...started, LatestDeliveryError: 'AccessDenied' });
});

test('ListTrails shows all regions', async () => {
  const { Trails } = await (await client(member)).send(new ListTrailsCommand({}));
  expect(Trails?.map(trail => [trail.Name, trail.HomeRegion])).toEqual([
    ['own-trail', 'eu-west-1'],
    ['org-trail', 'us-east-1'],
  ]);
});

test('the default selector is management events, read and write', async () => {
  const { EventSelectors, AdvancedEventSelectors } = await (await client(management)).send(
    new GetEventSelectorsCommand({ TrailName: 'org-trail' }),
  );
  expect(AdvancedEventSelectors).toBeUndefined();
  expect(EventSelectors).toEqual([
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ]);
});

test('selectors are one kind or the other; basic ones are filled up as AWS does', async () => {
  const advanced = [
    {
      Name: 'Objects elsewhere',
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::archive-logs/'] },
      ],
    },
  ];
  const custom = await startTest({}, document => {
    const trail = (account: string) => document.accounts.find(({ id }) => id === account)?.trails?.[0] ?? {};
    Object.assign(trail(management), { advancedEventSelectors: advanced });
    Object.assign(trail(member), { eventSelectors: [{ ReadWriteType: 'WriteOnly' }] });
  });
  try {
    const ask = async (account: string, region: string, TrailName: string) => {
      const asking = new CloudTrailClient(config(custom, await assume(custom, account), region));
      const { $metadata: _, ...answer } = await asking.send(new GetEventSelectorsCommand({ TrailName }));
      return answer;
    };
    expect(await ask(management, 'us-east-1', orgTrail)).toEqual({
      TrailARN: orgTrail,
      AdvancedEventSelectors: advanced,
    });
    expect(await ask(member, 'eu-west-1', 'own-trail')).toEqual({
      TrailARN: `arn:aws:cloudtrail:eu-west-1:${member}:trail/own-trail`,
      EventSelectors: [
        {
          ReadWriteType: 'WriteOnly',
          IncludeManagementEvents: true,
          DataResources: [],
          ExcludeManagementEventSources: [],
        },
      ],
    });
  } finally {
    await custom.stop();
  }
});

test('insights and events that are not there; event configuration and keys that always are', async () => {
  const here = await client(management);
  await expect(here.send(new GetInsightSelectorsCommand({ TrailName: 'org-trail' }))).rejects.toMatchObject({
    name: 'InsightNotEnabledException',
  });
  expect(await here.send(new GetEventConfigurationCommand({ TrailName: orgTrail }))).toMatchObject({
    TrailARN: orgTrail,
  });
  // CloudTrail has keys in every region, whoever uses them.
  expect((await here.send(new ListPublicKeysCommand({}))).PublicKeyList?.[0]).toMatchObject({
    Fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect((await here.send(new LookupEventsCommand({}))).Events).toEqual([]);
});

describe('event data stores', () => {
  test('an organization store shows in the management account, in its region', async () => {
    const stores = async (account: string, region: string) =>
      (await (await client(account, region)).send(new ListEventDataStoresCommand({}))).EventDataStores?.map(
        store => store.Name,
      );
    expect(await stores(management, 'us-east-1')).toEqual(['org-store']);
    expect(await stores(management, 'eu-west-1')).toEqual([]);
    expect(await stores(member, 'us-east-1')).toEqual([]);
    // Delegated for GuardDuty, not for CloudTrail.
    expect(await stores(tooling, 'us-east-1')).toEqual([]);
  });

  test('is described, has no policy, and is not found by strangers', async () => {
    const here = await client(management);
    const { EventDataStores } = await here.send(new ListEventDataStoresCommand({}));
    const arn = EventDataStores?.[0]?.EventDataStoreArn ?? '';
    expect(await here.send(new GetEventDataStoreCommand({ EventDataStore: arn }))).toMatchObject({
      Status: 'ENABLED',
      OrganizationEnabled: true,
      RetentionPeriod: 2557,
      TerminationProtectionEnabled: true,
    });
    await expect(here.send(new GetResourcePolicyCommand({ ResourceArn: arn }))).rejects.toMatchObject({
      name: 'ResourcePolicyNotFoundException',
    });
    await expect(
      (await client(member)).send(new GetEventDataStoreCommand({ EventDataStore: arn })),
    ).rejects.toMatchObject({
      name: 'EventDataStoreNotFoundException',
    });
  });
});
