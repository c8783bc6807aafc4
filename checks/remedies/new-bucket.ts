/** A log bucket made for given trails: closed, versioned, with the policy that CloudTrail needs and no more. Pure. */
import type { Json } from '../../src/model/json.ts';
import type { Scope } from '../../src/model/scope.ts';
import { command } from './command.ts';
import { logical, type Part } from './compose.ts';
import { block, encoded, identifier } from './hcl.ts';
import type { Document } from './policy-document.ts';

export interface Writer {
  readonly trailArn: string;
  readonly prefix: string | undefined;
  /** What stands below AWSLogs/: the owner's account id, for an organization trail the organization's id as well. */
  readonly folders: readonly string[];
}

/** What CloudTrail needs, for each trail alone (CloudTrail user guide, bucket policy). */
export function writeStatements(
  partition: string,
  bucket: string,
  writers: readonly Writer[],
): readonly Json[] {
  const arn = `arn:${partition}:s3:::${bucket}`;
  return writers.flatMap(({ trailArn, prefix, folders }, at) => {
    const source = { 'aws:SourceArn': trailArn };
    const base = prefix === undefined ? arn : `${arn}/${prefix}`;
    const allow = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
    return [
      {
        Sid: `TrailproofAclCheck${at + 1}`,
        ...allow,
        Action: 's3:GetBucketAcl',
        Resource: arn,
        Condition: { StringEquals: source },
      },
      {
        Sid: `TrailproofWrite${at + 1}`,
        ...allow,
        Action: 's3:PutObject',
        Resource: folders.map(folder => `${base}/AWSLogs/${folder}/*`),
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
      },
    ];
  });
}

export function logBucketPolicy(partition: string, bucket: string, writers: readonly Writer[]): Document {
  const arn = `arn:${partition}:s3:::${bucket}`;
  return {
    Version: '2012-10-17',
    Statement: [...writeStatements(partition, bucket, writers), denyPlainHttp(arn)],
  };
}

export function denyPlainHttp(bucketArn: string): Json {
  return {
    Sid: 'TrailproofDenyPlainHttp',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

export function newBucket(scope: Scope, bucket: string, policy: Document): Part {
  const { region, accountId } = scope;
  const owned = { bucket, 'expected-bucket-owner': accountId };
  const versioned = { Status: 'Enabled' };
  const block4 = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  const label = identifier(bucket);
  const reference = ['bucket', bucket] as const;
  const after = ['depends_on', { expression: `[aws_s3_bucket.${label}]` }] as const;
  return {
    scope,
    kept: [
      `The bucket ${bucket} is made anew; names of buckets are unique in the partition, so that it may be taken.`,
    ],
    commands: [
      command('s3api create-bucket', {
        bucket,
        // us-east-1 is the one region that takes no constraint (S3 API reference, CreateBucket).
        'create-bucket-configuration': region === 'us-east-1' ? undefined : { LocationConstraint: region },
        region,
      }),
      command('s3api put-public-access-block', {
        ...owned,
        'public-access-block-configuration': block4,
        region,
      }),
      command('s3api put-bucket-versioning', { ...owned, 'versioning-configuration': versioned, region }),
      command('s3api put-bucket-policy', { ...owned, policy, region }),
    ],
    managed: [
      { type: 'aws_s3_bucket', name: label, body: [reference] },
      {
        type: 'aws_s3_bucket_public_access_block',
        name: label,
        body: [
          reference,
          ['block_public_acls', true],
          ['ignore_public_acls', true],
          ['block_public_policy', true],
          ['restrict_public_buckets', true],
          after,
        ],
      },
      {
        type: 'aws_s3_bucket_versioning',
        name: label,
        body: [reference, after, block('versioning_configuration', [['status', 'Enabled']])],
      },
      {
        type: 'aws_s3_bucket_policy',
        name: label,
        body: [reference, ['policy', encoded(policy)], after],
      },
    ],
    stacked: [
      {
        id: logical('Bucket', bucket),
        type: 'AWS::S3::Bucket',
        existing: false,
        properties: {
          BucketName: bucket,
          PublicAccessBlockConfiguration: block4,
          VersioningConfiguration: versioned,
        },
      },
      {
        id: logical('Policy', bucket),
        type: 'AWS::S3::BucketPolicy',
        existing: false,
        properties: { Bucket: { Ref: logical('Bucket', bucket) }, PolicyDocument: policy },
      },
    ],
  };
}
