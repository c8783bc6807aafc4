import check from '../../../checks/s3/tls-only.ts';
import { listPolicies, listTargetsForPolicy, RCP } from '../../../src/aws/control-policies.ts';
import { getBucketPolicy } from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deny, SECURITY, WORKLOADS } from '../../support/control-policies.ts';
import { absent, on, refuse, type Spec, world } from '../../support/evidence.ts';
import {
  BUCKET_ARN,
  denyHttp,
  OBJECTS,
  type Statement,
  text,
  writes,
} from '../../support/resource-policies.ts';

function policy(...statements: readonly Statement[]) {
  return on(getBucketPolicy, () => ({ Policy: text([...writes, ...statements]) }));
}

const withPolicy = (...statements: readonly Statement[]) => world({ answers: [policy(...statements)] });
const noPolicy = on(getBucketPolicy, () => absent('NoSuchBucketPolicy'));
const http = { Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } };

function withRcp(targets: readonly string[], statement: object, spec: Spec = {}) {
  return world({
    answers: [noPolicy],
    tree: { policies: [{ name: 'TlsEverywhere', type: RCP, targets, content: [statement] }] },
    ...spec,
  });
}

testCheck(check, {
  pass: {
    'denied on bucket and objects': {
      world: world(),
      results: 1,
      note: 'Every request without TLS is denied by Deny "DenyHttp" of the bucket policy.',
    },
    'cloudsploit: further Deny statements do not matter': withPolicy(denyHttp(), {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteBucket',
      Resource: BUCKET_ARN,
    }),
    'two statements share it': withPolicy(
      denyHttp({ Sid: 'Bucket', Resource: BUCKET_ARN }),
      denyHttp({ Sid: 'Objects', Resource: OBJECTS, Principal: { AWS: '*' } }),
    ),
    'BoolIfExists, a boolean, any resource': withPolicy(
      denyHttp({ Resource: '*', Condition: { BoolIfExists: { 'AWS:securetransport': false } } }),
    ),
    'everything but TLS is denied by NotAction of nothing that S3 has': withPolicy(
      denyHttp({ Action: undefined, NotAction: 'iam:*' }),
    ),
    'AWS services are spared': {
      world: withPolicy(
        denyHttp({
          Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' } },
        }),
      ),
      note: '; spared: true (service).',
    },
    'an RCP above the owner': {
      world: withRcp([SECURITY], deny('s3:*', { Principal: '*', ...http })),
      note: 'Deny "Protect" of TlsEverywhere at ou-ab12-security1',
    },
    'the organization is closed to us, and the bucket policy is enough': world({
      answers: [refuse(listPolicies)],
    }),
  },
  fail: {
    'no policy': {
      world: world({ answers: [noPolicy] }),
      note: /^There is no bucket policy, and a request without TLS gets through: s3:ListBucket on arn:aws:s3:::acme-cloudtrail-logs by /,
    },
    'no such statement': withPolicy(),
    'prowler: s3:Get* counts as all actions': {
      world: withPolicy(denyHttp({ Action: 's3:Get*' })),
      note: 'A request without TLS gets through: s3:ListBucket on ',
    },
    'objects alone': withPolicy(denyHttp({ Resource: OBJECTS })),
    'the bucket alone': {
      world: withPolicy(denyHttp({ Resource: BUCKET_ARN })),
      note: /gets through: s3:GetObject on arn:aws:s3:::acme-cloudtrail-logs\/\S+ by /,
    },
    'ScoutSuite: any Deny on SecureTransport passes': withPolicy(
      denyHttp({ Principal: { AWS: 'arn:aws:iam::222233334444:role/Somebody' } }),
    ),
    'another bucket': withPolicy(denyHttp({ Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] })),
    'the wrong way round': withPolicy(denyHttp({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })),
    'an administrator is spared': withPolicy(
      denyHttp({
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222233334444:role/Admin' },
        },
      }),
    ),
    'an old version of TLS is refused, its absence is not': withPolicy(
      denyHttp({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }),
    ),
    'every request is denied': {
      world: withPolicy(denyHttp({ Condition: undefined })),
      note: 'Every request is denied, also over TLS',
    },
    'an RCP above others': withRcp([WORKLOADS], deny('s3:*', { Principal: '*', ...http })),
  },
  unknown: {
    'the policy is no JSON': {
      world: world({ answers: [on(getBucketPolicy, () => ({ Policy: '{"Version":' }))] }),
      note: /cannot be read: the bucket policy \(.*\)\.$/,
    },
    'the policy is denied': world({ answers: [refuse(getBucketPolicy)] }),
    'the policy is left out': world({ answers: [on(getBucketPolicy, () => ({}))] }),
    'no policy, and RCPs are denied': world({ answers: [noPolicy, refuse(listPolicies)] }),
    'where the RCP is attached is denied': withRcp([SECURITY], deny('s3:*', { Principal: '*', ...http }), {
      answers: [noPolicy, refuse(listTargetsForPolicy)],
    }),
    'nobody in sight owns the bucket': world({ bucketOwner: null }),
  },
});
