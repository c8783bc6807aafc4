/** What must hold for every policy, held against policies and requests made up at random. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Request } from '../../src/policy/context.ts';
import { coverDenied } from '../../src/policy/coverage.ts';
import { type Decision, decideResourcePolicy, decideScps } from '../../src/policy/decide.ts';
import { matchStatement } from '../../src/policy/match.ts';
import type { RequestClass } from '../../src/policy/request-class.ts';
import { bucket, document, foreign, type Json, objects, own, path, policy } from './support.ts';

const few = { minLength: 1, maxLength: 3 };
const actionPattern = fc.constantFrom(
  's3:*',
  's3:Get*',
  's3:GetObject',
  's3:Put*',
  's3:*Object',
  's3:?etObject',
  '*',
  's3:Delete*',
);
const resourcePattern = fc.constantFrom(
  bucket,
  objects,
  '*',
  'arn:aws:s3:::logs*',
  'arn:aws:s3:::logs/AWSLogs/*',
  'arn:aws:s3:::l?gs/a',
);
const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const principalValue = fc.constantFrom(
  own,
  foreign,
  roleArn(own, 'A'),
  roleArn(own, 'B'),
  roleArn(foreign, 'A'),
);
const arnPattern = fc.constantFrom(
  roleArn(own, 'A'),
  roleArn('*', 'A'),
  roleArn('*', '*'),
  roleArn(own, '?'),
  '*',
);
const ips = fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '0.0.0.0/0', '8.8.8.8');
const suffix = fc.constantFrom('', 'IfExists');

const condition: fc.Arbitrary<Json> = fc.oneof(
  fc
    .record({ o: fc.constantFrom('Bool', 'BoolIfExists'), v: fc.constantFrom('true', 'false', true, false) })
    .map(({ o, v }) => ({ [o]: { 'aws:SecureTransport': v } })),
  fc
    .record({
      o: fc.constantFrom('ArnLike', 'ArnNotLike', 'StringLike', 'StringNotLike', 'StringEquals'),
      s: suffix,
      v: fc.array(arnPattern, few),
    })
    .map(({ o, s, v }) => ({ [o + s]: { 'aws:PrincipalArn': v } })),
  fc
    .record({ o: fc.constantFrom('IpAddress', 'NotIpAddress'), s: suffix, v: fc.array(ips, few) })
    .map(({ o, s, v }) => ({ [o + s]: { 'aws:SourceIp': v } })),
  fc
    .record({
      o: fc.constantFrom('StringEquals', 'StringNotEquals'),
      s: suffix,
      v: fc.constantFrom(own, foreign),
    })
    .map(({ o, s, v }) => ({ [o + s]: { 'aws:PrincipalAccount': v } })),
  fc
    .record({
      o: fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'Null'),
      q: fc.constantFrom('', 'ForAnyValue:', 'ForAllValues:'),
      v: fc.constantFrom('true', 'x', 'y'),
    })
    .map(({ o, q, v }) =>
      o === 'Null' ? { Null: { 'aws:TagKeys': v === 'true' } } : { [q + o]: { 'aws:TagKeys': v } },
    ),
  fc
    .record({
      o: fc.constantFrom('NumericLessThan', 'NumericGreaterThanEquals', 'NumericNotEquals'),
      s: suffix,
      v: fc.constantFrom(1.1, '1.2', 1.3),
    })
    .map(({ o, s, v }) => ({ [o + s]: { 's3:TlsVersion': v } })),
);

function merged(conditions: readonly Json[]): Json {
  return Object.fromEntries(conditions.flatMap(c => Object.entries(c)));
}

const statement = (effect: fc.Arbitrary<string>): fc.Arbitrary<Json> =>
  fc
    .record({
      effect,
      notAction: fc.boolean(),
      action: fc.array(actionPattern, few),
      notResource: fc.boolean(),
      resource: fc.array(resourcePattern, few),
      notPrincipal: fc.boolean(),
      principal: fc.option(fc.array(principalValue, few)),
      conditions: fc.array(condition, { maxLength: 2 }),
    })
    .map(s => ({
      Effect: s.effect,
      [s.notAction ? 'NotAction' : 'Action']: s.action,
      [s.notResource ? 'NotResource' : 'Resource']: s.resource,
      ...(s.principal === null
        ? { Principal: '*' }
        : { [s.notPrincipal ? 'NotPrincipal' : 'Principal']: { AWS: s.principal } }),
      Condition: merged(s.conditions),
    }));
const anyStatement = statement(fc.constantFrom('Allow', 'Deny'));
const anyStatements = fc.array(anyStatement, few);

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
  fc.option(fc.option(value), { nil: undefined });
const principal: fc.Arbitrary<Request['principal']> = fc.oneof(
  fc
    .record({ a: fc.constantFrom(own, foreign), n: fc.constantFrom('A', 'B', 'Other') })
    .map(({ a, n }) => ({ kind: 'role', arn: roleArn(a, n) }) as const),
  fc.constantFrom(own, foreign).map(a => ({ kind: 'root', arn: `arn:aws:iam::${a}:root` }) as const),
  fc.constant({ kind: 'user', arn: `arn:aws:iam::${own}:user/A` } as const),
  fc.constant({ kind: 'anonymous' } as const),
  fc.constant({ kind: 'service', service: 'cloudtrail.amazonaws.com' } as const),
);
const action = fc.constantFrom(
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  's3:DeleteObject',
  's3:SetObject',
);
const resource = fc.constantFrom(bucket, 'arn:aws:s3:::logs/a', 'arn:aws:s3:::logs/AWSLogs/x');
const requestWith = (context: fc.Arbitrary<Request['context']>): fc.Arbitrary<Request> =>
  fc.record({ principal, action, resource, context });
const anyRequest = requestWith(
  fc.record({
    'aws:SecureTransport': fc.constantFrom('true', 'false', undefined),
    'aws:SourceIp': optional(fc.constantFrom('10.1.2.3', '10.9.9.9', '8.8.8.8')),
    'aws:TagKeys': optional(fc.subarray(['x', 'y', 'z'])),
    's3:TlsVersion': optional(fc.constantFrom('1.1', '1.2', '1.3')),
  }),
);

const rank: Readonly<Record<Decision['decision'], number>> = {
  'explicitly-denied': 0,
  'implicitly-denied': 0,
  unknown: 1,
  allowed: 2,
};
const decide = (statements: readonly Json[], request: Request) =>
  statements.length === 0
    ? 'implicitly-denied'
    : decideResourcePolicy(policy(document(...statements)), request).decision;

const often = { numRuns: 1500 };

describe('decisions', () => {
  test('adding a Deny never allows more', () => {
    fc.assert(
      fc.property(anyStatements, statement(fc.constant('Deny')), anyRequest, (statements, more, request) => {
        expect(rank[decide([...statements, more], request)]).toBeLessThanOrEqual(
          rank[decide(statements, request)],
        );
      }),
      often,
    );
  });

  test('adding an Allow never denies more', () => {
    fc.assert(
      fc.property(anyStatements, statement(fc.constant('Allow')), anyRequest, (statements, more, request) => {
        expect(rank[decide([...statements, more], request)]).toBeGreaterThanOrEqual(
          rank[decide(statements, request)],
        );
      }),
      often,
    );
  });

  test('the order of statements does not matter', () => {
    fc.assert(
      fc.property(anyStatements, anyRequest, (statements, request) => {
        expect(decide([...statements].reverse(), request)).toBe(decide(statements, request));
      }),
      often,
    );
  });

  test('one item and a list of one, one case and another, come to the same', () => {
    const unlisted = (value: unknown): unknown =>
      Array.isArray(value) && value.length === 1 ? value[0] : value;
    fc.assert(
      fc.property(anyStatements, anyRequest, (statements, request) => {
        const other = statements.map(s =>
          Object.fromEntries(
            Object.entries(s).map(([name, value]) => [
              name,
              name === 'Condition'
                ? Object.fromEntries(
                    Object.entries(value as Json).map(([operator, keys]) => [
                      operator,
                      Object.fromEntries(
                        Object.entries(keys as Json).map(([k, v]) => [k.toUpperCase(), unlisted(v)]),
                      ),
                    ]),
                  )
                : /Action/.test(name)
                  ? unlisted((value as string[]).map(a => a.toUpperCase()))
                  : unlisted(value),
            ]),
          ),
        );
        const shouted = { ...request, action: request.action.toUpperCase() };
        expect(decide(other, shouted)).toBe(decide(statements, request));
      }),
      often,
    );
  });

  test('knowing more never turns yes into no', () => {
    fc.assert(
      fc.property(anyStatements, anyRequest, (statements, request) => {
        const before = decide(statements, { ...request, context: {} });
        const after = decide(statements, request);
        if (before === 'allowed') expect(after).toBe('allowed');
        if (before === 'explicitly-denied') expect(after).toBe('explicitly-denied');
      }),
      often,
    );
  });

  test('one more level on a path never allows more', () => {
    const scp = fc
      .array(anyStatement, few)
      .map(list =>
        policy(document(...list.map(({ Principal: _, NotPrincipal: __, ...rest }) => rest)), 'scp'),
      );
    fc.assert(
      fc.property(fc.array(scp, few), scp, anyRequest, (policies, more, request) => {
        const levels = policies.map(p => [p]);
        const before = decideScps(path(...levels), request).decision;
        expect(rank[decideScps(path(...levels, [more]), request).decision]).toBeLessThanOrEqual(rank[before]);
      }),
      often,
    );
  });
});

describe('coverage', () => {
  const cls: RequestClass = {
    targets: [{ actions: ['s3:*'], resources: [bucket, objects] }],
    principals: 'anyone',
    context: { 'aws:SecureTransport': 'false' },
    tolerates: () => false,
  };
  /** Denials that cover a lot, so that several together sometimes cover everything. */
  const wide = fc
    .record({
      action: fc.constantFrom(
        { Action: '*' },
        { Action: 's3:*' },
        { Action: 's3:Get*' },
        { NotAction: 's3:Get*' },
      ),
      resource: fc.constantFrom(
        { Resource: '*' },
        { Resource: [bucket, objects] },
        { Resource: objects },
        { NotResource: objects },
      ),
      principal: fc.oneof(
        { arbitrary: fc.constant({ Principal: '*' }), weight: 4 },
        { arbitrary: principalValue.map(AWS => ({ NotPrincipal: { AWS } })), weight: 1 },
        { arbitrary: principalValue.map(AWS => ({ Principal: { AWS } })), weight: 1 },
      ),
      conditions: fc.array(condition, { maxLength: 1 }),
    })
    .map(({ action, resource, principal, conditions }) => ({
      Effect: 'Deny',
      ...action,
      ...resource,
      ...principal,
      Condition: merged(conditions),
    }));
  const denies = fc.array(fc.oneof(wide, statement(fc.constant('Deny'))), { minLength: 1, maxLength: 6 });
  const request = requestWith(
    fc.record({
      'aws:SecureTransport': fc.constant('false'),
      'aws:SourceIp': fc.constantFrom('10.1.2.3', '10.9.9.9', '8.8.8.8', null),
      'aws:TagKeys': fc.option(fc.subarray(['x', 'y', 'z'], { minLength: 1 })),
      's3:TlsVersion': fc.constant(null),
    }),
  );

  test('what is covered is denied, and a counter-example is not', () => {
    const seen = { true: 0, false: 0, unknown: 0 };
    fc.assert(
      fc.property(denies, fc.array(request, { minLength: 20, maxLength: 20 }), (statements, requests) => {
        const read = policy(document(...statements));
        const coverage = coverDenied(cls, { resourcePolicies: [read] });
        seen[`${coverage.covered}`] += 1;
        if (coverage.covered === true) {
          for (const one of requests)
            expect(decideResourcePolicy(read, one).decision).toBe('explicitly-denied');
        }
        if (coverage.covered === false) {
          for (const { request: open } of coverage.open) {
            const matched = read.statements.map(s => matchStatement(s, open).truth);
            expect(matched.every(truth => truth === false)).toBe(true);
          }
        }
      }),
      { numRuns: 1500 },
    );
    expect(seen.true).toBeGreaterThan(50);
    expect(seen.false).toBeGreaterThan(50);
  });

  test('one more Deny never uncovers', () => {
    fc.assert(
      fc.property(denies, fc.oneof(wide, statement(fc.constant('Deny'))), (statements, more) => {
        const before = coverDenied(cls, { resourcePolicies: [policy(document(...statements))] }).covered;
        if (before !== true) return;
        expect(coverDenied(cls, { resourcePolicies: [policy(document(more, ...statements))] }).covered).toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('the order of statements does not matter', () => {
    fc.assert(
      fc.property(denies, statements => {
        const ask = (list: readonly Json[]) =>
          coverDenied(cls, { resourcePolicies: [policy(document(...list))] }).covered;
        expect(ask([...statements].reverse())).toBe(ask(statements));
      }),
      { numRuns: 500 },
    );
  });

  test('along a path: what is covered is denied, and a counter-example is allowed', () => {
    const level = fc
      .array(fc.oneof(fc.constant({ Effect: 'Allow', Action: '*', Resource: '*' }), anyStatement), few)
      .map(list => [
        policy(document(...list.map(({ Principal: _, NotPrincipal: __, ...rest }: Json) => rest)), 'scp'),
      ]);
    const inside = requestWith(
      fc.record({
        'aws:SecureTransport': fc.constant('false'),
        'aws:SourceIp': fc.constantFrom('10.1.2.3', '8.8.8.8', null),
        'aws:TagKeys': fc.option(fc.subarray(['x', 'y', 'z'], { minLength: 1 })),
        's3:TlsVersion': fc.constant(null),
      }),
    ).filter(({ principal }) => 'arn' in principal && principal.arn.includes(own));
    fc.assert(
      fc.property(
        fc.array(level, few),
        fc.array(inside, { minLength: 10, maxLength: 10 }),
        (policies, requests) => {
          const levels = path(...policies);
          const coverage = coverDenied(
            { ...cls, principals: { account: own } },
            { scps: { account: own, levels } },
          );
          if (coverage.covered === true) {
            for (const one of requests) expect(decideScps(levels, one).decision).toMatch(/denied$/);
          }
          if (coverage.covered === false) {
            expect(decideScps(levels, coverage.counterExample.request).decision).toBe('allowed');
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
