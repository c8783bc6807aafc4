/** Short ways to write policies and requests in tests. */
import type { Context, Principal, Request } from '../../src/policy/context.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { Level, Policy, PolicyKind } from '../../src/policy/policy.ts';

export const bucket = 'arn:aws:s3:::logs';
export const objects = 'arn:aws:s3:::logs/*';
export const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const trail = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main';
export const own = '111122223333';
export const foreign = '999988887777';

export type Json = Record<string, unknown>;

export function document(...statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

export function policy(source: string | object, kind: PolicyKind = 'resource', name: string = kind): Policy {
  const parsed = parsePolicy(source, kind, name);
  if (!parsed.ok) throw new Error(`${parsed.fault.message} ${parsed.fault.position}`);
  return parsed.policy;
}

export const fullAccess = policy(
  document({ Effect: 'Allow', Action: '*', Resource: '*' }),
  'scp',
  'FullAWSAccess',
);

export function path(...levels: readonly (readonly Policy[])[]): readonly Level[] {
  const names = ['Root', 'OU', 'Account'];
  return levels.map((policies, i) => ({ name: names[i] ?? `Level ${i}`, policies }));
}

export function role(name = 'Someone', account = own): Principal {
  return { kind: 'role', arn: `arn:aws:iam::${account}:role/${name}` };
}

export function request(change: Partial<Request> & { context?: Context } = {}): Request {
  return {
    principal: role(),
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::logs/a',
    context: {},
    ...change,
  };
}

/** Everything that SSL-only policies of AWS's documentation say, but for what the case changes. */
export function denyPlainHttp(change: Json = {}): Json {
  return {
    Sid: 'DenyInsecureTransport',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket, objects],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    ...change,
  };
}

/** A policy variable: `variable('aws:username')`. */
export function variable(inner: string): string {
  return `\${${inner}}`;
}
