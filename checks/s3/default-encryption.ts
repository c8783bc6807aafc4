import { bucket, bucketSetting, getBucketEncryption } from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { encryptByDefault } from '../remedies/mend-bucket.ts';

const kmsAlgorithms: readonly string[] = ['aws:kms', 'aws:kms:dsse'];

export default defineCheck({
  id: 's3/default-encryption',
  version: 1,
  title: 'The log bucket encrypts with KMS by default',
  severity: 'medium',
  aspect: 'configured',
  decides:
    "The rule of GetBucketEncryption has SSEAlgorithm aws:kms or aws:kms:dsse. Whose key it is, is told: without a key S3 uses AWS's " +
    'own. CloudTrail names the encryption of each file itself, so this is the second net, not the encryption of the logs.',
  why: 'What is put into the bucket without an encryption header, or by another writer, is then behind a KMS key as well.',
  fix:
    'Set it with: aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration ' +
    '\'{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY_ARN"}}]}\'.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html',
  ],
  map: 'trail_sse_kms_cmk',
  subject: bucket,
  needs: [getBucketEncryption],
  judge(bucket, read) {
    const answer = bucketSetting(read, bucket.data, getBucketEncryption);
    if (answer === undefined) return fail('The bucket has no default encryption.');
    const rules = must(answer.ServerSideEncryptionConfiguration, 'ServerSideEncryptionConfiguration').Rules;
    const byDefault = must(
      must(rules, 'Rules')[0]?.ApplyServerSideEncryptionByDefault,
      'ApplyServerSideEncryptionByDefault',
    );
    const algorithm = must(byDefault.SSEAlgorithm, 'SSEAlgorithm');
    const seen = [observed('SSEAlgorithm', [...kmsAlgorithms], algorithm)];
    if (!kmsAlgorithms.includes(algorithm)) return fail(`The default encryption is ${algorithm}.`, seen);
    // No key id: S3 uses the AWS managed key aws/s3 (S3 API reference, ServerSideEncryptionByDefault).
    return pass(
      `The default encryption is ${algorithm} with ${byDefault.KMSMasterKeyID ?? "AWS's own key aws/s3"}.`,
      seen,
    );
  },
  remedy(bucket, read) {
    return encryptByDefault(bucket.data, read);
  },
});
