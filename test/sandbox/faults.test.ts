/** Every way a call can go wrong, in each protocol's own words; rates, latency and the stop. */
import { CloudTrailClient, DescribeTrailsCommand, ListTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { OrganizationsClient, paginateListAccounts } from '@aws-sdk/client-organizations';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fault, Sandbox } from '../../src/sandbox/index.ts';
import { config, member, startTest, tooling } from './support.ts';
import { form, json, raw } from './wire.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startTest();
});
afterEach(() => sandbox.clearFaults());
afterAll(() => sandbox.stop());

const requests = {
  cloudtrail: json('cloudtrail', 'ListTrails'),
  organizations: json('organizations', 'ListRoots'),
  kms: json('kms', 'ListAliases'),
  guardduty: { service: 'guardduty', method: 'GET', path: '/detector' },
  account: { service: 'account', path: '/listRegions', body: '{}' },
  s3: { service: 's3', method: 'GET', path: '/' },
  sts: form('AssumeRole', { RoleArn: `arn:aws:iam::${member}:role/Audit`, RoleSessionName: 'test' }),
};
type Service = keyof typeof requests;

test.each<[Fault['kind'], Service, number, string]>([
  ['throttle', 'cloudtrail', 400, 'ThrottlingException'],
  ['throttle', 'organizations', 400, 'TooManyRequestsException'],
  ['throttle', 'guardduty', 429, 'ThrottlingException'],
  ['throttle', 'account', 429, 'TooManyRequestsException'],
  ['throttle', 's3', 503, 'SlowDown'],
  ['throttle', 'sts', 400, 'Throttling'],
  ['deny', 'cloudtrail', 400, 'AccessDeniedException'],
  ['deny', 'guardduty', 403, 'AccessDeniedException'],
  ['deny', 's3', 403, 'AccessDenied'],
  ['deny', 'sts', 403, 'AccessDenied'],
  ['expired', 'kms', 400, 'ExpiredTokenException'],
  ['expired', 's3', 400, 'ExpiredToken'],
  ['expired', 'sts', 403, 'ExpiredToken'],
  ['error', 'cloudtrail', 500, 'InternalFailure'],
  ['error', 's3', 500, 'InternalError'],
])('%s in %s', async (kind, service, status, code) => {
  sandbox.addFault({ service, kind });
  const answer = await raw(sandbox, requests[service]);
  expect(answer.status).toBe(status);
  expect(`${answer.headers.get('x-amzn-errortype')} ${answer.body}`).toContain(code);
});

test('deny says who, what and on what', async () => {
  sandbox.addFault({ kind: 'deny' });
  const { body } = await raw(sandbox, requests.s3);
  expect(body).toContain(
    `User: arn:aws:sts::${tooling}:assumed-role/Tooling/operator is not authorized to perform: s3:ListAllMyBuckets on resource: *`,
  );
});

test('an error is what the fault says it is', async () => {
  sandbox.addFault({
    kind: 'error',
    code: 'OperationNotPermittedException',
    status: 400,
    message: 'Not from here.',
  });
  await expect(new CloudTrailClient(config(sandbox)).send(new ListTrailsCommand({}))).rejects.toMatchObject({
    name: 'OperationNotPermittedException',
    message: 'Not from here.',
  });
});

test('reset, truncate and timeout break the connection', async () => {
  for (const kind of ['reset', 'truncate'] as const) {
    sandbox.clearFaults();
    sandbox.addFault({ kind });
    await expect(raw(sandbox, requests.cloudtrail)).rejects.toThrow();
  }
  sandbox.clearFaults();
  sandbox.addFault({ kind: 'timeout' });
  const client = new CloudTrailClient({
    ...config(sandbox),
    requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
  });
  await expect(client.send(new ListTrailsCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('malformed is an answer nobody can read', async () => {
  sandbox.addFault({ kind: 'malformed' });
  const { status, body } = await raw(sandbox, requests.cloudtrail);
  expect(status).toBe(200);
  expect(() => JSON.parse(body)).toThrow();
  await expect(new CloudTrailClient(config(sandbox)).send(new ListTrailsCommand({}))).rejects.toThrow();
});

test('slow answers late, and rightly', async () => {
  sandbox.addFault({ kind: 'slow', ms: 80 });
  const started = performance.now();
  expect((await raw(sandbox, requests.cloudtrail)).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThanOrEqual(75);
});

test('times, operation, account and region narrow a fault; the SDK gets over it', async () => {
  sandbox.addFault({
    service: 'cloudtrail',
    operation: 'ListTrails',
    account: tooling,
    region: 'eu-west-1',
    kind: 'throttle',
    times: 1,
  });
  expect((await raw(sandbox, requests.cloudtrail)).status).toBe(200);
  expect((await raw(sandbox, { ...json('cloudtrail', 'DescribeTrails'), region: 'eu-west-1' })).status).toBe(
    200,
  );
  const client = new CloudTrailClient({ ...config(sandbox, undefined, 'eu-west-1'), maxAttempts: 2 });
  const { $metadata } = await client.send(new ListTrailsCommand({}));
  expect($metadata.attempts).toBe(2);
});

test('a fault may wait for the second page', async () => {
  const small = await startTest({ pageSize: 2 });
  try {
    small.addFault({ operation: 'ListAccounts', kind: 'deny', afterPage: 1 });
    const seen: number[] = [];
    const all = async () => {
      for await (const page of paginateListAccounts({ client: new OrganizationsClient(config(small)) }, {})) {
        seen.push(page.Accounts?.length ?? 0);
      }
    };
    await expect(all()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(seen).toEqual([2]);
  } finally {
    await small.stop();
  }
});

test('an estate may bring its faults', async () => {
  const faulty = await startTest({}, document => {
    document.faults = [{ service: 'cloudtrail', kind: 'deny' }];
  });
  try {
    expect((await raw(faulty, requests.cloudtrail)).status).toBe(400);
    faulty.clearFaults();
    expect((await raw(faulty, requests.cloudtrail)).status).toBe(200);
  } finally {
    await faulty.stop();
  }
});

test('real rates throttle what comes too fast, per account, region and API', async () => {
  const limited = await startTest({ rates: 'real' });
  try {
    const burst = await Promise.all(Array.from({ length: 20 }, () => raw(limited, requests.cloudtrail)));
    const refused = burst.filter(answer => answer.status === 400);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused[0]?.body).toContain('ThrottlingException');
    expect((await raw(limited, { ...requests.cloudtrail, region: 'eu-west-1' })).status).toBe(200);
    const roots = [];
    for (let n = 0; n < 3; n += 1) roots.push((await raw(limited, requests.organizations)).status);
    expect(roots).toEqual([200, 200, 400]);
  } finally {
    await limited.stop();
  }
});

test('latency delays every answer', async () => {
  const slow = await startTest({ latencyMs: 50 });
  try {
    const started = performance.now();
    await raw(slow, requests.cloudtrail);
    expect(performance.now() - started).toBeGreaterThanOrEqual(45);
  } finally {
    await slow.stop();
  }
});

test('requests are recorded when wanted', async () => {
  const recording = await startTest();
  const silent = await startTest({ record: false });
  try {
    await new CloudTrailClient(config(recording)).send(
      new DescribeTrailsCommand({ includeShadowTrails: false }),
    );
    await raw(silent, requests.cloudtrail);
    expect(recording.requests).toEqual([
      {
        service: 'cloudtrail',
        operation: 'DescribeTrails',
        account: tooling,
        region: 'us-east-1',
        status: 200,
        input: { includeShadowTrails: false },
      },
    ]);
    expect(silent.requests).toEqual([]);
  } finally {
    await Promise.all([recording.stop(), silent.stop()]);
  }
});

test('stop closes at once, whoever is still waiting', async () => {
  const stopping = await startTest();
  await raw(stopping, requests.cloudtrail);
  stopping.addFault({ kind: 'timeout' });
  const waiting = raw(stopping, requests.cloudtrail).catch((error: unknown) => error);
  await new Promise(resolve => setTimeout(resolve, 50));
  const started = performance.now();
  await stopping.stop();
  expect(performance.now() - started).toBeLessThan(500);
  expect(await waiting).toBeInstanceOf(Error);
});
