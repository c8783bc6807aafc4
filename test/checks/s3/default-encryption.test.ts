import check from '../../../checks/s3/default-encryption.ts';
import { getBucketEncryption } from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import { absent, on, refuse, world } from '../../support/evidence.ts';

function algorithm(SSEAlgorithm: string | undefined) {
  return world({
    answers: [
      on(getBucketEncryption, () => ({
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }],
        },
      })),
    ],
  });
}

testCheck(check, {
  pass: {
    'with a key': world(),
    'without a key: the one of AWS, which is told': {
      world: algorithm('aws:kms'),
      note: "AWS's own key aws/s3",
    },
    'two layers': algorithm('aws:kms:dsse'),
  },
  fail: {
    'SSE-S3': { world: algorithm('AES256'), note: 'The default encryption is AES256.' },
    'none, as in old buckets': world({
      answers: [on(getBucketEncryption, () => absent('ServerSideEncryptionConfigurationNotFoundError'))],
    }),
  },
  unknown: {
    'AWS leaves the algorithm out': algorithm(undefined),
    'it is denied': world({ answers: [refuse(getBucketEncryption)] }),
  },
});
