/** Keys: states, rotation, policies, and who may ask about whose. */
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { archive, assume, config, management, member, startTest } from './support.ts';

let sandbox: Sandbox;
let owner: KMSClient;
const at = new Date('2026-11-20T12:00:00Z');
const key = (digit: number) => `${String(digit).repeat(8)}-2222-4333-8444-555555555555`;
const arn = `arn:aws:kms:us-east-1:${archive}:key/${key(1)}`;

beforeAll(async () => {
  sandbox = await startTest({ now: () => at });
  owner = new KMSClient(config(sandbox, await assume(sandbox, archive)));
});
afterAll(() => sandbox.stop());

const describeKey = async (client: KMSClient, KeyId: string) =>
  (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;

test('a key is found by id, ARN, alias and alias ARN', async () => {
  for (const id of [key(1), arn, 'alias/logs', `arn:aws:kms:us-east-1:${archive}:alias/logs`]) {
    expect(await describeKey(owner, id)).toMatchObject({
      Arn: arn,
      KeyManager: 'CUSTOMER',
      KeyState: 'Enabled',
      Enabled: true,
    });
  }
});

test('a key that waits for its deletion says when; imported material says until when', async () => {
  const doomed = await describeKey(owner, key(2));
  expect(doomed).toMatchObject({
    KeyState: 'PendingDeletion',
    Enabled: false,
    DeletionDate: new Date('2026-11-25T12:00:00Z'),
  });
  const imported = await describeKey(owner, key(3));
  expect(imported).toMatchObject({
    Origin: 'EXTERNAL',
    ExpirationModel: 'KEY_MATERIAL_EXPIRES',
    ValidTo: new Date('2026-12-20T12:00:00Z'),
  });
  expect((await describeKey(owner, key(1)))?.DeletionDate).toBeUndefined();
});

test('rotation', async () => {
  const rotation = (client: KMSClient, KeyId: string) =>
    client.send(new GetKeyRotationStatusCommand({ KeyId }));
  expect(await rotation(owner, key(1))).toMatchObject({
    KeyRotationEnabled: true,
    RotationPeriodInDays: 180,
  });
  expect(await rotation(owner, key(2))).toMatchObject({ KeyRotationEnabled: false });
  await expect(rotation(owner, key(3))).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
});

test('what does not exist is not found', async () => {
  await expect(describeKey(owner, key(9))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: `Key 'arn:aws:kms:us-east-1:${archive}:key/${key(9)}' does not exist`,
  });
  await expect(describeKey(owner, 'alias/none')).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(describeKey(owner, arn.replace('us-east-1', 'eu-west-1'))).rejects.toMatchObject({
    message: 'Invalid arn eu-west-1',
  });
});

test('other accounts see what the estate lets them, and never the policy', async () => {
  const allowed = new KMSClient(config(sandbox, await assume(sandbox, member)));
  const stranger = new KMSClient(config(sandbox, await assume(sandbox, management)));
  expect(await describeKey(allowed, arn)).toMatchObject({ AWSAccountId: archive });
  await expect(allowed.send(new GetKeyRotationStatusCommand({ KeyId: arn }))).resolves.toMatchObject({
    KeyRotationEnabled: true,
  });
  await expect(describeKey(stranger, arn)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(allowed.send(new GetKeyPolicyCommand({ KeyId: arn }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test("policies: as written, or AWS's default; never by alias", async () => {
  const policy = (KeyId: string) => owner.send(new GetKeyPolicyCommand({ KeyId }));
  expect(await policy(key(1))).toMatchObject({ Policy: '{"raw": true}', PolicyName: 'default' });
  expect(JSON.parse((await policy(key(2))).Policy ?? '')).toMatchObject({ Id: 'key-default-1' });
  await expect(policy('alias/logs')).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('DescribeKey on a predefined alias creates a key, and that is seen', async () => {
  expect(sandbox.createdManagedKeys).toBe(0);
  expect(await describeKey(owner, 'alias/aws/s3')).toMatchObject({ KeyManager: 'AWS' });
  await describeKey(owner, 'alias/aws/s3');
  expect(sandbox.createdManagedKeys).toBe(1);
  const { Aliases } = await owner.send(new ListAliasesCommand({}));
  expect(Aliases?.map(alias => alias.AliasName)).toEqual(['alias/aws/s3', 'alias/logs']);
});
