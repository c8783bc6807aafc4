import { bucket, getObjectLockConfiguration } from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { lockObjects } from '../remedies/mend-bucket.ts';
import { objectLock } from '../shared/object-lock.ts';

export default defineCheck({
  id: 's3/object-lock',
  version: 1,
  title: 'Object Lock keeps log files as long as they must be kept',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'GetObjectLockConfiguration answers ObjectLockEnabled and a default retention of at least retentionDays (365 unless ' +
    'configured; a year counts 365 days). COMPLIANCE and GOVERNANCE both pass; the note says that who holds ' +
    's3:BypassGovernanceRetention can lift GOVERNANCE. Object Lock without a default retention locks nothing and fails: ' +
    'CloudTrail sets no lock itself.',
  why: 'A lock holds against everybody who can change policies, also against an intruder with administrator rights.',
  fix:
    'Set it with: aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration ' +
    '\'{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":365}}}\'.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
  ],
  map: 'bucket_immutability',
  subject: bucket,
  needs: [getObjectLockConfiguration],
  judge(bucket, read) {
    const lock = objectLock(read, bucket.data);
    if (lock === null) return fail('Object Lock is not configured (ObjectLockConfigurationNotFoundError).');
    const enabled = observed('ObjectLockEnabled', 'Enabled', lock.enabled);
    if (lock.retention === null)
      return fail('Object Lock is enabled without a default retention.', [enabled]);
    const { mode, days, unit, count } = lock.retention;
    const { retentionDays } = read.parameters;
    const seen = [
      enabled,
      observed('Mode', 'COMPLIANCE', mode),
      observed(unit, `${retentionDays} days`, count),
    ];
    const bypass = mode === 'GOVERNANCE' ? ', which s3:BypassGovernanceRetention can lift' : '';
    const note = `Object Lock keeps new log files for ${days} days in ${mode} mode${bypass}`;
    return days >= retentionDays
      ? pass(`${note}.`, seen)
      : fail(`${note}, less than ${retentionDays} days.`, seen);
  },
  remedy(bucket, read) {
    return lockObjects(bucket.data, read);
  },
});
