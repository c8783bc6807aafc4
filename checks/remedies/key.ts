/** A key with something set right: what DescribeKey shows, with what changes. Pure. */
import { keyMetadata, type TrailKey } from '../../src/aws/kms.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { command, type Option } from './command.ts';
import { logical, remedy, type Stacked } from './compose.ts';
import { identifier } from './hcl.ts';

export interface KeyChange {
  /** Operations of `aws kms` on the key, in order, with options beside its id. */
  readonly operations: readonly (readonly [name: string, options?: Readonly<Record<string, Option>>])[];
  /** How often it rotates, where that was read and changes. */
  readonly rotationDays?: number;
  readonly kept?: readonly string[];
}

export function mendKey(key: Subject<TrailKey>, read: Read, change: KeyChange, mayBreak: string): Remedy {
  const metadata = keyMetadata(read, key.data);
  const arn = must(metadata.Arn, 'Arn');
  const scope = {
    accountId: must(key.accountId, 'an account in KmsKeyId'),
    region: must(key.region, 'a region'),
  };
  const KeyId = must(metadata.KeyId, 'KeyId');
  const { rotationDays } = change;
  const rotates = rotationDays === undefined ? undefined : true;
  const spec = must(metadata.KeySpec, 'KeySpec');
  const part = {
    scope,
    kept: [
      ...(change.kept ?? []),
      `Kept as DescribeKey shows it: Description, KeySpec, KeyUsage, MultiRegion. Not read here and left alone, so keep in a ` +
        `template: KeyPolicy, tags${rotates ? '' : ', rotation'}.`,
    ],
    commands: change.operations.map(([name, options]) =>
      command(`kms ${name}`, { 'key-id': arn, ...options, region: scope.region }),
    ),
    managed: [
      {
        type: 'aws_kms_key',
        name: identifier(`key_${KeyId}`),
        adopt: KeyId,
        body: [
          ['description', metadata.Description],
          ['customer_master_key_spec', spec],
          ['key_usage', metadata.KeyUsage],
          ['multi_region', metadata.MultiRegion],
          ['is_enabled', true],
          ['enable_key_rotation', rotates],
          ['rotation_period_in_days', rotationDays],
        ] as const,
        leave: [
          'policy',
          'tags',
          'tags_all',
          ...(rotates ? [] : ['enable_key_rotation', 'rotation_period_in_days']),
        ],
      },
    ],
    stacked: [
      stackedKey(metadata, { Enabled: true, EnableKeyRotation: rotates, RotationPeriodInDays: rotationDays }),
    ],
  };
  return remedy(read, [part], mayBreak);
}

/** The key as DescribeKey shows it, for a template that adopts it; CloudFormation wants these said. */
export function stackedKey(metadata: ReturnType<typeof keyMetadata>, more: Stacked['properties']): Stacked {
  return {
    id: logical('Key', must(metadata.KeyId, 'KeyId')),
    type: 'AWS::KMS::Key',
    existing: true,
    properties: {
      Description: metadata.Description,
      KeySpec: must(metadata.KeySpec, 'KeySpec'),
      KeyUsage: metadata.KeyUsage,
      MultiRegion: metadata.MultiRegion,
      ...more,
    },
  };
}
