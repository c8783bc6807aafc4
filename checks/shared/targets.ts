/** The requests by which logs and their key could be destroyed or lose their guard. Pure. */
import type { Target } from '../../src/policy/request-class.ts';

/**
 * What keeps logs from vanishing, from becoming unreadable and from losing their guard. Of `s3:Delete*` those that
 * destroy something; tags and web sites are left out, and so is what only copies logs (replication).
 */
export function bucketTargets(bucketArn: string, objects: readonly string[] = [`${bucketArn}/*`]): Target[] {
  const onObjects = [
    's3:DeleteObject',
    's3:DeleteObjectVersion',
    's3:BypassGovernanceRetention',
    's3:UpdateObjectEncryption',
  ];
  const onBucket = [
    's3:DeleteBucket',
    's3:DeleteBucketPolicy',
    's3:PutBucketPolicy',
    's3:PutLifecycleConfiguration',
    's3:PutBucketVersioning',
    's3:PutEncryptionConfiguration',
    's3:PutBucketObjectLockConfiguration',
  ];
  return [
    { actions: onObjects, resources: objects },
    { actions: onBucket, resources: [bucketArn] },
  ];
}

export function keyTargets(keyArn: string): Target[] {
  const actions = [
    'kms:ScheduleKeyDeletion',
    'kms:DisableKey',
    'kms:PutKeyPolicy',
    'kms:DeleteImportedKeyMaterial',
  ];
  return [{ actions, resources: [keyArn] }];
}
