/** The usual corrections of a log bucket: versions, lock, closed to the public, encryption. Pure. */
import { trail } from '../../src/aws/cloudtrail.ts';
import { isAwsManagedAlias } from '../../src/aws/kms.ts';
import { arnOf } from '../../src/aws/partition.ts';
import {
  type Bucket,
  bucketSetting,
  getBucketEncryption,
  getBucketVersioning,
  getObjectLockConfiguration,
  givenSetting,
  ownedBucket,
} from '../../src/aws/s3.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import { listed } from '../../src/model/subject.ts';
import { mendBucket } from './bucket.ts';
import { closed, defaultEncryption, objectLock, versioning } from './bucket-settings.ts';

/** null: with MFA delete only the root user may change it, with a code that is good for a minute. */
export function enableVersioning(bucket: Bucket, read: Read): Remedy | null {
  const { MFADelete } = givenSetting(read, bucket, getBucketVersioning);
  if (MFADelete === 'Enabled') return null;
  return mendBucket(
    bucket,
    read,
    [versioning(MFADelete)],
    'Every version is kept and charged for until a lifecycle rule removes it: add one for noncurrent versions if something ' +
      'rewrites objects there. Versioning can be suspended later, never removed.',
  );
}

/** Object Lock wants versioning, which does no harm where it is on. */
export function lockObjects(bucket: Bucket, read: Read): Remedy {
  const answer = bucketSetting(read, bucket, getObjectLockConfiguration);
  const mode = answer?.ObjectLockConfiguration?.Rule?.DefaultRetention?.Mode ?? 'COMPLIANCE';
  const { retentionDays } = read.parameters;
  return mendBucket(
    bucket,
    read,
    [versioning(undefined), objectLock(mode, retentionDays, answer !== undefined)],
    `It cannot be undone: Object Lock stays on the bucket for ever, versioning with it, and in COMPLIANCE mode nobody, not even ` +
      `the root user or AWS, deletes a new file for ${retentionDays} days; a file put there by mistake is paid for as long. Try ` +
      'GOVERNANCE first if you are not sure. Lifecycle rules that expire earlier only add delete markers; programs that put ' +
      'objects without a checksum are refused. Files that are there already are not locked.',
  );
}

export function closeBucket(bucket: Bucket, read: Read): Remedy {
  return mendBucket(
    bucket,
    read,
    // Whether a block is there was read only where something is open; adopting one that is not would fail.
    [closed(false)],
    'Whoever read or wrote through the public policy or ACL is refused at once, other accounts that a public policy names ' +
      'included; CloudTrail and other AWS services still get in. Look for AccessDenied in the access logs.',
  );
}

/** A key of a trail that writes here and lies in the same region; without one AWS's own key. */
export function encryptByDefault(bucket: Bucket, read: Read): Remedy {
  const { region } = ownedBucket(read, bucket).scope;
  const keys = listed(read, trail)
    .subjects.filter(({ id }) => bucket.trails.includes(id))
    .flatMap(({ data }) => data.KmsKeyId ?? [])
    .filter(key => arnOf(key)?.region === region && !isAwsManagedAlias(key));
  const [key] = keys;
  const rules = bucketSetting(read, bucket, getBucketEncryption)?.ServerSideEncryptionConfiguration?.Rules;
  return mendBucket(
    bucket,
    read,
    [defaultEncryption(key, rules?.[0]?.BucketKeyEnabled)],
    key === undefined
      ? "AWS's own key aws/s3 opens to the owner's account alone: other accounts cannot read what was encrypted by this default. " +
          'Log files are not touched, because CloudTrail names their encryption itself.'
      : `Whoever puts objects here without naming an encryption needs kms:GenerateDataKey on ${key}, and their readers ` +
          'kms:Decrypt. Log files are not touched, because CloudTrail names their encryption itself.',
  );
}
