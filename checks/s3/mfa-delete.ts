import {
  bucket,
  bucketSetting,
  getBucketLifecycleConfiguration,
  getBucketVersioning,
  getObjectLockConfiguration,
  givenSetting,
} from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, notApplicable, observed, pass } from '../../src/model/verdict.ts';

export default defineCheck({
  id: 's3/mfa-delete',
  version: 1,
  title: 'Deleting a version of a log file takes a second factor',
  severity: 'low',
  aspect: 'configured',
  decides:
    'GetBucketVersioning answers Status Enabled and MFADelete Enabled. Not applicable with Object Lock, which is stronger, ' +
    'and with any lifecycle configuration, which S3 does not allow beside it.',
  why: 'A stolen key alone then cannot delete versions or switch versioning off.',
  fix:
    "As the bucket owner's root user: aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration " +
    'Status=Enabled,MFADelete=Enabled --mfa "SERIAL CODE"; Object Lock serves the same end without the root user.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html',
  ],
  map: 'bucket_immutability',
  subject: bucket,
  needs: [getBucketVersioning, getBucketLifecycleConfiguration, getObjectLockConfiguration],
  judge(bucket, read) {
    const { Status, MFADelete } = givenSetting(read, bucket.data, getBucketVersioning);
    const seen = [observed('MFADelete', 'Enabled', MFADelete), observed('Status', 'Enabled', Status)];
    if (MFADelete === 'Enabled' && Status === 'Enabled') return pass('MFADelete is Enabled.', seen);
    const answer = bucketSetting(read, bucket.data, getObjectLockConfiguration);
    const lock = answer && must(answer.ObjectLockConfiguration, 'ObjectLockConfiguration');
    if (lock && must(lock.ObjectLockEnabled, 'ObjectLockEnabled') === 'Enabled') {
      return notApplicable('Object Lock is enabled, which is stronger than MFA delete.');
    }
    if (bucketSetting(read, bucket.data, getBucketLifecycleConfiguration) !== undefined) {
      return notApplicable(
        'The bucket has a lifecycle configuration, beside which S3 does not allow MFA delete.',
      );
    }
    // Absent: "only returned if the bucket has been configured with MFA delete" (S3 API reference, GetBucketVersioning).
    if (MFADelete === undefined) return fail('MFA delete was never configured.', seen);
    // Status is absent where versioning was never on (same page).
    return fail(`MFADelete is ${MFADelete} and versioning is ${Status ?? 'off'}.`, seen);
  },
});
