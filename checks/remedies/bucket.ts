/** One setting of a log bucket set right, asked for in its owner's account and region. Pure. */
import { type Bucket, ownedBucket } from '../../src/aws/s3.ts';
import type { Json } from '../../src/model/json.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Scope } from '../../src/model/scope.ts';
import { command } from './command.ts';
import { logical, type Part, remedy } from './compose.ts';
import { encoded, type Item, identifier } from './hcl.ts';

/** A setting as `aws s3api` and Terraform's resource of its own have it; CloudFormation has it as a property of the bucket. */
export interface Setting {
  /** `put-bucket-versioning`. */
  readonly put: string;
  readonly options: Readonly<Record<string, object | string>>;
  readonly managed: { readonly type: string; readonly body: readonly Item[]; readonly there: boolean };
  readonly properties: Readonly<Record<string, Json>>;
  /** Kept as read. */
  readonly kept: readonly string[];
}

export function mendBucket(
  bucket: Bucket,
  read: Read,
  settings: readonly Setting[],
  mayBreak: string,
): Remedy {
  return remedy(read, [bucketPart(bucket, read, settings)], mayBreak);
}

const REST =
  'All other settings of the bucket were not read here and stay: keep them in a template that has the bucket.';

export function bucketPart(bucket: Bucket, read: Read, settings: readonly Setting[]): Part {
  const { scope } = ownedBucket(read, bucket);
  const { accountId, region } = scope;
  const { name } = bucket;
  return {
    scope,
    kept: [...settings.flatMap(setting => setting.kept), REST],
    commands: settings.map(({ put, options }) =>
      command(`s3api ${put}`, { bucket: name, 'expected-bucket-owner': accountId, ...options, region }),
    ),
    managed: settings.map(({ managed: { type, body, there } }) => ({
      type,
      name: identifier(name),
      adopt: there ? adopted(type, name, accountId) : undefined,
      body: [
        ['bucket', name],
        ...(takesOwner(type) ? [['expected_bucket_owner', accountId] as const] : []),
        ...body,
      ],
    })),
    stacked: [
      {
        id: logical('Bucket', name),
        type: 'AWS::S3::Bucket',
        existing: true,
        properties: { BucketName: name, ...Object.assign({}, ...settings.map(s => s.properties)) },
      },
    ],
  };
}

/** Those two of Terraform's resources name no owner. */
function takesOwner(type: string): boolean {
  return type !== 'aws_s3_bucket_public_access_block' && type !== 'aws_s3_bucket_policy';
}

function adopted(type: string, name: string, owner: string): string {
  return takesOwner(type) ? `${name},${owner}` : name;
}

/** The whole policy, which replaces the one that is there. */
export function bucketPolicyPart(
  scope: Scope,
  name: string,
  policy: Json,
  kept: readonly string[],
  there: boolean,
): Part {
  const { accountId, region } = scope;
  return {
    scope,
    kept,
    commands: [
      command('s3api put-bucket-policy', {
        bucket: name,
        'expected-bucket-owner': accountId,
        policy: JSON.stringify(policy),
        region,
      }),
    ],
    managed: [
      {
        type: 'aws_s3_bucket_policy',
        name: identifier(name),
        adopt: there ? name : undefined,
        body: [
          ['bucket', name],
          ['policy', encoded(policy)],
        ],
      },
    ],
    stacked: [
      {
        id: logical('Policy', name),
        type: 'AWS::S3::BucketPolicy',
        existing: there,
        properties: { Bucket: name, PolicyDocument: policy },
      },
    ],
  };
}
