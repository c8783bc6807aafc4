import { bucket, getBucketVersioning, givenSetting } from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { enableVersioning } from '../remedies/mend-bucket.ts';

export default defineCheck({
  id: 's3/versioning',
  version: 1,
  title: 'The log bucket keeps every version of a log file',
  severity: 'high',
  aspect: 'configured',
  decides:
    'GetBucketVersioning answers Status Enabled. Suspended fails, and so does no Status at all: versioning was never on.',
  why: 'Without versions a log file that is overwritten or deleted is gone for good.',
  fix: 'Switch it on with: aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
  ],
  map: 'bucket_immutability',
  subject: bucket,
  needs: [getBucketVersioning],
  judge(bucket, read) {
    const { Status } = givenSetting(read, bucket.data, getBucketVersioning);
    const seen = [observed('Status', 'Enabled', Status)];
    // "If you have never enabled versioning on a bucket, no Status is returned" (S3 API reference, GetBucketVersioning).
    if (Status === undefined) return fail('Versioning was never enabled.', seen);
    return Status === 'Enabled'
      ? pass('Versioning is Enabled.', seen)
      : fail(`Versioning is ${Status}.`, seen);
  },
  remedy(bucket, read) {
    return enableVersioning(bucket.data, read);
  },
});
