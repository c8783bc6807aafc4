import check from '../../../checks/kms/region.ts';
import { headBucket } from '../../../src/aws/bucket-owner.ts';
import { testCheck } from '../../support/check-tester.ts';
import { absent, denied, KEY, on, ownTrail, refuse, WORKLOAD, world } from '../../support/evidence.ts';

const other = ownTrail(WORKLOAD, 'own', { S3BucketName: 'acme-other-logs', KmsKeyId: KEY });

testCheck(
  check,
  {
    pass: {
      "seed A: the key follows the bucket, not the trail's home region": {
        world: world(),
        note: 'The key and acme-cloudtrail-logs lie in eu-west-1.',
      },
      'two buckets of two trails': world({ trails: [other] }),
    },
    fail: {
      "the bucket lies in the trail's home region": {
        world: world({ answers: [on(headBucket, () => ({ BucketRegion: 'us-east-1' }))] }),
        note: 'The key lies in eu-west-1, yet acme-cloudtrail-logs in us-east-1: perhaps the bucket was deleted',
      },
      'one of two buckets lies elsewhere, and the other could not be read': world({
        trails: [other],
        answers: [
          on(headBucket, (_scope, { Bucket }) =>
            Bucket === 'acme-other-logs' ? { BucketRegion: 'us-east-1' } : denied(),
          ),
        ],
      }),
    },
    'not-applicable': { 'no trail has a key': world({ trail: { KmsKeyId: undefined } }) },
    unknown: {
      'the bucket does not exist': {
        world: world({ answers: [on(headBucket, () => absent('404'))] }),
        note: 'does not exist',
      },
      'no region in the answer': world({ answers: [on(headBucket, () => ({}))] }),
      'it is denied': world({ answers: [refuse(headBucket)] }),
    },
  },
  {
    harmless: {
      's3.ListBuckets': 'anybody may ask for the region of a bucket',
      'cloudtrail.DescribeTrails': 'trails that nobody could list have an unknown result of their own',
    },
  },
);
