/** Buckets: every setting, every "not configured", owners, regions and redirects. */
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  paginateListBuckets,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetPublicAccessBlockCommand as GetAccountBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { archive, assume, config, type Keys, member, startTest } from './support.ts';

let sandbox: Sandbox;
let owner: Keys;
let us: S3Client;
let eu: S3Client;
let stranger: S3Client;

beforeAll(async () => {
  sandbox = await startTest();
  owner = await assume(sandbox, archive);
  us = new S3Client(config(sandbox, owner));
  eu = new S3Client(config(sandbox, owner, 'eu-west-1'));
  stranger = new S3Client(config(sandbox, await assume(sandbox, member)));
});
afterAll(() => sandbox.stop());

describe('not configured', () => {
  const Bucket = 'archive-bare';

  test.each([
    ['NoSuchBucketPolicy', new GetBucketPolicyCommand({ Bucket })],
    ['NoSuchBucketPolicy', new GetBucketPolicyStatusCommand({ Bucket })],
    ['NoSuchPublicAccessBlockConfiguration', new GetPublicAccessBlockCommand({ Bucket })],
    ['ServerSideEncryptionConfigurationNotFoundError', new GetBucketEncryptionCommand({ Bucket })],
    ['ObjectLockConfigurationNotFoundError', new GetObjectLockConfigurationCommand({ Bucket })],
    ['NoSuchLifecycleConfiguration', new GetBucketLifecycleConfigurationCommand({ Bucket })],
    ['ReplicationConfigurationNotFoundError', new GetBucketReplicationCommand({ Bucket })],
    ['OwnershipControlsNotFoundError', new GetBucketOwnershipControlsCommand({ Bucket })],
    ['NoSuchTagSet', new GetBucketTaggingCommand({ Bucket })],
  ])('%s', async (name, command) => {
    await expect(us.send(command as GetBucketPolicyCommand)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('some answer emptily', async () => {
    const { Status, MFADelete } = await us.send(new GetBucketVersioningCommand({ Bucket }));
    expect([Status, MFADelete]).toEqual([undefined, undefined]);
    expect((await us.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined();
    expect((await us.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('BucketOwner');
    expect((await us.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeFalsy();
  });
});

describe('configured', () => {
  const Bucket = 'archive-full';

  test('versioning, lock, logging, encryption, payment', async () => {
    expect(await eu.send(new GetBucketVersioningCommand({ Bucket }))).toMatchObject({
      Status: 'Enabled',
      MFADelete: 'Enabled',
    });
    expect(
      (await eu.send(new GetObjectLockConfigurationCommand({ Bucket }))).ObjectLockConfiguration,
    ).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } },
    });
    expect((await eu.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toEqual({
      TargetBucket: 'archive-logs',
      TargetPrefix: 'full/',
    });
    expect(
      (await eu.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules,
    ).toEqual([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/logs' },
        BucketKeyEnabled: true,
        BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
      },
    ]);
    expect((await eu.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('Requester');
    expect((await eu.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
  });

  test('lifecycle, replication, tags', async () => {
    expect((await eu.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual([
      {
        ID: 'all',
        Status: 'Enabled',
        Filter: { And: { Prefix: 'a&b', Tags: [{ Key: 'k', Value: 'v' }] } },
        Expiration: { Days: 400 },
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 90, StorageClass: 'GLACIER' },
        ],
        NoncurrentVersionTransitions: [{ NoncurrentDays: 10, StorageClass: 'GLACIER' }],
      },
    ]);
    const { ReplicationConfiguration } = await eu.send(new GetBucketReplicationCommand({ Bucket }));
    expect(ReplicationConfiguration?.Rules?.[0]?.Destination).toEqual({
      Bucket: 'arn:aws:s3:::archive-logs',
      Account: archive,
    });
    expect((await eu.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([
      { Key: 'team', Value: 'a' },
      { Key: 'stage', Value: 'b' },
    ]);
  });

  test('the ACL names owner and groups; under BucketOwnerEnforced the owner alone', async () => {
    const { Owner, Grants } = await eu.send(new GetBucketAclCommand({ Bucket }));
    expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect(Grants).toEqual([
      { Grantee: { Type: 'CanonicalUser', ID: Owner?.ID }, Permission: 'FULL_CONTROL' },
      {
        Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
        Permission: 'READ',
      },
    ]);
    expect((await us.send(new GetBucketAclCommand({ Bucket: 'archive-logs' }))).Grants).toHaveLength(1);
  });

  test('policy, its status and the public access block', async () => {
    const input = { Bucket: 'archive-logs' };
    expect((await us.send(new GetBucketPolicyCommand(input))).Policy).toBe('{"Statement":[]}');
    expect((await us.send(new GetBucketPolicyStatusCommand(input))).PolicyStatus).toEqual({
      IsPublic: false,
    });
    expect((await us.send(new GetPublicAccessBlockCommand(input))).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });
});

describe('owner and region', () => {
  test('the wrong region redirects; a client that follows arrives', async () => {
    await expect(us.send(new GetBucketVersioningCommand({ Bucket: 'archive-full' }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    });
    const following = new S3Client({ ...config(sandbox, owner), followRegionRedirects: true });
    expect(await following.send(new GetBucketVersioningCommand({ Bucket: 'archive-full' }))).toMatchObject({
      Status: 'Enabled',
    });
  });

  test('HeadBucket tells the region even where it is forbidden', async () => {
    expect(await us.send(new HeadBucketCommand({ Bucket: 'archive-logs' }))).toMatchObject({
      BucketRegion: 'us-east-1',
    });
    await expect(stranger.send(new HeadBucketCommand({ Bucket: 'archive-logs' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
      $response: { headers: { 'x-amz-bucket-region': 'us-east-1' } },
    });
  });

  test("a policy of somebody else's bucket is 405, the rest 403", async () => {
    const input = { Bucket: 'archive-logs' };
    await expect(stranger.send(new GetBucketPolicyCommand(input))).rejects.toMatchObject({
      name: 'MethodNotAllowed',
      $metadata: { httpStatusCode: 405 },
    });
    await expect(stranger.send(new GetBucketAclCommand(input))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(eu.send(new GetBucketPolicyCommand({ Bucket: 'foreign-logs' }))).rejects.toMatchObject({
      name: 'MethodNotAllowed',
    });
    await expect(
      us.send(new GetBucketPolicyCommand({ Bucket: 'nobody-has-this-one' })),
    ).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  test('the expected owner must be the owner', async () => {
    const input = { Bucket: 'archive-logs' };
    await expect(
      us.send(new GetBucketAclCommand({ ...input, ExpectedBucketOwner: archive })),
    ).resolves.toBeDefined();
    await expect(
      us.send(new GetBucketAclCommand({ ...input, ExpectedBucketOwner: member })),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('only its owner lists a bucket, in pages, by prefix', async () => {
    const all = await us.send(new ListBucketsCommand({}));
    expect(all.Buckets?.map(bucket => [bucket.Name, bucket.BucketRegion])).toEqual([
      ['archive-bare', 'us-east-1'],
      ['archive-full', 'eu-west-1'],
      ['archive-logs', 'us-east-1'],
    ]);
    expect((await stranger.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    expect((await us.send(new ListBucketsCommand({ Prefix: 'archive-b' }))).Buckets).toHaveLength(1);
    const pages: number[] = [];
    for await (const page of paginateListBuckets({ client: us, pageSize: 2 }, {}))
      pages.push(page.Buckets?.length ?? 0);
    expect(pages).toEqual([2, 1]);
  });
});

test("the account's public access block is its own to read", async () => {
  const control = async (account: string) => {
    const keys = await assume(sandbox, account);
    const client = new S3ControlClient({
      ...config(sandbox, keys),
      endpointProvider: () => ({ url: new URL(sandbox.url) }),
    });
    return (await client.send(new GetAccountBlockCommand({ AccountId: account })))
      .PublicAccessBlockConfiguration;
  };
  expect(await control(archive)).toMatchObject({ BlockPublicAcls: true, RestrictPublicBuckets: true });
  await expect(control(member)).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
  const client = new S3ControlClient({
    ...config(sandbox, owner),
    endpointProvider: () => ({ url: new URL(sandbox.url) }),
  });
  await expect(client.send(new GetAccountBlockCommand({ AccountId: member }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});
