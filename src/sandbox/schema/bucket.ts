/** Describes a bucket: where it is and every setting an auditor can read. */
import { z } from 'zod';
import {
  accountId,
  arn,
  bucketName,
  inAwsWords,
  policyDocument,
  publicAccessBlock,
  regionName,
  tags,
  time,
} from './common.ts';

const days = z.number().int().positive();

const tag = z.strictObject(inAwsWords({ Key: z.string(), Value: z.string() }));

const lifecycleRule = z.strictObject(
  inAwsWords({
    ID: z.string().optional(),
    Status: z.enum(['Enabled', 'Disabled']),
    Prefix: z.string().optional(),
    Filter: z
      .strictObject(
        inAwsWords({
          Prefix: z.string().optional(),
          Tag: tag.optional(),
          ObjectSizeGreaterThan: z.number().optional(),
          ObjectSizeLessThan: z.number().optional(),
          And: z
            .strictObject(
              inAwsWords({
                Prefix: z.string().optional(),
                Tags: z.array(tag).optional(),
                ObjectSizeGreaterThan: z.number().optional(),
                ObjectSizeLessThan: z.number().optional(),
              }),
            )
            .optional(),
        }),
      )
      .optional(),
    Expiration: z
      .strictObject(
        inAwsWords({
          Days: days.optional(),
          Date: z.string().optional(),
          ExpiredObjectDeleteMarker: z.boolean().optional(),
        }),
      )
      .optional(),
    Transitions: z
      .array(
        z.strictObject(
          inAwsWords({
            Days: z.number().int().min(0).optional(),
            Date: z.string().optional(),
            StorageClass: z.string(),
          }),
        ),
      )
      .optional(),
    NoncurrentVersionExpiration: z
      .strictObject(inAwsWords({ NoncurrentDays: days, NewerNoncurrentVersions: days.optional() }))
      .optional(),
    NoncurrentVersionTransitions: z
      .array(
        z.strictObject(inAwsWords({ NoncurrentDays: z.number().int().min(0), StorageClass: z.string() })),
      )
      .optional(),
    AbortIncompleteMultipartUpload: z.strictObject(inAwsWords({ DaysAfterInitiation: days })).optional(),
  }),
);

const replicationRule = z.strictObject({
  id: z.string().describe('ID of the rule'),
  status: z.enum(['Enabled', 'Disabled']).default('Enabled').describe('Status'),
  destinationBucket: bucketName.describe('Bucket copied to'),
  destinationAccount: accountId.optional().describe('Account that owns the copies'),
  replicaKmsKeyId: arn.optional().describe('Key of the copies'),
  deleteMarkers: z.boolean().default(false).describe('Are delete markers copied too'),
});

const grantee = z
  .union([z.enum(['AllUsers', 'AuthenticatedUsers', 'LogDelivery']), z.string().regex(/^[0-9a-f]{64}$/)])
  .describe('A group, or the canonical id of an account');

export const bucket = z.strictObject({
  name: bucketName.describe('Name; unique in the whole estate'),
  region: regionName.describe('Region of the bucket'),
  createdAt: time.default('2023-02-01T09:00:00Z').describe('CreationDate'),
  policy: policyDocument
    .optional()
    .describe(
      'Bucket policy; IsPublic of GetBucketPolicyStatus follows from it. Left out: NoSuchBucketPolicy',
    ),
  publicAccessBlock: publicAccessBlock.optional(),
  encryption: z
    .union([
      z.literal('none'),
      z.strictObject({
        algorithm: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']).describe('SSEAlgorithm'),
        kmsKeyId: z.string().optional().describe('KMSMasterKeyID'),
        bucketKey: z.boolean().default(false).describe('BucketKeyEnabled'),
        blocked: z.array(z.string()).optional().describe('BlockedEncryptionTypes, such as "SSE-C"'),
      }),
    ])
    .default({ algorithm: 'AES256', bucketKey: false })
    .describe(
      'Default encryption. "none" is a bucket of before 2023 (ServerSideEncryptionConfigurationNotFoundError).',
    ),
  versioning: z.enum(['Enabled', 'Suspended']).optional().describe('Left out: versioning was never set'),
  mfaDelete: z.boolean().optional().describe('MFADelete; left out: never set'),
  objectLock: z
    .strictObject({
      mode: z
        .enum(['GOVERNANCE', 'COMPLIANCE'])
        .optional()
        .describe('Mode of the default retention; left out: no rule'),
      days: days.optional().describe('Days of the default retention'),
      years: days.optional().describe('Years of the default retention, instead of days'),
    })
    .optional()
    .describe('Object Lock; left out: ObjectLockConfigurationNotFoundError'),
  logging: z
    .strictObject({
      bucket: bucketName.describe('TargetBucket'),
      prefix: z.string().default('').describe('TargetPrefix'),
    })
    .optional()
    .describe('Server access logging'),
  lifecycle: z
    .array(lifecycleRule)
    .min(1)
    .optional()
    .describe('Lifecycle rules, in the words of the AWS API'),
  replication: z
    .strictObject({ role: arn.describe('Role'), rules: z.array(replicationRule).min(1).describe('Rules') })
    .optional()
    .describe('Replication; left out: ReplicationConfigurationNotFoundError'),
  ownership: z
    .enum(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter', 'none'])
    .default('BucketOwnerEnforced')
    .describe('ObjectOwnership; "none": OwnershipControlsNotFoundError'),
  acl: z
    .array(
      z.strictObject({
        grantee,
        permission: z.enum(['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP']).describe('Permission'),
      }),
    )
    .optional()
    .describe("Grants beside the owner's own; not shown under BucketOwnerEnforced, as in AWS"),
  requesterPays: z.boolean().default(false).describe('Payer is Requester'),
  tags: tags.optional().describe('Tags; left out: NoSuchTagSet'),
});

export type BucketDescription = z.output<typeof bucket>;
