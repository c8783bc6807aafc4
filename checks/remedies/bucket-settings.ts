/** Settings of a log bucket as they should be. Pure. */
import type { Setting } from './bucket.ts';
import { block, type Item } from './hcl.ts';

export function versioning(mfaDelete: string | undefined): Setting {
  const VersioningConfiguration = { Status: 'Enabled' };
  return {
    put: 'put-bucket-versioning',
    options: { 'versioning-configuration': VersioningConfiguration },
    managed: {
      type: 'aws_s3_bucket_versioning',
      there: true,
      body: [
        block('versioning_configuration', [
          ['status', 'Enabled'],
          ['mfa_delete', mfaDelete],
        ]),
      ],
    },
    properties: { VersioningConfiguration },
    kept: mfaDelete === undefined ? [] : [`MFADelete is ${mfaDelete} and stays so.`],
  };
}

export function objectLock(Mode: string, Days: number, there: boolean): Setting {
  const lock = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode, Days } } };
  return {
    put: 'put-object-lock-configuration',
    options: { 'object-lock-configuration': lock },
    managed: {
      type: 'aws_s3_bucket_object_lock_configuration',
      there,
      body: [
        block('rule', [
          block('default_retention', [
            ['mode', Mode],
            ['days', Days],
          ]),
        ]),
      ],
    },
    properties: { ObjectLockEnabled: true, ObjectLockConfiguration: lock },
    kept: [],
  };
}

export function closed(there: boolean): Setting {
  const flags = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  return {
    put: 'put-public-access-block',
    options: { 'public-access-block-configuration': flags },
    managed: {
      type: 'aws_s3_bucket_public_access_block',
      there,
      body: [
        ['block_public_acls', true],
        ['ignore_public_acls', true],
        ['block_public_policy', true],
        ['restrict_public_buckets', true],
      ],
    },
    properties: { PublicAccessBlockConfiguration: flags },
    kept: [],
  };
}

/** Without a key S3 uses AWS's own key aws/s3. */
export function defaultEncryption(key: string | undefined, bucketKey: boolean | undefined): Setting {
  const byDefault = { SSEAlgorithm: 'aws:kms', ...(key === undefined ? {} : { KMSMasterKeyID: key }) };
  const rule = {
    ...(bucketKey === undefined ? {} : { BucketKeyEnabled: bucketKey }),
  };
  const body: Item = block('rule', [
    ['bucket_key_enabled', bucketKey],
    block('apply_server_side_encryption_by_default', [
      ['sse_algorithm', 'aws:kms'],
      ['kms_master_key_id', key],
    ]),
  ]);
  return {
    put: 'put-bucket-encryption',
    options: {
      'server-side-encryption-configuration': {
        Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, ...rule }],
      },
    },
    managed: { type: 'aws_s3_bucket_server_side_encryption_configuration', there: true, body: [body] },
    properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: byDefault, ...rule }],
      },
    },
    kept: bucketKey === undefined ? [] : [`BucketKeyEnabled is ${bucketKey} and stays so.`],
  };
}
