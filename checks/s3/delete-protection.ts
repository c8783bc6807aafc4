import { bucket, getObjectLockConfiguration } from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { guardBucket } from '../remedies/guard.ts';
import { objectLock } from '../shared/object-lock.ts';
import { deniedBy, openActions, sparedWords } from '../shared/policy-words.ts';
import { bucketTampering, bucketTamperingCalls } from '../shared/protection.ts';
import { few } from '../shared/wording.ts';

export default defineCheck({
  id: 's3/delete-protection',
  version: 1,
  title: 'Nobody but break-glass can destroy the logs',
  severity: 'high',
  aspect: 'configured',
  decides:
    'For anybody but break-glass the bucket policy, an SCP or an RCP on the path of the owner deny: on log files ' +
    'DeleteObject, DeleteObjectVersion, BypassGovernanceRetention and UpdateObjectEncryption; on the bucket DeleteBucket, ' +
    'PutBucketPolicy, DeleteBucketPolicy, PutLifecycleConfiguration, PutBucketVersioning, PutEncryptionConfiguration and ' +
    'PutBucketObjectLockConfiguration. Principals of other accounts are also kept out by a bucket policy that does not ' +
    'allow them. The root user of the owner may always replace the bucket policy, whatever it denies (S3 API reference, ' +
    'DeleteBucketPolicy), so that only an SCP or RCP closes that, and in the management account neither does. With ' +
    'breakGlass configured, exceptions for anybody else are open doors; without it, roles and users named exactly or by a ' +
    'narrow pattern, and tags, are taken for break-glass and told. Exceptions that anybody could make true of himself ' +
    '(every role, a whole account, the root user, an organization) void it either way. What the policies leave open is ' +
    'forgiven where Object Lock keeps new log files in COMPLIANCE mode for retentionDays or more: nobody can delete those; ' +
    'the note says what stays open. GOVERNANCE does not count. Grants by ACL are not looked at here.',
  why: 'Whoever has broken in deletes the logs first, or lets a lifecycle rule do it.',
  fix:
    'Deny these actions outside the break-glass role in an SCP on the account of the bucket, and in the bucket policy: aws ' +
    'organizations create-policy --type SERVICE_CONTROL_POLICY, aws organizations attach-policy, aws s3api ' +
    'put-bucket-policy; or lock new files: aws s3api put-object-lock-configuration.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/list_amazons3.html',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
  ],
  map: 'bucket_policy_denies_delete',
  subject: bucket,
  needs: [...bucketTamperingCalls, getObjectLockConfiguration],
  judge(bucket, read) {
    const { coverage, reasoning } = bucketTampering(read, bucket.data);
    if (coverage.covered === true) {
      const by = deniedBy(coverage);
      const seen = [observed('Policy', 'destruction denied', by)];
      return pass(`Destruction is denied by ${by}${sparedWords(coverage.exempt)}.`, seen, reasoning);
    }
    const lock = objectLock(read, bucket.data)?.retention ?? null;
    const { retentionDays } = read.parameters;
    const seen = [observed('Mode', 'COMPLIANCE', lock?.mode)];
    if (lock?.mode === 'COMPLIANCE' && lock.days >= retentionDays) {
      const open =
        coverage.covered === false
          ? `policies leave open ${openActions(coverage).join(', ')}`
          : `what policies leave open could not be decided (${coverage.why.replace(/\.$/, '')})`;
      return pass(
        `Object Lock keeps new log files for ${lock.days} days in COMPLIANCE mode; ${open}.`,
        seen,
        reasoning,
      );
    }
    if (coverage.covered === 'unknown') return undetermined(coverage.why);
    const sentence = coverage.counterExample.sentence.replace(/\.$/, '');
    const locked =
      lock === null ? 'there is no Object Lock' : `Object Lock is ${lock.mode} for ${lock.days} days`;
    return fail(`${sentence}; open are ${few(openActions(coverage))}, and ${locked}.`, seen, reasoning);
  },
  remedy(bucket, read, again) {
    return guardBucket(bucket, read, r => again(bucket, r));
  },
});
