/** The policy documents the built-in estates are made of, as AWS's documentation prints them. */

const service = { Service: 'cloudtrail.amazonaws.com' };

export interface TrailBucket {
  readonly bucket: string;
  readonly trailArn: string;
  /** What stands below AWSLogs/: account ids, the organization id. */
  readonly folders: readonly string[];
}

export function letCloudTrailWrite({ bucket, trailArn, folders }: TrailBucket): object[] {
  const source = { 'aws:SourceArn': trailArn };
  return [
    {
      Sid: 'AWSCloudTrailAclCheck',
      Effect: 'Allow',
      Principal: service,
      Action: 's3:GetBucketAcl',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringEquals: source },
    },
    ...folders.map((folder, index) => ({
      Sid: `AWSCloudTrailWrite${index + 1}`,
      Effect: 'Allow',
      Principal: service,
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${bucket}/AWSLogs/${folder}/*`,
      Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
    })),
  ];
}

export function denyPlainHttp(bucket: string): object {
  return {
    Sid: 'DenyPlainHttp',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/** Looks like the real thing: it speaks of TLS, and leaves most requests alone. */
export function denyPlainHttpInPart(
  bucket: string,
  part: { readonly Action?: string; readonly Resource?: string },
): object {
  return { ...denyPlainHttp(bucket), ...part };
}

/** Digests of before May 2025 arrive as AES256: so both are let in. */
export function denyOtherEncryption(bucket: string): object {
  return {
    Sid: 'DenyOtherEncryption',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
    Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': ['aws:kms', 'AES256'] } },
  };
}

/** KMS and nothing else, which stops digests that come as AES256. */
export function denyAllButKms(bucket: string): object {
  return {
    Sid: 'DenyAllButKms',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutObject'],
    Resource: `arn:aws:s3:::${bucket}/*`,
    Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
  };
}

export function denyOtherKeys(bucket: string, keyArn: string): object {
  return {
    Sid: 'DenyOtherKeys',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
    // A negated operator matches an absent header too: digests that come as AES256 name no key.
    Condition: {
      StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': keyArn },
      Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
    },
  };
}

/** Everything by which logs could vanish, become readable to none or lose their protection. */
export const destructiveS3Actions = [
  's3:Delete*',
  's3:PutBucketPolicy',
  's3:PutLifecycleConfiguration',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutBucketObjectLockConfiguration',
  's3:BypassGovernanceRetention',
  's3:PutObjectRetention',
  's3:PutBucketPublicAccessBlock',
  's3:PutBucketAcl',
  's3:PutReplicationConfiguration',
  's3:PutBucketLogging',
  's3:PutBucketOwnershipControls',
  's3:UpdateObjectEncryption',
];

export function denyDestruction(bucket: string, breakGlass: string): object {
  return {
    Sid: 'DenyDestruction',
    Effect: 'Deny',
    Principal: '*',
    Action: destructiveS3Actions,
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': breakGlass } },
  };
}

export function policy(...statements: readonly object[]): Record<string, unknown> {
  return { Version: '2012-10-17', Statement: statements };
}

export interface TrailKey {
  readonly owner: string;
  readonly trailArn: string;
  /** Roles that may read the logs. */
  readonly readers: readonly string[];
  /** true: CloudTrail may use the key whoever's trail asks, as in the policies of before 2022. */
  readonly anyTrail?: true;
}

/** Administration stays in the key's account, without Decrypt: reading is for the named readers alone. */
export function trailKeyPolicy({ owner, trailArn, readers, anyTrail }: TrailKey): Record<string, unknown> {
  const trailAccount = trailArn.split(':')[4] ?? '';
  const source = { 'aws:SourceArn': trailArn };
  const administration = [
    'kms:Create*',
    'kms:Describe*',
    'kms:Enable*',
    'kms:List*',
    'kms:Get*',
    'kms:Put*',
    'kms:Update*',
    'kms:Revoke*',
    'kms:Disable*',
    'kms:Delete*',
    'kms:TagResource',
    'kms:UntagResource',
    'kms:ScheduleKeyDeletion',
    'kms:CancelKeyDeletion',
  ];
  return policy(
    {
      Sid: 'Administration',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${owner}:root` },
      Action: administration,
      Resource: '*',
    },
    {
      Sid: 'AllowCloudTrailEncryptLogs',
      Effect: 'Allow',
      Principal: service,
      Action: 'kms:GenerateDataKey*',
      Resource: '*',
      ...(anyTrail
        ? {}
        : {
            Condition: {
              StringEquals: source,
              StringLike: {
                'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${trailAccount}:trail/*`,
              },
            },
          }),
    },
    {
      Sid: 'AllowCloudTrailDescribe',
      Effect: 'Allow',
      Principal: service,
      Action: 'kms:DescribeKey',
      Resource: '*',
      Condition: { StringEquals: source },
    },
    {
      Sid: 'ReadersDecrypt',
      Effect: 'Allow',
      Principal: { AWS: [...readers] },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } },
    },
  );
}

export const tamperingActions = [
  'cloudtrail:StopLogging',
  'cloudtrail:DeleteTrail',
  'cloudtrail:UpdateTrail',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:PutInsightSelectors',
  'cloudtrail:PutEventConfiguration',
  'cloudtrail:DeleteEventDataStore',
  'cloudtrail:UpdateEventDataStore',
  'cloudtrail:StopEventDataStoreIngestion',
  'cloudtrail:PutResourcePolicy',
  'cloudtrail:DeleteResourcePolicy',
];

export const keyDestructionActions = [
  'kms:ScheduleKeyDeletion',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'kms:DeleteImportedKeyMaterial',
  'kms:RevokeGrant',
  'kms:UpdateAlias',
];

/** A Deny for everybody but one role, named exactly. */
export function denyBut(sid: string, actions: readonly string[], exception: string): object {
  return {
    Sid: sid,
    Effect: 'Deny',
    Action: actions,
    Resource: '*',
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': exception } },
  };
}
