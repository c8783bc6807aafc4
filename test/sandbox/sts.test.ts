/** Sessions: who may assume what, for how long, narrowed to what. */
import { CloudTrailClient, DescribeTrailsCommand, ListTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { archive, assume, closed, config, member, operator, startTest, tooling } from './support.ts';
import { form, raw } from './wire.ts';

let sandbox: Sandbox;
let now = new Date();

beforeAll(async () => {
  sandbox = await startTest({ now: () => now });
});
afterAll(() => sandbox.stop());

const denied = (account: string, role = 'Audit') => ({
  name: 'AccessDenied',
  message: `User: arn:aws:sts::${tooling}:assumed-role/Tooling/operator is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${account}:role/${role}`,
});

test('says who is calling', async () => {
  const identity = await new STSClient(config(sandbox)).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({
    Account: tooling,
    Arn: `arn:aws:sts::${tooling}:assumed-role/Tooling/operator`,
  });
  expect(identity.UserId).toMatch(/^AROA[0-9A-Z]{17}:operator$/);
});

test('a session is somebody else, and leaves the path of its role out', async () => {
  const keys = await assume(sandbox, member, { role: 'audit/Narrow' });
  const identity = await new STSClient(config(sandbox, keys)).send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe(`arn:aws:sts::${member}:assumed-role/Narrow/test`);
  expect(keys.accessKeyId).toMatch(/^ASIA[0-9A-Z]{16}$/);
});

test('absent, untrusting and denied roles and suspended accounts answer alike', async () => {
  await expect(assume(sandbox, archive, { role: 'NoSuchRole' })).rejects.toMatchObject(
    denied(archive, 'NoSuchRole'),
  );
  await expect(assume(sandbox, tooling, { role: 'Denied' })).rejects.toMatchObject(denied(tooling, 'Denied'));
  await expect(assume(sandbox, closed)).rejects.toMatchObject(denied(closed));
  await expect(assume(sandbox, '999999999999')).rejects.toMatchObject(denied('999999999999'));
  const untrusted = await assume(sandbox, member);
  await expect(assume(sandbox, archive, { from: untrusted })).rejects.toMatchObject({ name: 'AccessDenied' });
});

test("the external id must be the role's", async () => {
  const request = { RoleArn: `arn:aws:iam::${archive}:role/Audit`, RoleSessionName: 'test' };
  for (const given of [{}, { ExternalId: 'wrong' }]) {
    const { status, body } = await raw(sandbox, form('AssumeRole', { ...request, ...given }));
    expect(status).toBe(403);
    expect(body).toContain('<Code>AccessDenied</Code>');
  }
});

test('a chained session lasts an hour at most', async () => {
  await expect(assume(sandbox, archive, { seconds: 3601 })).rejects.toMatchObject({
    name: 'ValidationError',
    message:
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  });
  await expect(assume(sandbox, archive, { seconds: 899 })).rejects.toMatchObject({ name: 'ValidationError' });
});

test('a user gets what the role allows', async () => {
  const other = await startTest({}, document => {
    document.rolesInEveryAccount = [{ name: 'Audit', trusts: ['111122223333'], maxSessionSeconds: 7200 }];
  });
  try {
    const from = { accessKeyId: 'AKIAMANAGEMENT000001', secretAccessKey: 'admin-secret' };
    await expect(assume(other, archive, { from, seconds: 7200 })).resolves.toBeDefined();
    await expect(assume(other, archive, { from, seconds: 7201 })).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
  } finally {
    await other.stop();
  }
});

test('a bad session name is refused', async () => {
  const { body } = await raw(
    sandbox,
    form('AssumeRole', { RoleArn: `arn:aws:iam::${archive}:role/Audit`, RoleSessionName: 'a b' }),
  );
  expect(body).toContain('<Code>ValidationError</Code>');
});

test('a session policy narrows', async () => {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['cloudtrail:Describe*', 'kms:*'], Resource: '*' },
      { Effect: 'Deny', Action: 'kms:List*', Resource: '*' },
    ],
  });
  const keys = await assume(sandbox, archive, { policy });
  const trails = new CloudTrailClient(config(sandbox, keys));
  await expect(trails.send(new DescribeTrailsCommand({}))).resolves.toBeDefined();
  await expect(trails.send(new ListTrailsCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      `User: arn:aws:sts::${archive}:assumed-role/Audit/test is not authorized to perform: cloudtrail:ListTrails on resource: *`,
    ),
  });
  await expect(new KMSClient(config(sandbox, keys)).send(new ListAliasesCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test('session policies too long, broken or finer than the sandbox reads are refused', async () => {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  const policyOf = (changes: object) => JSON.stringify({ Statement: [{ ...statement, ...changes }] });
  await expect(
    assume(sandbox, archive, { policy: policyOf({ Sid: 'x'.repeat(2048) }) }),
  ).rejects.toMatchObject({
    name: 'ValidationError',
  });
  for (const policy of ['{', policyOf({ Resource: 'arn:aws:s3:::b' }), policyOf({ Condition: {} })]) {
    await expect(assume(sandbox, archive, { policy })).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
  }
});

test('what a role may not do is denied by its IAM action', async () => {
  const keys = await assume(sandbox, member, { role: 'audit/Narrow' });
  await expect(new KMSClient(config(sandbox, keys)).send(new ListAliasesCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test('a session ends', async () => {
  const keys = await assume(sandbox, archive, { seconds: 900 });
  const before = now;
  now = new Date(before.getTime() + 901_000);
  try {
    await expect(
      new CloudTrailClient(config(sandbox, keys)).send(new ListTrailsCommand({})),
    ).rejects.toMatchObject({
      name: 'ExpiredTokenException',
    });
    const s3 = await raw(sandbox, { service: 's3', method: 'GET', path: '/', keys });
    expect([s3.status, s3.body.includes('<Code>ExpiredToken</Code>')]).toEqual([400, true]);
    const sts = await raw(sandbox, { ...form('GetCallerIdentity'), keys });
    expect(sts.body).toContain('<Code>ExpiredToken</Code>');
  } finally {
    now = before;
  }
});

test('the environment points any client here, the first version of the CLI too', () => {
  expect(sandbox.environment).toEqual({
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_SESSION_TOKEN: operator.sessionToken,
  });
});
