/** A small estate with every oddity in it, and what SDK clients need to talk to it. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { parseEstate, type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import type { EstateDocument } from '../../src/sandbox/schema/estate.ts';

export const management = '111122223333';
export const archive = '222233334444';
export const tooling = '333344445555';
export const member = '444455556666';
export const outsider = '555566667777';
export const closed = '666677778888';
export const orgTrail = `arn:aws:cloudtrail:us-east-1:${management}:trail/org-trail`;
export const optInTrail = `arn:aws:cloudtrail:ap-east-1:${management}:trail/opt-in-trail`;
const externalId = 'external-id';

const role = {
  name: 'Audit',
  trusts: [`arn:aws:iam::${tooling}:role/Tooling`],
  externalId,
};

export const operator = {
  account: tooling,
  role: 'Tooling',
  accessKeyId: 'ASIAOPERATOR00000001',
  secretAccessKey: 'operator-secret',
  sessionToken: 'operator-token',
};

export function testDocument(): EstateDocument {
  return {
    name: 'test',
    regions: [{ name: 'us-east-1' }, { name: 'eu-west-1' }, { name: 'ap-east-1', optIn: true }],
    callers: [
      { ...operator },
      {
        account: management,
        user: 'admin',
        accessKeyId: 'AKIAMANAGEMENT000001',
        secretAccessKey: 'admin-secret',
      },
    ],
    rolesInEveryAccount: [role],
    organization: {
      id: 'o-test000001',
      rootId: 'r-te01',
      managementAccount: management,
      units: [
        { id: 'ou-te01-11111111', name: 'Outer' },
        { id: 'ou-te01-22222222', name: 'Inner', parent: 'ou-te01-11111111' },
      ],
      trustedServices: ['cloudtrail.amazonaws.com', 'account.amazonaws.com'],
      delegatedAdministrators: [{ account: tooling, services: ['guardduty.amazonaws.com'] }],
      policies: [
        {
          id: 'p-FullAWSAccess',
          name: 'FullAWSAccess',
          awsManaged: true,
          content: { Statement: [] },
          targets: 'everything',
        },
        { id: 'p-00000001', name: 'Unit', content: '{"raw": true}', targets: ['ou-te01-22222222'] },
      ],
    },
    accounts: [
      {
        id: management,
        name: 'management',
        optInRegions: ['ap-east-1'],
        trails: [
          {
            name: 'org-trail',
            homeRegion: 'us-east-1',
            bucket: 'archive-logs',
            multiRegion: true,
            organization: true,
            logFileValidation: true,
            tags: { owner: 'security' },
            status: {
              startedAt: '2024-01-01T00:00:00Z',
              lastDelivery: '-5m',
              overrides: [
                { region: 'eu-west-1', lastDelivery: '-1h' },
                { account: member, region: 'eu-west-1', deliveryError: 'AccessDenied', lastDelivery: null },
              ],
            },
          },
          {
            name: 'opt-in-trail',
            homeRegion: 'ap-east-1',
            bucket: 'archive-logs',
            multiRegion: true,
            organization: true,
          },
        ],
        eventDataStores: [{ name: 'org-store', region: 'us-east-1', organization: true }],
        guardDuty: {},
      },
      {
        id: archive,
        name: 'archive',
        unit: 'ou-te01-11111111',
        accountPublicAccessBlock: true,
        buckets: [
          { name: 'archive-logs', region: 'us-east-1', policy: { Statement: [] }, publicAccessBlock: true },
          { name: 'archive-bare', region: 'us-east-1', encryption: 'none', ownership: 'none' },
          {
            name: 'archive-full',
            region: 'eu-west-1',
            versioning: 'Enabled',
            mfaDelete: true,
            objectLock: { mode: 'COMPLIANCE', years: 1 },
            logging: { bucket: 'archive-logs', prefix: 'full/' },
            encryption: { algorithm: 'aws:kms', kmsKeyId: 'alias/logs', bucketKey: true, blocked: ['SSE-C'] },
            ownership: 'ObjectWriter',
            acl: [{ grantee: 'AllUsers', permission: 'READ' }],
            lifecycle: [
              {
                ID: 'all',
                Status: 'Enabled',
                Filter: { And: { Prefix: 'a&b', Tags: [{ Key: 'k', Value: 'v' }] } },
                Transitions: [
                  { Days: 30, StorageClass: 'STANDARD_IA' },
                  { Days: 90, StorageClass: 'GLACIER' },
                ],
                Expiration: { Days: 400 },
                NoncurrentVersionTransitions: [{ NoncurrentDays: 10, StorageClass: 'GLACIER' }],
              },
            ],
            replication: {
              role: `arn:aws:iam::${archive}:role/Replication`,
              rules: [{ id: 'one', destinationBucket: 'archive-logs', destinationAccount: archive }],
            },
            tags: { team: 'a', stage: 'b' },
            requesterPays: true,
          },
        ],
        keys: [
          {
            id: '11111111-2222-4333-8444-555555555555',
            region: 'us-east-1',
            aliases: ['alias/logs'],
            rotation: { enabled: true, periodDays: 180 },
            policy: '{"raw": true}',
            describableBy: [member],
          },
          {
            id: '22222222-2222-4333-8444-555555555555',
            region: 'us-east-1',
            state: 'PendingDeletion',
            deletionDate: '+5d',
            rotation: { enabled: true },
          },
          {
            id: '33333333-2222-4333-8444-555555555555',
            region: 'us-east-1',
            origin: 'EXTERNAL',
            validTo: '+30d',
          },
        ],
      },
      {
        id: tooling,
        name: 'tooling',
        roles: [{ ...role, name: 'Denied', denied: true }],
        guardDuty: { features: ['S3_DATA_EVENTS'] },
      },
      {
        id: member,
        name: 'member',
        unit: 'ou-te01-22222222',
        roles: [{ ...role, name: 'audit/Narrow', deniedActions: ['kms:*', 's3:GetBucketPolicy'] }],
        trails: [
          {
            name: 'own-trail',
            homeRegion: 'eu-west-1',
            bucket: 'foreign-logs',
            snsTopicArn: 'arn:aws:sns:eu-west-1:444455556666:t',
          },
        ],
        guardDuty: { except: { 'eu-west-1': 'suspended' } },
      },
      { id: outsider, name: 'outsider', outsideOrganization: true },
      { id: closed, name: 'closed', state: 'CLOSED' },
    ],
    guardDuty: { administrator: tooling },
    foreignBuckets: [{ name: 'foreign-logs', region: 'eu-west-1' }],
  };
}

export function startTest(
  options: Partial<SandboxOptions> = {},
  change?: (document: EstateDocument) => void,
): Promise<Sandbox> {
  const document = testDocument();
  change?.(document);
  return startSandbox({ estate: parseEstate(document, 'test'), record: true, ...options });
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export function baseKeys(sandbox: Sandbox): Keys {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = sandbox.environment;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** What every SDK client needs to talk to the sandbox. One attempt, so that errors come at once. */
export function config(sandbox: Sandbox, credentials: Keys = baseKeys(sandbox), region = 'us-east-1') {
  return { endpoint: sandbox.url, region, credentials, maxAttempts: 1 };
}

export async function assume(
  sandbox: Sandbox,
  account: string,
  request: { role?: string; policy?: string; seconds?: number; from?: Keys } = {},
): Promise<Keys> {
  const sts = new STSClient(config(sandbox, request.from));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/${request.role ?? 'Audit'}`,
      RoleSessionName: 'test',
      ExternalId: externalId,
      ...(request.policy === undefined ? {} : { Policy: request.policy }),
      ...(request.seconds === undefined ? {} : { DurationSeconds: request.seconds }),
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}
