import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { createLimiter } from '../../src/aws/limiter.ts';
import { createSessions } from '../../src/aws/sessions.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference(), record: true });
});
afterAll(() => sandbox.stop());

function sessionsWith(role: { externalId: string | null; seconds?: number }) {
  let uptime = 0;
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = sandbox.environment;
  const clients = createClients({
    endpointOf: () => sandbox.url,
    maxSockets: 8,
    connectionTimeoutMs: 1000,
    requestTimeoutMs: 1000,
    limiter: createLimiter(),
    userAgent: { name: 'trailproof', version: '0', runId: 'run' },
  });
  const base = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const credentials = () =>
    Promise.resolve(AWS_SESSION_TOKEN ? { ...base, sessionToken: AWS_SESSION_TOKEN } : base);
  const sessions = createSessions({
    clients,
    caller: { accountId: '333344445555', credentials },
    partition: 'aws',
    region: 'us-east-1',
    role: { name: 'TrailproofAudit', externalId: role.externalId, seconds: role.seconds ?? 3600 },
    runId: '01M7W46YSZZGJBVHDNS0MNZRAW',
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:GetBucketAcl'], Resource: '*' }],
    }),
    uptime: () => uptime,
  });
  return {
    sessions,
    pass: (minutes: number) => {
      uptime += minutes * 60_000;
    },
  };
}

const assumed = (): number => sandbox.requests.filter(request => request.operation === 'AssumeRole').length;
const member = '111122223333';

test('one session serves an account until it is about to expire, and many questions renew it once', async () => {
  const { sessions, pass } = sessionsWith({ externalId: 'trailproof-demo' });
  const before = assumed();
  const credentials = sessions.credentialsFor(member);
  const [a, b] = await Promise.all([credentials(), sessions.credentialsFor(member)()]);
  expect(a).toEqual(b);
  expect(assumed() - before).toBe(1);
  pass(50);
  expect(await credentials()).toEqual(a);
  pass(6);
  const renewed = await Promise.all([credentials(), credentials(), credentials()]);
  expect(new Set(renewed.map(c => c.accessKeyId)).size).toBe(1);
  expect(renewed[0]?.accessKeyId).not.toBe(a.accessKeyId);
  expect(assumed() - before).toBe(2);
});

test('the session names the run, so that the account’s own CloudTrail does', async () => {
  const { sessions } = sessionsWith({ externalId: 'trailproof-demo' });
  const opened = await sessions.open(member);
  expect(opened.AssumedRoleUser?.Arn).toBe(
    `arn:aws:sts::${member}:assumed-role/TrailproofAudit/trailproof-01M7W46YSZZGJBVHDNS0MNZRAW`,
  );
  expect(JSON.stringify(opened)).not.toContain('Secret');
});

test('the external id is sent, and its absence refused by the role', async () => {
  const { sessions } = sessionsWith({ externalId: null });
  await expect(sessions.open(member)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a chained session longer than an hour is refused by AWS, not shortened by us', async () => {
  const { sessions } = sessionsWith({ externalId: 'trailproof-demo', seconds: 7200 });
  await expect(sessions.open(member)).rejects.toMatchObject({ name: 'ValidationError' });
});

test('the caller’s own account needs no role', async () => {
  const { sessions } = sessionsWith({ externalId: 'trailproof-demo' });
  const before = assumed();
  await sessions.credentialsFor('333344445555')();
  expect(assumed()).toBe(before);
});
