/** S3: reads of bucket settings, with AWS's answers for "not configured". */
import { AwsError } from '../aws-error.ts';
import { type Call, documentText, numberOf, paged, textOf } from '../call.ts';
import { timeAt } from '../clock.ts';
import { isPublic } from '../public-policy.ts';
import type { BucketDescription } from '../schema/bucket.ts';
import { namespace, type S3Operation, type S3Reply, s3Service } from '../wire/s3.ts';
import { type XmlElement, xmlDocument } from '../wire/xml.ts';
import { listOperations } from './s3-lists.ts';
import { objectOperations } from './s3-objects.ts';
import { reach } from './s3-reach.ts';
import { lifecycleXml, replicationXml } from './s3-rules.ts';

const reply = (root: string, value: XmlElement): S3Reply => ({ body: xmlDocument(root, value, namespace) });

const listBuckets: S3Operation = (input, call) => {
  const { account } = call;
  const prefix = textOf(input, 'prefix');
  const region = textOf(input, 'bucket-region');
  const buckets = account.buckets.filter(
    ({ description }) =>
      (prefix === undefined || description.name.startsWith(prefix)) &&
      (region === undefined || description.region === region),
  );
  const { items, next } = paged(call, buckets, {
    token: textOf(input, 'continuation-token'),
    max: numberOf(input, 'max-buckets'),
    size: 10_000,
    of: `${prefix ?? ''}/${region ?? ''}`,
    invalidToken: 'InvalidArgument',
  });
  return reply('ListAllMyBucketsResult', {
    Owner: { ID: account.canonicalId },
    Buckets: {
      Bucket: items.map(({ description }) => ({
        Name: description.name,
        CreationDate: timeAt(description.createdAt, call.now).toISOString(),
        BucketRegion: description.region,
      })),
    },
    ContinuationToken: next,
    Prefix: prefix,
  });
};

/** A setting of a bucket: the answer, or the code and text of "there is none". */
type Read = (bucket: BucketDescription, call: Call) => S3Reply;

const absent = (code: string, message: string): never => {
  throw new AwsError(code, message, { status: 404 });
};

const settings: Record<string, Read> = {
  HeadBucket: (bucket, { world }) => ({
    body: '',
    headers: {
      'x-amz-bucket-region': bucket.region,
      'x-amz-bucket-arn': `arn:${world.partition}:s3:::${bucket.name}`,
      'x-amz-access-point-alias': 'false',
    },
  }),
  // us-east-1 has no constraint: the element is empty.
  GetBucketLocation: ({ region }) => ({
    body: xmlDocument('LocationConstraint', region === 'us-east-1' ? '' : region, namespace),
  }),
  GetBucketPolicy: ({ policy }) =>
    policy === undefined
      ? absent('NoSuchBucketPolicy', 'The bucket policy does not exist')
      : {
          body: documentText(policy),
          headers: { 'content-type': 'application/json' },
        },
  GetBucketPolicyStatus: ({ policy }) =>
    policy === undefined
      ? absent('NoSuchBucketPolicy', 'The bucket policy does not exist')
      : reply('PolicyStatus', { IsPublic: isPublic(policy) }),
  GetPublicAccessBlock: ({ publicAccessBlock }) => publicAccessBlockReply(publicAccessBlock),
  GetBucketEncryption: ({ encryption }) =>
    encryption === 'none'
      ? absent(
          'ServerSideEncryptionConfigurationNotFoundError',
          'The server side encryption configuration was not found',
        )
      : reply('ServerSideEncryptionConfiguration', {
          Rule: {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: encryption.algorithm,
              KMSMasterKeyID: encryption.kmsKeyId,
            },
            BucketKeyEnabled: encryption.bucketKey,
            BlockedEncryptionTypes: encryption.blocked && { EncryptionType: encryption.blocked },
          },
        }),
  GetBucketVersioning: ({ versioning, mfaDelete }) =>
    reply('VersioningConfiguration', {
      Status: versioning,
      MfaDelete: mfaDelete === undefined ? undefined : mfaDelete ? 'Enabled' : 'Disabled',
    }),
  GetObjectLockConfiguration: ({ objectLock }) =>
    objectLock === undefined
      ? absent(
          'ObjectLockConfigurationNotFoundError',
          'Object Lock configuration does not exist for this bucket',
        )
      : reply('ObjectLockConfiguration', {
          ObjectLockEnabled: 'Enabled',
          Rule: objectLock.mode && {
            DefaultRetention: { Mode: objectLock.mode, Days: objectLock.days, Years: objectLock.years },
          },
        }),
  GetBucketLogging: ({ logging }) =>
    reply('BucketLoggingStatus', {
      LoggingEnabled: logging && { TargetBucket: logging.bucket, TargetPrefix: logging.prefix },
    }),
  GetBucketLifecycleConfiguration: ({ lifecycle }) =>
    lifecycle === undefined
      ? absent('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist')
      : {
          ...reply('LifecycleConfiguration', lifecycleXml(lifecycle)),
          headers: { 'x-amz-transition-default-minimum-object-size': 'all_storage_classes_128K' },
        },
  GetBucketReplication: ({ replication }, { world }) =>
    replication === undefined
      ? absent('ReplicationConfigurationNotFoundError', 'The replication configuration was not found')
      : reply('ReplicationConfiguration', replicationXml(replication, world.partition)),
  GetBucketOwnershipControls: ({ ownership }) =>
    ownership === 'none'
      ? absent('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found')
      : reply('OwnershipControls', { Rule: { ObjectOwnership: ownership } }),
  GetBucketAcl: (bucket, { account }) => {
    const owner = { ID: account.canonicalId };
    const grants = [
      { Grantee: { xsi: 'CanonicalUser', ...owner }, Permission: 'FULL_CONTROL' },
      ...otherGrants(bucket),
    ];
    return reply('AccessControlPolicy', { Owner: owner, AccessControlList: { Grant: grants } });
  },
  GetBucketTagging: ({ tags }) =>
    tags === undefined
      ? absent('NoSuchTagSet', 'The TagSet does not exist')
      : reply('Tagging', { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } }),
  GetBucketRequestPayment: ({ requesterPays }) =>
    reply('RequestPaymentConfiguration', { Payer: requesterPays ? 'Requester' : 'BucketOwner' }),
};

const groups: Record<string, string> = {
  AllUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  AuthenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  LogDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
};

/** Under BucketOwnerEnforced ACLs are off, and the answer shows the owner alone. */
function otherGrants({ acl, ownership }: BucketDescription): XmlElement[] {
  if (ownership === 'BucketOwnerEnforced') return [];
  return (acl ?? []).map(({ grantee, permission }) => {
    const uri = groups[grantee];
    const who = uri === undefined ? { xsi: 'CanonicalUser', ID: grantee } : { xsi: 'Group', URI: uri };
    return { Grantee: who, Permission: permission };
  });
}

export function publicAccessBlockReply(block: BucketDescription['publicAccessBlock']): S3Reply {
  if (block === undefined)
    return absent(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
    );
  const all = (on: boolean) => ({
    BlockPublicAcls: on,
    IgnorePublicAcls: on,
    BlockPublicPolicy: on,
    RestrictPublicBuckets: on,
  });
  return reply('PublicAccessBlockConfiguration', typeof block === 'boolean' ? all(block) : block);
}

function ofOwnBucket(operation: string, read: Read): S3Operation {
  return (input, call) => read(reach(operation, input, call), call);
}

const operations = Object.entries(settings).map(([name, read]): [string, S3Operation] => [
  name,
  ofOwnBucket(name, read),
]);

export const s3 = s3Service({
  ListBuckets: listBuckets,
  ...listOperations,
  ...objectOperations,
  ...Object.fromEntries(operations),
});
