/** S3: how a trail's bucket is set, asked in its owner's account. Never an object's content. */
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  S3Client,
  type LifecycleRule as SdkLifecycleRule,
} from '@aws-sdk/client-s3';
import {
  GetPublicAccessBlockCommand as GetAccountPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { type Aim, type Call, defineCall, type Stage } from '../model/call.ts';
import type { Stored } from '../model/json.ts';
import { must, type Read, Unreadable } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { defineSubject, listed, type Subject } from '../model/subject.ts';
import {
  bucketOwner,
  bucketRegion,
  headBucket,
  listBuckets,
  type Ownership,
  type TrailBucket,
  trailBuckets,
} from './bucket-owner.ts';
import { describeTrails, trail } from './cloudtrail.ts';

export type LifecycleRule = Stored<SdkLifecycleRule>;

export interface Bucket extends TrailBucket {
  readonly owner: Ownership;
}

export const bucket = defineSubject<Bucket>({
  kind: 'bucket',
  singular: 'trail bucket',
  plural: 'trail buckets',
  needs: [describeTrails, listBuckets, headBucket],
  list(read) {
    const subjects = trailBuckets(read).map((named): Subject<Bucket> => {
      const seen = read.attempt(r => bucketOwner(r, named.name));
      // Nothing in it can be unread but single accounts' lists, which the ownership itself names.
      const owner: Ownership = seen.ok ? seen.value : { accountId: null, unread: seen.blind.gaps };
      const region = read.attempt(r => bucketRegion(r, named));
      return {
        kind: 'bucket',
        id: `arn:${read.population.partition}:s3:::${named.name}`,
        name: named.name,
        accountId: owner.accountId,
        region: region.ok ? region.value : null,
        data: { ...named, owner },
        evidence: [...new Set([...seen.evidence, ...region.evidence])].sort(),
      };
    });
    return { subjects, blind: listed(read, trail).blind };
  },
});

/** With the owner named in every request, a bucket that changed hands is refused instead of described. */
export interface OwnedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
  readonly [key: string]: string;
}

/** Where and how a bucket is asked about. Ends the judgement where nobody is known to own it. */
export function ownedBucket(read: Read, named: TrailBucket): { scope: Scope; input: OwnedBucket } {
  const owner = bucketOwner(read, named.name);
  if (owner.accountId === null) {
    const note =
      owner.unread.length > 0
        ? `No account that could be asked owns the bucket ${named.name}, and some could not be asked.`
        : `No account in scope owns the bucket ${named.name}; perhaps it lies outside the organization.`;
    throw new Unreadable({ note, gaps: owner.unread });
  }
  const region = bucketRegion(read, named);
  if (region === null) throw new Unreadable({ note: `The bucket ${named.name} does not exist.`, gaps: [] });
  return {
    scope: { accountId: owner.accountId, region },
    input: { Bucket: named.name, ExpectedBucketOwner: owner.accountId },
  };
}

/** Once for each bucket whose owner is known; for the others there is nobody to ask. */
function eachBucket<I>(aim: (scope: Scope, input: OwnedBucket) => Aim<I>): Stage<I> {
  return {
    where: 'once',
    needs: bucket.needs,
    ask: read =>
      trailBuckets(read).flatMap(named => {
        const owned = read.attempt(r => ownedBucket(r, named));
        return owned.ok ? [aim(owned.value.scope, owned.value.input)] : [];
      }),
  };
}

function bucketCall<O>(
  operation: string,
  permission: string,
  absentOn: readonly string[],
  send: (client: S3Client, input: OwnedBucket) => Promise<O>,
): Call<OwnedBucket, O> {
  return defineCall({
    id: `s3.${operation}`,
    permission,
    absentOn,
    stages: [eachBucket((scope, input) => ({ scope, input }))],
    send: (aws, input) => send(aws.client(S3Client), input),
  });
}

/** Answers without `Status` where versioning was never set. */
export const getBucketVersioning = bucketCall(
  'GetBucketVersioning',
  's3:GetBucketVersioning',
  [],
  (client, input) => client.send(new GetBucketVersioningCommand(input)),
);

export const getObjectLockConfiguration = bucketCall(
  'GetObjectLockConfiguration',
  's3:GetBucketObjectLockConfiguration',
  ['ObjectLockConfigurationNotFoundError'],
  (client, input) => client.send(new GetObjectLockConfigurationCommand(input)),
);

export const getBucketLifecycleConfiguration = bucketCall(
  'GetBucketLifecycleConfiguration',
  's3:GetLifecycleConfiguration',
  ['NoSuchLifecycleConfiguration'],
  (client, input) => client.send(new GetBucketLifecycleConfigurationCommand(input)),
);

export const getBucketEncryption = bucketCall(
  'GetBucketEncryption',
  's3:GetEncryptionConfiguration',
  ['ServerSideEncryptionConfigurationNotFoundError'],
  (client, input) => client.send(new GetBucketEncryptionCommand(input)),
);

/** Answers without `LoggingEnabled` where server access logging is off. */
export const getBucketLogging = bucketCall('GetBucketLogging', 's3:GetBucketLogging', [], (client, input) =>
  client.send(new GetBucketLoggingCommand(input)),
);

export const getBucketAcl = bucketCall('GetBucketAcl', 's3:GetBucketAcl', [], (client, input) =>
  client.send(new GetBucketAclCommand(input)),
);

/** The owner alone may read it, even where another account has the permission (405). */
export const getBucketPolicy = bucketCall(
  'GetBucketPolicy',
  's3:GetBucketPolicy',
  ['NoSuchBucketPolicy'],
  (client, input) => client.send(new GetBucketPolicyCommand(input)),
);

export const getBucketPolicyStatus = bucketCall(
  'GetBucketPolicyStatus',
  's3:GetBucketPolicyStatus',
  ['NoSuchBucketPolicy'],
  (client, input) => client.send(new GetBucketPolicyStatusCommand(input)),
);

export const getPublicAccessBlock = bucketCall(
  'GetPublicAccessBlock',
  's3:GetBucketPublicAccessBlock',
  ['NoSuchPublicAccessBlockConfiguration'],
  (client, input) => client.send(new GetPublicAccessBlockCommand(input)),
);

/** Gives what is in force, a policy of the organization included. */
export const getAccountPublicAccessBlock = defineCall({
  id: 's3control.GetPublicAccessBlock',
  permission: 's3:GetAccountPublicAccessBlock',
  absentOn: ['NoSuchPublicAccessBlockConfiguration'],
  stages: [eachBucket(scope => ({ scope, input: { AccountId: scope.accountId } }))],
  send: (aws, input: { readonly AccountId: string }) =>
    aws.client(S3ControlClient).send(new GetAccountPublicAccessBlockCommand(input)),
});

/** A setting of the bucket, as its owner reads it; undefined: AWS says that there is none. */
export function bucketSetting<O>(
  read: Read,
  named: TrailBucket,
  call: Call<OwnedBucket, O>,
): Stored<O> | undefined {
  const { scope, input } = ownedBucket(read, named);
  return read.find(call, scope, input);
}

/** A setting that every bucket has. */
export function givenSetting<O>(read: Read, named: TrailBucket, call: Call<OwnedBucket, O>): Stored<O> {
  return must(bucketSetting(read, named, call), call.id);
}
