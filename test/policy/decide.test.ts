import { describe, expect, test } from 'vitest';
import { rootOf } from '../../src/policy/context.ts';
import { decideRcps, decideResourcePolicy, decideScps } from '../../src/policy/decide.ts';
import { describeRequest, describeStatement } from '../../src/policy/explain.ts';
import { decisionCases } from './cases/decisions.ts';
import {
  document,
  foreign,
  fullAccess,
  key,
  objects,
  own,
  path,
  policy,
  request,
  role,
  variable,
} from './support.ts';

describe.each(decisionCases)('$name ($source)', ({ statements, expected }) => {
  const read = policy(document(...statements));
  test.each(
    expected.map(([change, decision]) => [describeRequest(request(change)), change, decision] as const),
  )('%s', (_what, change, decision) => {
    expect(decideResourcePolicy(read, request(change)).decision).toBe(decision);
  });
});

test('before 2012 a variable is plain text', () => {
  const old = policy({
    Version: '2008-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::logs/${variable('aws:username')}`,
    },
  });
  const user = { kind: 'user', arn: `arn:aws:iam::${own}:user/Bob` } as const;
  const ask = (name: string) =>
    decideResourcePolicy(old, request({ principal: user, resource: `arn:aws:s3:::logs/${name}` }));
  expect(ask('Bob').decision).toBe('implicitly-denied');
  expect(ask(variable('aws:username')).decision).toBe('allowed');
});

test('a key policy that is silent is final, and one that names the account delegates', () => {
  const delegating = policy(
    document({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${own}:root` },
      Action: 'kms:*',
      Resource: '*',
    }),
  );
  const decrypt = request({ action: 'kms:Decrypt', resource: key });
  expect(decideResourcePolicy(delegating, decrypt)).toMatchObject({ decision: 'allowed', delegated: true });
  const stranger = decideResourcePolicy(delegating, { ...decrypt, principal: role('x', foreign) });
  expect(stranger.decision).toBe('implicitly-denied');
});

describe('SCPs', () => {
  const stop = request({
    action: 'cloudtrail:StopLogging',
    resource: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/x',
  });
  const scp = (...statements: Record<string, unknown>[]) => policy(document(...statements), 'scp', 'Guard');
  const guard = scp({ Sid: 'Trail', Effect: 'Deny', Action: 'cloudtrail:StopLogging', Resource: '*' });

  test('an Allow at every level is needed', () => {
    expect(decideScps(path([fullAccess], [fullAccess], [fullAccess]), stop).decision).toBe('allowed');
    const gap = decideScps(path([fullAccess], [], [fullAccess]), stop);
    expect(gap).toMatchObject({ decision: 'implicitly-denied', note: 'No statement at OU allows it.' });
    const narrow = scp({ Effect: 'Allow', Action: ['s3:*', 'ec2:*'], Resource: '*' });
    expect(decideScps(path([fullAccess], [narrow]), stop).decision).toBe('implicitly-denied');
    expect(decideScps([], stop).decision).toBe('allowed');
  });

  test('a Deny at any level wins, and is named with its level', () => {
    const decision = decideScps(path([fullAccess], [fullAccess, guard], [fullAccess]), stop);
    expect(decision.decision).toBe('explicitly-denied');
    expect(decision.statements).toEqual([
      { policy: 'Guard', level: 'OU', index: 0, sid: 'Trail', effect: 'Deny' },
    ]);
    expect(decision.statements.map(describeStatement)).toEqual(['Deny "Trail" of Guard at OU']);
    // Silence elsewhere does not hide it, nor the other way round.
    expect(decideScps(path([], [fullAccess, guard]), stop).decision).toBe('explicitly-denied');
  });

  test('whom they do not bind', () => {
    const levels = path([fullAccess, guard]);
    const who = (principal: typeof stop.principal) => decideScps(levels, { ...stop, principal });
    expect(who(role()).decision).toBe('explicitly-denied');
    expect(who(rootOf(own)).decision).toBe('explicitly-denied');
    expect(who(role('aws-service-role/x.amazonaws.com/AWSServiceRoleForX')).note).toMatch(/service-linked/);
    expect(who({ kind: 'service', service: 'cloudtrail.amazonaws.com' }).decision).toBe('allowed');
    expect(decideScps(levels, stop, { managementAccount: true }).decision).toBe('allowed');
  });

  test('a condition that nobody can know leaves it open', () => {
    const tagged = scp({
      Effect: 'Deny',
      Action: 'cloudtrail:*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalTag/admin': 'yes' } },
    });
    const decision = decideScps(path([fullAccess], [fullAccess, tagged]), stop);
    expect(decision).toMatchObject({ decision: 'unknown', unknownKeys: ['aws:principaltag/admin'] });
  });
});

describe('RCPs', () => {
  const rcp = policy(
    document({
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*', 'kms:*', 'sts:*'],
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } },
    }),
    'rcp',
    'TLS',
  );
  const http = { 'aws:SecureTransport': 'false' };

  test('bind whoever calls', () => {
    for (const principal of [role('x', foreign), { kind: 'anonymous' } as const, rootOf(own)]) {
      expect(decideRcps(path([rcp]), request({ principal, context: http })).decision).toBe(
        'explicitly-denied',
      );
    }
    expect(decideRcps(path([rcp]), request({ context: { 'aws:SecureTransport': 'true' } })).decision).toBe(
      'allowed',
    );
  });

  test('whom and what they do not bind', () => {
    const ask = (change: Parameters<typeof request>[0]) =>
      decideRcps(path([rcp]), request({ context: http, ...change }));
    expect(ask({ principal: role('aws-service-role/a/b') }).decision).toBe('allowed');
    expect(ask({ action: 'kms:RetireGrant', resource: key }).decision).toBe('allowed');
    expect(ask({ action: 'cloudtrail:StopLogging' }).note).toMatch(/do not bind/);
    const managed = decideRcps(path([rcp]), request({ context: http }), { managementAccount: true });
    expect(managed.decision).toBe('allowed');
  });
});

test('a decision that hangs on something says on what', () => {
  const read = policy(
    document({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: objects,
      Condition: {
        IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
        StringEquals: { 'aws:PrincipalOrgID': 'o-1' },
      },
    }),
  );
  const decision = decideResourcePolicy(read, request());
  expect(decision.unknownKeys).toEqual(['aws:principalorgid', 'aws:sourceip']);
});
