import check from '../../../checks/cloudtrail/kms-encryption.ts';
import { describeKey } from '../../../src/aws/kms.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  ARCHIVE,
  excluded,
  KEY,
  on,
  ownTrail,
  refuse,
  unobservable,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

testCheck(check, {
  pass: {
    'a customer managed key of another account': { world: world(), note: `KmsKeyId is ${KEY}` },
    'two trails share the key': world({ trails: [ownTrail(WORKLOAD, 'own', { KmsKeyId: KEY })] }),
    "the key's account is left out, so that a trail's account asks": world({
      accounts: { [ARCHIVE]: excluded },
      trails: [ownTrail(WORKLOAD, 'own', { KmsKeyId: KEY })],
    }),
    'an alias of the customer': world({
      trail: { KmsKeyId: `arn:aws:kms:eu-west-1:${ARCHIVE}:alias/trail` },
    }),
  },
  fail: {
    'no key: SSE-S3': {
      world: world({ trail: { KmsKeyId: undefined } }),
      note: 'KmsKeyId is not set: the logs are encrypted with SSE-S3.',
    },
    "Config CLOUD_TRAIL_ENCRYPTION_ENABLED: a key of AWS's own is not the customer's": {
      world: world({ key: { KeyManager: 'AWS' } }),
      note: 'KeyManager is AWS',
    },
    'a predefined alias is never asked about: that would create the key': {
      world: world({
        trail: { KmsKeyId: `arn:aws:kms:eu-west-1:${ARCHIVE}:alias/aws/s3` },
        answers: [
          on(describeKey, () => {
            throw new Error('asked about a predefined alias');
          }),
        ],
      }),
      note: "a key of AWS's own",
    },
  },
  unknown: {
    'DescribeKey is denied': world({ answers: [refuse(describeKey)] }),
    'the key is not found': world({ answers: [on(describeKey, () => unobservable('NotFoundException'))] }),
    'AWS leaves KeyManager out': world({ key: { KeyManager: undefined } }),
    'KmsKeyId is no ARN, so that nobody knows where to ask': world({ trail: { KmsKeyId: 'alias/trail' } }),
  },
});
