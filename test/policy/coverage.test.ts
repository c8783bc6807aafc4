import { describe, expect, test } from 'vitest';
import { coverDenied } from '../../src/policy/coverage.ts';
import { decideResourcePolicy, decideScps } from '../../src/policy/decide.ts';
import { exemptionsOf } from '../../src/policy/exemptions.ts';
import { type Policy, refTo } from '../../src/policy/policy.ts';
import type { RequestClass } from '../../src/policy/request-class.ts';
import { tlsCases } from './cases/coverage.ts';
import {
  bucket,
  denyPlainHttp,
  document,
  foreign,
  fullAccess,
  type Json,
  key,
  objects,
  own,
  path,
  policy,
  variable,
} from './support.ts';

const plainHttp: RequestClass = {
  targets: [{ actions: ['s3:*'], resources: [bucket, objects] }],
  principals: 'anyone',
  context: { 'aws:SecureTransport': 'false' },
};

describe('every request over plain HTTP is denied', () => {
  test.each(tlsCases)('$name ($source): $covered', ({ statements, covered, says, exempt }) => {
    const read = policy(document(...statements));
    const coverage = coverDenied(plainHttp, { resourcePolicies: [read] });
    expect(coverage.covered).toBe(covered);
    if (coverage.covered === true) {
      expect(coverage.exempt.map(e => e.value)).toEqual(exempt ?? []);
      for (const { example } of coverage.exempt) {
        expect(decideResourcePolicy(read, example).decision).not.toBe('explicitly-denied');
      }
    } else if (coverage.covered === false) {
      const { request, sentence } = coverage.counterExample;
      if (says !== undefined) expect(sentence).toMatch(says);
      expect(decideResourcePolicy(read, request).decision).not.toBe('explicitly-denied');
      for (const { because } of coverage.nearest) expect(because.length).toBeGreaterThan(0);
    } else if (says !== undefined) expect(coverage.why).toMatch(says);
  });

  test('the nearest statements say what in them does not apply', () => {
    const coverage = coverDenied(plainHttp, {
      resourcePolicies: [
        policy(document(denyPlainHttp({ Action: 's3:Get*' })), 'resource', 'the bucket policy'),
      ],
    });
    expect(coverage).toMatchObject({
      covered: false,
      nearest: [
        {
          statement: { policy: 'the bucket policy', sid: 'DenyInsecureTransport' },
          because: ['Action [s3:Get*] does not cover s3:ListBucket'],
        },
      ],
    });
  });

  test('an RCP serves as well, and the two together', () => {
    const rcp = (change: Json) => path([policy(document(denyPlainHttp(change)), 'rcp', 'TLS')]);
    expect(coverDenied(plainHttp, { rcps: rcp({ Resource: '*' }) }).covered).toBe(true);
    const objectsOnly = policy(document(denyPlainHttp({ Resource: objects })));
    const both = coverDenied(plainHttp, { resourcePolicies: [objectsOnly], rcps: rcp({ Resource: bucket }) });
    expect(both).toMatchObject({ covered: true });
    expect(both.covered === true && both.by.map(ref => ref.level)).toEqual(
      expect.arrayContaining([null, 'Root']),
    );
    expect(coverDenied(plainHttp, { rcps: rcp({ Resource: bucket }) }).covered).toBe(false);
  });

  test('a policy that cannot be read might deny', () => {
    const unreadable = [{ policy: 'p-1', fault: { message: 'The policy ends too early.', position: '$' } }];
    expect(coverDenied(plainHttp, { unreadable })).toMatchObject({
      covered: 'unknown',
      why: expect.stringMatching(/p-1 \(The policy ends/),
    });
    const read = policy(document(denyPlainHttp()));
    expect(coverDenied(plainHttp, { resourcePolicies: [read], unreadable }).covered).toBe(true);
  });

  test('the caller says whom it tolerates, and whom it leaves out', () => {
    const glass = `arn:aws:iam::${own}:role/BreakGlass`;
    const read = policy(
      document(
        denyPlainHttp({
          Condition: { Bool: { 'aws:SecureTransport': 'false' }, ArnNotLike: { 'aws:PrincipalArn': glass } },
        }),
      ),
    );
    const strict = { ...plainHttp, tolerates: () => false };
    expect(coverDenied(strict, { resourcePolicies: [read] }).covered).toBe(false);
    expect(coverDenied({ ...strict, breakGlass: [glass] }, { resourcePolicies: [read] })).toMatchObject({
      covered: true,
      exempt: [{ value: glass, breadth: 'exact' }],
    });
  });
});

describe('tampering with trails is denied along the path', () => {
  const tampering: RequestClass = {
    targets: [
      {
        actions: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors'],
        resources: [`arn:aws:cloudtrail:*:${own}:trail/*`],
      },
    ],
    principals: { account: own },
  };
  const guard = (change: Json = {}, name = 'Guard') =>
    policy(document({ Effect: 'Deny', Action: 'cloudtrail:*', Resource: '*', ...change }), 'scp', name);
  const cover = (...levels: readonly (readonly Policy[])[]) =>
    coverDenied(tampering, { scps: { account: own, levels: path(...levels) } });
  const spare = (value: unknown, operator = 'ArnNotLike', conditionKey = 'aws:PrincipalARN') =>
    guard({ Condition: { [operator]: { [conditionKey]: value } } });
  const glass = 'arn:aws:iam::*:role/BreakGlass';

  test('a Deny at one level is enough, and the level is named', () => {
    const coverage = cover([fullAccess], [fullAccess, guard()], [fullAccess]);
    expect(coverage).toMatchObject({ covered: true, by: [{ policy: 'Guard', level: 'OU' }], silentAt: [] });
  });

  test('denials of several levels add up', () => {
    const first = guard({ Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'] }, 'A');
    const second = guard({ Action: 'cloudtrail:Put*' }, 'B');
    expect(cover([fullAccess, first], [fullAccess, second])).toMatchObject({ covered: true });
    expect(cover([fullAccess, first], [fullAccess])).toMatchObject({
      covered: false,
      open: [{ action: 'cloudtrail:PutEventSelectors' }],
    });
  });

  test("AWS's own example denies StopLogging alone", () => {
    const coverage = cover([fullAccess, guard({ Action: 'cloudtrail:StopLogging' })]);
    expect(coverage).toMatchObject({
      covered: false,
      open: [{ action: 'cloudtrail:DeleteTrail' }, { action: 'cloudtrail:PutEventSelectors' }],
      counterExample: {
        sentence: expect.stringMatching(
          /^cloudtrail:DeleteTrail on arn:aws:cloudtrail:us-east-1:111122223333:trail\/any by/,
        ),
      },
    });
  });

  test('the sample of aws-samples, pasted unedited, matches nothing', () => {
    const resource = `arn:aws:cloudtrail:${variable('Region')}:${variable('Account')}:trail/${variable('TrailName')}`;
    expect(cover([fullAccess, guard({ Resource: resource })]).covered).toBe(false);
  });

  test('silence at one level denies as well', () => {
    const allowS3 = policy(document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }), 'scp', 'S3 alone');
    expect(cover([fullAccess], [allowS3], [fullAccess])).toMatchObject({
      covered: true,
      by: [],
      silentAt: ['OU'],
    });
    const notCloudTrail = policy(
      document({ Effect: 'Allow', NotAction: 'cloudtrail:Stop*', Resource: '*' }),
      'scp',
      'NotAction',
    );
    expect(cover([fullAccess], [notCloudTrail])).toMatchObject({
      covered: false,
      open: [{ action: 'cloudtrail:DeleteTrail' }, { action: 'cloudtrail:PutEventSelectors' }],
    });
  });

  test('two levels may allow what no request has in common', () => {
    const inRegion = (region: string) =>
      policy(
        document({
          Effect: 'Allow',
          Action: '*',
          Resource: '*',
          Condition: { StringEquals: { 'aws:RequestedRegion': region } },
        }),
        'scp',
        region,
      );
    expect(cover([inRegion('us-east-1')], [inRegion('eu-west-1')]).covered).toBe(true);
    expect(cover([inRegion('us-east-1')], [inRegion('us-east-1')])).toMatchObject({
      covered: false,
      counterExample: { request: { context: { 'aws:RequestedRegion': 'us-east-1' } } },
    });
  });

  test('NotAction denies all the rest', () => {
    const rest = policy(
      document({ Effect: 'Deny', NotAction: ['s3:*', 'cloudtrail:Describe*'], Resource: '*' }),
      'scp',
      'Guard',
    );
    expect(cover([fullAccess, rest]).covered).toBe(true);
  });

  test.each([
    ['ArnNotLike', 'aws:PrincipalARN'],
    ['ArnNotEquals', 'aws:PrincipalArn'],
    ['StringNotLike', 'AWS:principalarn'],
    ['ArnNotLikeIfExists', 'aws:PrincipalArn'],
    ['StringNotLikeIfExists', 'aws:PrincipalArn'],
  ])('break-glass by %s on %s', (operator, conditionKey) => {
    expect(cover([fullAccess, spare(glass, operator, conditionKey)])).toMatchObject({
      covered: true,
      exempt: [{ value: glass, breadth: 'any-account', operator, key: conditionKey }],
    });
  });

  test('the role of another account is dead text here', () => {
    const other = `arn:aws:iam::${foreign}:role/BreakGlass`;
    expect(cover([fullAccess, spare([glass, other])])).toMatchObject({
      covered: true,
      exempt: [{ value: glass }],
      dead: [{ value: other, breadth: 'exact' }],
    });
  });

  test('any role at all voids it', () => {
    const coverage = cover([fullAccess, spare('arn:aws:iam::*:role/*')]);
    expect(coverage.covered).toBe(false);
    if (coverage.covered !== false) return;
    expect(
      decideScps(path([fullAccess, spare('arn:aws:iam::*:role/*')]), coverage.counterExample.request)
        .decision,
    ).toBe('allowed');
  });

  test('another region is another matter', () => {
    const oneRegion = guard({ Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } });
    expect(cover([fullAccess, oneRegion])).toMatchObject({
      covered: false,
      counterExample: { request: { context: { 'aws:RequestedRegion': 'eu-west-1' } } },
    });
    expect(cover([fullAccess, guard({ Resource: 'arn:aws:cloudtrail:us-east-1:*:trail/*' })]).covered).toBe(
      false,
    );
  });

  test('service-linked roles are out of the question', () => {
    const sparing = spare('arn:aws:iam::*:role/aws-service-role/*');
    expect(cover([fullAccess, sparing])).toMatchObject({ covered: true, exempt: [] });
  });

  test('RCPs do not reach CloudTrail', () => {
    const rcp = policy(
      document({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }),
      'rcp',
      'All',
    );
    expect(coverDenied(tampering, { rcps: path([rcp]) }).covered).toBe(false);
  });

  test('NotPrincipal of everybody denies nobody in a key policy either', () => {
    const disabling: RequestClass = {
      targets: [{ actions: ['kms:DisableKey'], resources: [key] }],
      principals: { account: own },
    };
    const cover = (AWS: string) =>
      coverDenied(disabling, {
        resourcePolicies: [
          policy(document({ Effect: 'Deny', NotPrincipal: { AWS }, Action: 'kms:*', Resource: '*' })),
        ],
      }).covered;
    expect(cover('*')).toBe(false);
    expect(cover(own)).toBe(false);
    expect(cover('arn:aws:iam::*:root')).toBe(true);
  });

  test('leaving the organization', () => {
    const leaving: RequestClass = {
      targets: [{ actions: ['organizations:LeaveOrganization'], resources: ['*'] }],
      principals: { account: own },
    };
    const denied = guard({ Action: 'organizations:LeaveOrganization' });
    expect(coverDenied(leaving, { scps: { account: own, levels: path([fullAccess, denied]) } }).covered).toBe(
      true,
    );
  });
});

describe('deleting logs is denied by whatever stands in the way', () => {
  const deletion: RequestClass = {
    targets: [
      { actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], resources: [objects] },
      { actions: ['s3:PutBucketPolicy', 's3:DeleteBucket'], resources: [bucket] },
    ],
    principals: 'anyone',
    owner: own,
  };
  const scp = policy(
    document({ Effect: 'Deny', Action: ['s3:Delete*', 's3:PutBucketPolicy'], Resource: '*' }),
    'scp',
    'Archive',
  );
  const scps = { account: own, levels: path([fullAccess, scp]) };
  const reader = document({
    Effect: 'Allow',
    Principal: { AWS: foreign },
    Action: 's3:GetObject',
    Resource: objects,
  });
  const deleter = document({
    Effect: 'Allow',
    Principal: { AWS: foreign },
    Action: 's3:Delete*',
    Resource: objects,
  });

  test('an SCP binds the account; others need an Allow in the bucket policy', () => {
    const resourcePolicies = [policy(reader)];
    expect(coverDenied(deletion, { resourcePolicies, scps })).toMatchObject({
      covered: false,
      counterExample: { request: { principal: { arn: expect.stringContaining('999900001111') } } },
    });
    const gated: RequestClass = { ...deletion, needsAllow: 'foreigners' };
    expect(coverDenied(gated, { resourcePolicies, scps })).toMatchObject({
      covered: true,
      by: [{ policy: 'Archive' }],
      silentAt: ['the resource policy'],
    });
    expect(coverDenied(gated, { resourcePolicies: [policy(deleter)], scps })).toMatchObject({
      covered: false,
      counterExample: { request: { principal: { arn: expect.stringContaining(foreign) } } },
    });
  });

  test('a key is closed to whoever its policy does not name', () => {
    const keyPolicy = policy(
      document(
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${own}:root` }, Action: 'kms:*', Resource: '*' },
        { Effect: 'Allow', Principal: { AWS: foreign }, Action: 'kms:Encrypt', Resource: '*' },
      ),
    );
    const decrypting: RequestClass = {
      targets: [{ actions: ['kms:Decrypt'], resources: [key] }],
      principals: 'anyone',
      owner: own,
      needsAllow: 'everyone',
    };
    const coverage = coverDenied(decrypting, { resourcePolicies: [keyPolicy] });
    expect(coverage).toMatchObject({ covered: false });
    if (coverage.covered !== false) return;
    expect(decideResourcePolicy(keyPolicy, coverage.counterExample.request)).toMatchObject({
      decision: 'allowed',
      delegated: true,
    });
    const outsiders = coverDenied(
      { ...decrypting, principals: { account: foreign } },
      { resourcePolicies: [keyPolicy] },
    );
    expect(outsiders).toMatchObject({ covered: true, silentAt: ['the resource policy'] });
  });
});

test('exemptions are graded as written', () => {
  const grade = (values: readonly string[], operator = 'ArnNotLike', conditionKey = 'aws:PrincipalArn') =>
    exemptionsIn(
      policy(
        document({
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { [operator]: { [conditionKey]: values } },
        }),
        'scp',
      ),
    ).map(exemption => exemption.breadth);
  const iam = (rest: string) => `arn:aws:iam::${rest}`;
  expect(
    grade([
      iam(`${own}:role/a/b`),
      iam('*:role/a/b'),
      iam('*:role/a*'),
      iam('*:role/*'),
      iam('*:role/a/*'),
      iam('*:*'),
    ]),
  ).toEqual(['exact', 'any-account', 'pattern', 'wide', 'wide', 'wide']);
  expect(
    grade(['*', iam('*'), iam('*:root'), iam(`${own}:user/u`), 'arn:aws:sts::*:assumed-role/a/*', 'x']),
  ).toEqual(['wide', 'wide', 'root', 'exact', 'nobody', 'nobody']);
  expect(grade([iam('*:role/a')], 'StringNotEquals')).toEqual(['nobody']);
  expect(grade([own], 'StringNotEquals', 'aws:PrincipalAccount')).toEqual(['account']);
  expect(grade(['AROAEXAMPLE:*', '*:*', own], 'StringNotLike', 'aws:userid')).toEqual([
    'exact',
    'wide',
    'root',
  ]);
});

function exemptionsIn(read: Policy) {
  return read.statements.flatMap(s => exemptionsOf(s, refTo(read, s)).map(spared => spared.exemption));
}
