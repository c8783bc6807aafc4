import { headBucket } from '../../src/aws/bucket-owner.ts';
import { trail } from '../../src/aws/cloudtrail.ts';
import { describeKey, isAwsManagedAlias, key, keyMetadata } from '../../src/aws/kms.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { listed } from '../../src/model/subject.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { encryptTrail } from '../remedies/trail-key.ts';

export default defineCheck({
  id: 'cloudtrail/kms-encryption',
  version: 1,
  title: "The trail's logs are encrypted with a customer managed key",
  severity: 'high',
  aspect: 'configured',
  decides:
    "The trail has a KmsKeyId and DescribeKey says that the key's KeyManager is CUSTOMER. No KmsKeyId means SSE-S3. A " +
    "predefined alias (alias/aws/...) fails by its name alone: asking about it would create AWS's own key. Whether the " +
    'key works is decided by the checks of the key. Seed control: cloudtrail_trail_logs_encrypted_with_kms_cmk.',
  why: "With SSE-S3, or a key of AWS's own, whoever may read the bucket may read the logs: no second lock stands before them.",
  fix: 'Set a key with: aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN --region HOME_REGION.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html',
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html',
  ],
  map: 'trail_sse_kms_cmk',
  subject: trail,
  // Where the bucket lies is read for the remedy: a new key must lie there as well.
  needs: [describeKey, headBucket],
  judge(trail, read) {
    const keyId = trail.data.KmsKeyId;
    // Absent: SSE-S3 (CloudTrail API reference, Trail: what is not set is left out).
    if (keyId === undefined) {
      return fail('KmsKeyId is not set: the logs are encrypted with SSE-S3.', [
        observed('KmsKeyId', 'a key', keyId),
      ]);
    }
    if (isAwsManagedAlias(keyId)) {
      return fail(`KmsKeyId is ${keyId}, a key of AWS's own.`, [
        observed('KmsKeyId', 'a customer managed key', keyId),
      ]);
    }
    // All trails with this key share one question about it.
    const named = must(
      listed(read, key).subjects.find(k => k.id === keyId),
      'a key that KmsKeyId names',
    );
    const manager = must(keyMetadata(read, named.data).KeyManager, 'KeyManager');
    const seen = [observed('KeyManager', 'CUSTOMER', manager)];
    const note = `KmsKeyId is ${keyId} and its KeyManager is ${manager}.`;
    return manager === 'CUSTOMER' ? pass(note, seen) : fail(note, seen);
  },
  remedy: encryptTrail,
});
