/** Keys: states, rotation, policies, and who may ask about whose. */

import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListAliasesCommand,
  SignCommand,
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
  sandbox = await startTest({ now: () => at }, document => {
    const signing = { region: 'us-east-1', spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY' as const };
    document.accounts[1]?.keys?.push(
      { ...signing, id: key(4) },
      { ...signing, id: key(5), state: 'Disabled' },
    );
  });
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

test('signs digests and messages so that others can verify, with the same key in every run', async () => {
  const { PublicKey = new Uint8Array(), ...described } = await owner.send(
    new GetPublicKeyCommand({ KeyId: key(4) }),
  );
  expect(described).toMatchObject({
    KeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
    SigningAlgorithms: ['ECDSA_SHA_256'],
  });
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  for (let n = 0; n < 20; n += 1) {
    const message = Buffer.from(`message ${n}`);
    const digest = createHash('sha256').update(message).digest();
    const sign = async (MessageType: 'RAW' | 'DIGEST', Message: Buffer) =>
      (
        await owner.send(
          new SignCommand({ KeyId: key(4), Message, MessageType, SigningAlgorithm: 'ECDSA_SHA_256' }),
        )
      ).Signature ?? new Uint8Array();
    expect(verify('sha256', message, publicKey, await sign('DIGEST', digest))).toBe(true);
    expect(verify('sha256', message, publicKey, await sign('RAW', message))).toBe(true);
    expect(verify('sha256', digest, publicKey, await sign('DIGEST', digest))).toBe(false);
  }
});

test('refuses to sign as KMS does', async () => {
  const digest = Buffer.alloc(32);
  const sign = (KeyId: string, changed: object = {}) =>
    owner.send(
      new SignCommand({
        KeyId,
        Message: digest,
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
        ...changed,
      }),
    );
  await expect(sign(key(1))).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  await expect(sign(key(4), { SigningAlgorithm: 'RSASSA_PSS_SHA_256' })).rejects.toMatchObject({
    name: 'InvalidKeyUsageException',
  });
  await expect(sign(key(5))).rejects.toMatchObject({ name: 'DisabledException' });
  await expect(sign(key(4), { Message: Buffer.alloc(31) })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(sign(key(4), { Message: Buffer.alloc(4097), MessageType: 'RAW' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(owner.send(new GetPublicKeyCommand({ KeyId: key(1) }))).rejects.toMatchObject({
    name: 'UnsupportedOperationException',
  });
  const stranger = new KMSClient(config(sandbox, await assume(sandbox, member)));
  await expect(
    stranger.send(new GetPublicKeyCommand({ KeyId: arn.replace(key(1), key(4)) })),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
