/** GetBucketPolicyStatus answers what the policy says, not what somebody wrote beside it. */
import { GetBucketPolicyStatusCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { isPublic } from '../../src/sandbox/public-policy.ts';
import { archive, assume, config, startTest } from './support.ts';

const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
const held = (Condition: object) => ({ ...allow, Condition });

test.each<[string, object]>([
  ['anybody', allow],
  ['anybody, among others', { ...allow, Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }],
  [
    'anybody but one',
    { ...allow, Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } },
  ],
  ['over TLS', held({ Bool: { 'aws:SecureTransport': 'true' } })],
  ['any organization', held({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } })],
  ['where the key is missing', held({ StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } })],
  ['from anywhere else', held({ StringNotEquals: { 'aws:SourceAccount': '111122223333' } })],
  ['from everywhere', held({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '0.0.0.0/0'] } })],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  ['for a variable', held({ StringEquals: { 'aws:SourceVpc': ['${aws:PrincipalTag/vpc}'] } })],
])('public: %s', (_what, statement) => {
  expect(isPublic({ Statement: [{ ...allow, Principal: { Service: 'x.amazonaws.com' } }, statement] })).toBe(
    true,
  );
  expect(isPublic(JSON.stringify({ Statement: statement }))).toBe(true);
});

test.each<[string, object]>([
  ['an account', { ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
  ['a service', { ...allow, Principal: { Service: 'cloudtrail.amazonaws.com' } }],
  ['a denial', { ...allow, Effect: 'Deny' }],
  ['one organization', held({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })],
  ['one network', held({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
])('not public: %s', (_what, statement) => {
  expect(isPublic({ Statement: statement })).toBe(false);
});

test('what nobody can parse', () => {
  expect(isPublic('{"Statement": ')).toBe(false);
  expect(isPublic({ Statement: [] })).toBe(false);
});

test('is what S3 answers', async () => {
  const sandbox = await startTest({}, ({ accounts }) => {
    Object.assign(accounts[1]?.buckets?.[0] ?? {}, { policy: { Statement: [allow] } });
  });
  try {
    const s3 = new S3Client(config(sandbox, await assume(sandbox, archive)));
    const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand({ Bucket: 'archive-logs' }));
    expect(PolicyStatus).toEqual({ IsPublic: true });
  } finally {
    await sandbox.stop();
  }
});
