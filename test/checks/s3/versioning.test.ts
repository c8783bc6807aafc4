import check from '../../../checks/s3/versioning.ts';
import { headBucket } from '../../../src/aws/bucket-owner.ts';
import { getBucketVersioning } from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  ARCHIVE,
  absent,
  BUCKET,
  notEvaluable,
  on,
  ownTrail,
  refuse,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

testCheck(check, {
  pass: {
    'prowler 434, 881: a bucket of another account is asked about there': { world: world(), results: 1 },
    'two trails share the bucket, which is one result': {
      world: world({ trails: [ownTrail(WORKLOAD, 'own')] }),
      results: 1,
    },
  },
  fail: {
    suspended: {
      world: world({ answers: [on(getBucketVersioning, () => ({ Status: 'Suspended' }))] }),
      note: 'Versioning is Suspended.',
    },
    'never on: no Status': {
      world: world({ answers: [on(getBucketVersioning, () => ({}))] }),
      note: 'Versioning was never enabled.',
    },
  },
  'not-applicable': { 'no trails, so no buckets': world({ trail: null }) },
  unknown: {
    'cloudsploit: nobody in sight owns the bucket, which is no proof that it was deleted': {
      world: world({ bucketOwner: null }),
      subject: BUCKET,
      note: 'perhaps it lies outside the organization',
    },
    'the owner cannot be looked into': {
      world: world({ accounts: { [ARCHIVE]: notEvaluable(ARCHIVE) } }),
      subject: BUCKET,
    },
    'the bucket does not exist': world({ answers: [on(headBucket, () => absent('NoSuchBucket'))] }),
    'it is denied': world({ answers: [refuse(getBucketVersioning)] }),
  },
});
