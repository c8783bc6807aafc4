import check from '../../../checks/s3/sse-kms-on-put.ts';
import { describeTrails, getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { RCP } from '../../../src/aws/control-policies.ts';
import { getBucketEncryption, getBucketPolicy } from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deny, SECURITY } from '../../support/control-policies.ts';
import {
  absent,
  hoursAgo,
  KEY,
  on,
  refuse,
  type Spec,
  TRAIL,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';
import {
  ALGORITHM,
  denyPuts,
  denyPutsIf,
  KEY_ID,
  OBJECTS,
  type Statement,
  text,
  writes,
} from '../../support/resource-policies.ts';

function puts(statements: readonly Statement[], { answers = [], ...spec }: Spec = {}) {
  const policy = on(getBucketPolicy, () => ({ Policy: text([...writes, ...statements]) }));
  return world({ ...spec, answers: [...answers, policy] });
}

const kmsOnly = denyPuts('aws:kms');
const notAes = denyPutsIf({ StringEquals: { [ALGORITHM]: 'AES256' } });
const pinned = (key: string) =>
  denyPutsIf({ StringNotEquals: { [KEY_ID]: key }, Null: { [KEY_ID]: 'false' } }, { Sid: 'Pin' });
const byDefault = (SSEAlgorithm: string, blocked?: string) =>
  on(getBucketEncryption, () => ({
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm },
          ...(blocked ? { BlockedEncryptionTypes: { EncryptionType: [blocked] } } : {}),
        },
      ],
    },
  }));
const error = { status: { LatestDigestDeliveryError: 'AccessDenied' } };
const key = (id: string) => KEY.replace(/[^/]+$/, id);

testCheck(
  check,
  {
    pass: {
      'seed B: aws:kms and AES256 is the documented form': {
        world: world(),
        results: 1,
        note: 'the form that AWS documents where digests arrive with SSE-S3; puts without the header are denied.',
      },
      'the same form while digests fail: it is not what stops them': puts(
        [denyPuts(['aws:kms', 'AES256'])],
        error,
      ),
      'the same form, absent headers left to the default encryption': {
        world: puts([
          denyPutsIf({
            StringNotEquals: { [ALGORITHM]: ['aws:kms', 'AES256'] },
            Null: { [ALGORITHM]: 'false' },
          }),
        ]),
        note: 'puts without the header get the default encryption aws:kms, and SSE-C is not stopped.',
      },
      'KMS alone, and digests arrive': {
        world: puts([kmsOnly]),
        note: 'Puts must be encrypted with KMS, says Deny "DenyPuts" of the bucket policy; puts without the header are denied; digests arrive all the same.',
      },
      'KMS alone, and there are no digests': {
        world: puts([kmsOnly], { trail: { LogFileValidationEnabled: false }, ...error }),
        note: 'no trail makes digests',
      },
      'aws:kms:dsse counts as KMS': puts([denyPuts(['aws:kms', 'aws:kms:dsse'])]),
      'AES256 alone is denied, the default encryption does the rest': {
        world: puts([notAes], { answers: [byDefault('aws:kms:dsse', 'SSE-C')] }),
        note: 'the default encryption aws:kms:dsse; digests arrive',
      },
      'cloudsploit: array action': puts([
        denyPuts('aws:kms', { Action: ['s3:PutObject', 's3:PutObjectAcl'] }),
      ]),
      'StringNotLike aws:kms*': puts([denyPutsIf({ StringNotLike: { [ALGORITHM]: 'aws:kms*' } })]),
      'the key of the trail is pinned': {
        world: puts([kmsOnly, pinned(KEY)]),
        note: 'encrypted with KMS with no key but that of the trail, says',
      },
      'AES256 names no key, and the pin spares that': {
        world: puts([denyPuts(['aws:kms', 'AES256']), pinned(KEY)]),
        note: 'Puts must name aws:kms or AES256 with no key but that of the trail, says',
      },
      'a pin by a negated operator also hits puts that name no key, those with AES256 among them': {
        world: puts([denyPutsIf({ StringNotEqualsIfExists: { [KEY_ID]: KEY } })]),
        note: 'Puts must be encrypted with KMS with no key but that of the trail',
      },
      'an RCP does it': puts([], {
        tree: {
          policies: [
            {
              name: 'Encrypted',
              type: RCP,
              targets: [SECURITY],
              content: [
                deny('s3:PutObject', {
                  Principal: '*',
                  Condition: { StringNotEquals: { [ALGORITHM]: 'aws:kms' } },
                }),
              ],
            },
          ],
        },
      }),
    },
    fail: {
      'no such statement': {
        world: puts([]),
        note: /^A put without SSE-KMS is not denied: s3:PutObject on arn:aws:s3:::acme-cloudtrail-logs\/\S+ by .*s3:x-amz-server-side-encryption = AES256/,
      },
      'no policy': world({ answers: [on(getBucketPolicy, () => absent('NoSuchBucketPolicy'))] }),
      'KMS alone, and digests fail': {
        world: puts([kmsOnly], error),
        note: `but digests of ${TRAIL} fail with "AccessDenied": such a policy stops digests that come with AES256.`,
      },
      'headers may be absent, and the default encryption is AES256': {
        world: puts([notAes], { answers: [byDefault('AES256')] }),
        note: 'A put without an encryption header is not denied, and the default encryption is AES256: s3:PutObject on ',
      },
      'headers may be absent, and there is no default encryption': puts([notAes], {
        answers: [on(getBucketEncryption, () => absent('ServerSideEncryptionConfigurationNotFoundError'))],
      }),
      'KMS is denied': {
        world: puts([denyPuts('AES256')]),
        note: `Even a put with aws:kms and the key ${KEY} is denied.`,
      },
      'another key than the trail uses is pinned': {
        world: puts([kmsOnly, pinned(key('another'))]),
        note: `Even a put with aws:kms and the key ${KEY} is denied.`,
      },
      'any key of the account is let in': {
        world: puts([kmsOnly, denyPutsIf({ StringNotLike: { [KEY_ID]: key('*') } })]),
        note: "A put with aws:kms and another key than the trail's (",
      },
      'one prefix alone': puts([
        denyPuts('aws:kms', { Resource: OBJECTS.replace('*', 'AWSLogs/o-other/*') }),
      ]),
      'for one role alone': puts([
        denyPuts('aws:kms', { Principal: { AWS: `arn:aws:iam::${WORKLOAD}:role/Writer` } }),
      ]),
      'a role is spared': puts([
        denyPutsIf({
          StringNotEquals: { [ALGORITHM]: 'aws:kms' },
          ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${WORKLOAD}:role/Writer` },
        }),
      ]),
      'reads are denied, puts are not': puts([denyPuts('aws:kms', { Action: 's3:GetObject' })]),
    },
    unknown: {
      'KMS alone, and no digest ever arrived': {
        world: puts([kmsOnly], { status: { LatestDigestDeliveryTime: undefined } }),
        note: 'whether digests get through is not known',
      },
      'KMS alone, and the last digest is old': {
        world: puts([kmsOnly], { status: { LatestDigestDeliveryTime: hoursAgo(4) } }),
        note: `the last digest of ${TRAIL} was delivered 2026-11-20T02:00:00.000Z, 4 hours ago`,
      },
      'KMS alone, and the status is denied': puts([kmsOnly], { answers: [refuse(getTrailStatus)] }),
      'the default encryption is denied and decides': puts([notAes], {
        answers: [refuse(getBucketEncryption)],
      }),
      'the policy is denied': world({ answers: [refuse(getBucketPolicy)] }),
      'the policy is no policy': {
        world: world({ answers: [on(getBucketPolicy, () => ({ Policy: '{"Statement":[{}]}' }))] }),
        note: 'the bucket policy',
      },
    },
  },
  {
    harmless: { [describeTrails.id]: 'trails that nobody could list have an unknown result of their own' },
    absence: {
      LatestDigestDeliveryError: 'no error',
      KmsKeyId: 'SSE-S3, so that there is no key to be let in',
    },
  },
);
