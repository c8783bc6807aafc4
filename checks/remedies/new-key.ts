/** A customer managed key made for one trail or event data store, found again by its alias. Pure. */
import type { Json } from '../../src/model/json.ts';
import type { Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import { command } from './command.ts';
import { logical, type Part } from './compose.ts';
import { encoded, expression, identifier } from './hcl.ts';

type Document = { readonly [element: string]: Json };

export interface NewKey {
  /** CloudTrail takes an alias wherever it takes a key, so nothing need be filled in. */
  readonly alias: string;
  /** Terraform refers to the key itself: AWS answers with its ARN, not with the alias. */
  readonly reference: string;
  readonly part: Part;
}

/** CloudTrail alone makes data keys, for this trail and no other (CloudTrail user guide, key policy). */
export function grantsFor(partition: string, trailArn: string, number = ''): readonly Document[] {
  const account = trailArn.split(':')[4] ?? '';
  const source = { StringEquals: { 'aws:SourceArn': trailArn } };
  const anyTrail = `arn:${partition}:cloudtrail:*:${account}:trail/*`;
  return [
    {
      Sid: `TrailproofEncryptLogs${number}`,
      Action: 'kms:GenerateDataKey*',
      Condition: { ...source, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': anyTrail } },
    },
    { Sid: `TrailproofDescribeKey${number}`, Action: 'kms:DescribeKey', Condition: source },
  ].map(granted);
}

export function trailKeyPolicy(partition: string, owner: string, trailArn: string): Document {
  return keyPolicy(partition, owner, grantsFor(partition, trailArn));
}

export function storeKeyPolicy(partition: string, owner: string, storeArn: string): Document {
  return keyPolicy(partition, owner, [
    granted({
      Sid: 'TrailproofEventDataStore',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Condition: { StringEquals: { 'aws:SourceArn': storeArn } },
    }),
  ]);
}

interface Grant {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Condition: { readonly [operator: string]: Json };
}

/** The first statement is AWS's own default: IAM in the key's account decides who administers and reads. */
function keyPolicy(partition: string, owner: string, grants: readonly Document[]): Document {
  const root = {
    Sid: 'TrailproofAccount',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${owner}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  return { Version: '2012-10-17', Statement: [root, ...grants] };
}

function granted({ Sid, Action, Condition }: Grant): Document {
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  return { Sid, Effect: 'Allow', Principal, Action, Resource: '*', Condition };
}

export function newKey(read: Read, scope: Scope, name: string, policy: Document): NewKey {
  const { accountId, region } = scope;
  const AliasName = `alias/${name.replaceAll(/[^\w/-]/g, '-')}-logs`;
  const Description = `Encrypts the logs of ${name}`;
  const period = Math.min(read.parameters.rotationDays, 365);
  const label = identifier(`${name}_logs`);
  const create = command('kms create-key', { description: Description, policy, region });
  const tf = [
    ['description', Description],
    ['enable_key_rotation', true],
    ['rotation_period_in_days', period],
    ['policy', encoded(policy)],
  ] as const;
  const part: Part = {
    scope,
    kept: [`The key ${AliasName} is made anew.`],
    commands: [
      `KEY_ID=$(${create} --query KeyMetadata.KeyId --output text)`,
      `aws kms enable-key-rotation --key-id "$KEY_ID" --rotation-period-in-days ${period} --region ${region}`,
      `${command('kms create-alias', { 'alias-name': AliasName, region })} --target-key-id "$KEY_ID"`,
    ],
    managed: [
      { type: 'aws_kms_key', name: label, body: tf },
      {
        type: 'aws_kms_alias',
        name: label,
        body: [
          ['name', AliasName],
          ['target_key_id', expression(`aws_kms_key.${label}.key_id`)],
        ],
      },
    ],
    stacked: [
      {
        id: logical('Key', name),
        type: 'AWS::KMS::Key',
        existing: false,
        properties: {
          Description,
          EnableKeyRotation: true,
          RotationPeriodInDays: period,
          KeyPolicy: policy,
        },
      },
      {
        id: logical('Alias', name),
        type: 'AWS::KMS::Alias',
        existing: false,
        properties: { AliasName, TargetKeyId: { Ref: logical('Key', name) } },
      },
    ],
  };
  const reference = `aws_kms_key.${label}.arn`;
  return {
    reference,
    part,
    alias: `arn:${read.population.partition}:kms:${region}:${accountId}:${AliasName}`,
  };
}
