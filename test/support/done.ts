/** The test world after a remedy's commands were run, or after its templates became stacks. What neither says stays. */
import { headBucket, listBuckets } from '../../src/aws/bucket-owner.ts';
import {
  describeTrails,
  getEventSelectors,
  getInsightSelectors,
  getTrailStatus,
  listTags,
  type Trail,
} from '../../src/aws/cloudtrail.ts';
import { describePolicy, listPolicies, listTargetsForPolicy } from '../../src/aws/control-policies.ts';
import {
  describeOrganizationConfiguration,
  getDetector,
  getMemberDetectors,
  listDetectors,
  listOrganizationAdminAccounts,
} from '../../src/aws/guardduty.ts';
import { describeKey, getKeyPolicy, getKeyRotationStatus } from '../../src/aws/kms.ts';
import { getEventDataStore, listEventDataStores } from '../../src/aws/lake.ts';
import { listDelegatedAdministrators, listServiceAccess } from '../../src/aws/organizations.ts';
import {
  getBucketEncryption,
  getBucketLifecycleConfiguration,
  getBucketLogging,
  getBucketPolicy,
  getBucketVersioning,
  getObjectLockConfiguration,
  getPublicAccessBlock,
} from '../../src/aws/s3.ts';
import type { Call } from '../../src/model/call.ts';
import type { Json } from '../../src/model/json.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { World } from './evidence.ts';
import { type Command, MADE, type StackedResource } from './remedied.ts';

type Bag = Readonly<Record<string, unknown>>;

/** Answers of one call, changed. `given` is what the world said before; undefined: it had no answer, or AWS had none. */
export function changed<I extends Json, O>(
  world: World,
  call: Call<I, O>,
  change: (given: Bag | undefined, scope: Scope, input: Bag) => Bag | undefined,
): World {
  const before = (scope: Scope, input: Json): unknown => {
    for (const { call: id, reply } of world.replies) {
      const given = id === call.id ? reply(scope, input) : undefined;
      if (given !== undefined) return given;
    }
    return undefined;
  };
  const reply = (scope: Scope, input: Json): unknown => {
    const given = before(scope, input);
    const known = given !== undefined && Object.getPrototypeOf(given) === Object.prototype;
    return change(known ? (given as Bag) : undefined, scope, input as Bag) ?? given;
  };
  return { ...world, replies: [{ call: call.id, reply }, ...world.replies] };
}

function trailChanged(world: World, trail: string, fields: Bag): World {
  return changed(world, describeTrails, given => {
    const list = (given?.trailList ?? []) as readonly Trail[];
    const same = (t: Trail) => t.TrailARN === trail || t.Name === trail;
    return { trailList: list.map(t => (same(t) ? { ...t, ...fields } : t)) };
  });
}

function trailMade(world: World, scope: Scope, fields: Bag): World {
  const TrailARN = `arn:aws:cloudtrail:${scope.region}:${scope.accountId}:trail/${String(fields.Name)}`;
  const made = {
    TrailARN,
    HomeRegion: scope.region,
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
    ...fields,
  };
  return changed(world, describeTrails, given => ({
    trailList: [...((given?.trailList ?? []) as readonly object[]), made],
  }));
}

function storeChanged(world: World, store: string, fields: Bag): World {
  return changed(world, getEventDataStore, (given, _scope, { EventDataStore }) =>
    given && (EventDataStore === store || given.Name === store) ? { ...given, ...fields } : undefined,
  );
}

function storeMade(world: World, scope: Scope, fields: Bag): World {
  const EventDataStoreArn = `arn:aws:cloudtrail:${scope.region}:${scope.accountId}:eventdatastore/${MADE}`;
  const listing = changed(world, listEventDataStores, (given, at) =>
    same(at, scope)
      ? { EventDataStores: [...((given?.EventDataStores ?? []) as object[]), { EventDataStoreArn }] }
      : undefined,
  );
  return changed(listing, getEventDataStore, (_given, _scope, { EventDataStore }) =>
    EventDataStore === EventDataStoreArn ? { EventDataStoreArn, Status: 'ENABLED', ...fields } : undefined,
  );
}

function same(a: Scope, b: Scope): boolean {
  return a.accountId === b.accountId && a.region === b.region;
}

function logging(world: World, name: string): World {
  return changed(world, getTrailStatus, (given, _scope, { Name }) =>
    String(Name).endsWith(name) ? { ...given, IsLogging: true } : undefined,
  );
}

function ofBucket<I extends Json, O>(world: World, call: Call<I, O>, bucket: unknown, answer: Bag): World {
  return changed(world, call, (_given, _scope, { Bucket }) => (Bucket === bucket ? answer : undefined));
}

function bucketMade(world: World, scope: Scope, Bucket: unknown): World {
  const owned = changed(world, listBuckets, (given, { accountId }) =>
    accountId === scope.accountId
      ? { Buckets: [...((given?.Buckets ?? []) as object[]), { Name: Bucket }] }
      : undefined,
  );
  return ofBucket(owned, headBucket, Bucket, { BucketRegion: scope.region });
}

function ofKey(world: World, key: unknown, fields: Bag): World {
  return changed(world, describeKey, given => {
    const metadata = given?.KeyMetadata as Bag;
    const named = [metadata.Arn, metadata.KeyId].includes(key);
    return named ? { KeyMetadata: { ...metadata, ...fields } } : undefined;
  });
}

function detector(world: World, scope: Scope, features: unknown): World {
  const listing = changed(world, listDetectors, (given, at) =>
    same(at, scope) && (given?.DetectorIds as unknown[] | undefined)?.[0] === undefined
      ? { DetectorIds: [MADE] }
      : undefined,
  );
  return changed(listing, getDetector, (given, at) =>
    same(at, scope)
      ? { ...given, Status: 'ENABLED', Features: merged(given?.Features, features) }
      : undefined,
  );
}

function merged(given: unknown, features: unknown): readonly Bag[] {
  const before = (given ?? []) as readonly Bag[];
  const now = (features ?? []) as readonly Bag[];
  return [...before.filter(f => now.every(n => n.Name !== f.Name)), ...now];
}

const trailOptions: Readonly<Record<string, string>> = {
  name: 'Name',
  's3-bucket-name': 'S3BucketName',
  'kms-key-id': 'KmsKeyId',
  'sns-topic-name': 'SnsTopicARN',
  'is-multi-region-trail': 'IsMultiRegionTrail',
  'is-organization-trail': 'IsOrganizationTrail',
  'include-global-service-events': 'IncludeGlobalServiceEvents',
  'enable-log-file-validation': 'LogFileValidationEnabled',
  'cloud-watch-logs-log-group-arn': 'CloudWatchLogsLogGroupArn',
  'cloud-watch-logs-role-arn': 'CloudWatchLogsRoleArn',
};

const storeOptions: Readonly<Record<string, string>> = {
  name: 'Name',
  'kms-key-id': 'KmsKeyId',
  'multi-region-enabled': 'MultiRegionEnabled',
  'organization-enabled': 'OrganizationEnabled',
  'termination-protection-enabled': 'TerminationProtectionEnabled',
  'billing-mode': 'BillingMode',
};

/** Options that the table does not know are refused: a remedy that AWS would not understand proves nothing. */
function renamed(options: Bag, names: Readonly<Record<string, string>>, others: readonly string[]): Bag {
  return Object.fromEntries(
    Object.entries(options).flatMap(([option, value]) => {
      if (others.includes(option)) return [];
      const name = names[option];
      if (name === undefined) throw new Error(`--${option} is not known here.`);
      return [[name, value]];
    }),
  );
}

export function afterCommands(world: World, commands: readonly Command[]): World {
  return commands.reduce(afterCommand, world);
}

function afterCommand(world: World, { scope, operation, options }: Command): World {
  const { name = '', bucket } = options as { readonly name?: string; readonly bucket?: string };
  const json = (option: string): Bag => options[option] as Bag;
  switch (operation) {
    case 'cloudtrail update-trail':
      return trailChanged(
        world,
        name,
        renamed({ ...options, name: undefined }, trailOptions, ['region', 'name']),
      );
    case 'cloudtrail create-trail':
      return trailMade(world, scope, renamed(options, trailOptions, ['region']));
    case 'cloudtrail start-logging':
      return logging(world, name);
    case 'cloudtrail put-insight-selectors':
      return changed(world, getInsightSelectors, (_given, _scope, { TrailName }) =>
        TrailName === options['trail-name'] ? { InsightSelectors: options['insight-selectors'] } : undefined,
      );
    case 'cloudtrail put-event-selectors':
      return changed(world, getEventSelectors, (_given, _scope, { TrailName }) =>
        TrailName === options['trail-name']
          ? { TrailARN: TrailName, AdvancedEventSelectors: options['advanced-event-selectors'] }
          : undefined,
      );
    case 'cloudtrail add-tags':
      return changed(world, listTags, () => ({
        ResourceTagList: [{ ResourceId: options['resource-id'], TagsList: options['tags-list'] }],
      }));
    case 'cloudtrail update-event-data-store': {
      const days = options['retention-period'];
      const fields = renamed(options, storeOptions, ['region', 'event-data-store', 'retention-period']);
      const more = days === undefined ? {} : { RetentionPeriod: Number(days) };
      return storeChanged(world, String(options['event-data-store']), { ...fields, ...more });
    }
    case 'cloudtrail restore-event-data-store':
    case 'cloudtrail start-event-data-store-ingestion':
      return storeChanged(world, String(options['event-data-store']), { Status: 'ENABLED' });
    case 'cloudtrail create-event-data-store':
      return storeMade(world, scope, renamed(options, storeOptions, ['region', 'retention-period']));
    case 'cloudtrail deregister-organization-delegated-admin':
      return changed(world, listDelegatedAdministrators, given => ({
        DelegatedAdministrators: ((given?.DelegatedAdministrators ?? []) as readonly Bag[]).filter(
          admin => admin.Id !== options['delegated-admin-account-id'],
        ),
      }));
    case 'organizations enable-aws-service-access':
      return changed(world, listServiceAccess, given => ({
        EnabledServicePrincipals: [
          ...((given?.EnabledServicePrincipals ?? []) as object[]),
          { ServicePrincipal: options['service-principal'] },
        ],
      }));
    case 'organizations create-policy':
      return policyMade(world, MADE, options.type, options.content, []);
    case 'organizations update-policy':
      return policyChanged(world, options['policy-id'], options.content);
    case 'organizations attach-policy':
      return attached(world, options['policy-id'], options['target-id']);
    case 's3api create-bucket':
      return bucketMade(world, scope, bucket);
    case 's3api put-bucket-versioning':
      return ofBucket(world, getBucketVersioning, bucket, json('versioning-configuration'));
    case 's3api put-object-lock-configuration':
      return ofBucket(world, getObjectLockConfiguration, bucket, {
        ObjectLockConfiguration: json('object-lock-configuration'),
      });
    case 's3api put-public-access-block':
      return ofBucket(world, getPublicAccessBlock, bucket, {
        PublicAccessBlockConfiguration: json('public-access-block-configuration'),
      });
    case 's3api put-bucket-encryption':
      return ofBucket(world, getBucketEncryption, bucket, {
        ServerSideEncryptionConfiguration: json('server-side-encryption-configuration'),
      });
    case 's3api put-bucket-lifecycle-configuration':
      return ofBucket(world, getBucketLifecycleConfiguration, bucket, json('lifecycle-configuration'));
    case 's3api put-bucket-policy':
      return ofBucket(world, getBucketPolicy, bucket, { Policy: JSON.stringify(json('policy')) });
    case 's3api put-bucket-logging':
      return ofBucket(world, getBucketLogging, bucket, json('bucket-logging-status'));
    case 'kms enable-key':
      return ofKey(world, options['key-id'], { KeyState: 'Enabled', Enabled: true });
    case 'kms cancel-key-deletion':
      return ofKey(world, options['key-id'], { KeyState: 'Disabled', Enabled: false });
    case 'kms put-key-policy':
      return changed(world, getKeyPolicy, (_given, _scope, { KeyId }) =>
        KeyId === options['key-id']
          ? { Policy: JSON.stringify(options.policy), PolicyName: 'default' }
          : undefined,
      );
    case 'kms enable-key-rotation':
      return changed(world, getKeyRotationStatus, (_given, _scope, { KeyId }) =>
        KeyId === options['key-id']
          ? {
              KeyId,
              KeyRotationEnabled: true,
              RotationPeriodInDays: Number(options['rotation-period-in-days']),
            }
          : undefined,
      );
    case 'guardduty create-detector':
    case 'guardduty update-detector':
      return detector(world, scope, options.features);
    case 'guardduty update-member-detectors':
      return changed(world, getMemberDetectors, given => ({
        ...given,
        MemberDataSourceConfigurations: ((given?.MemberDataSourceConfigurations ?? []) as readonly Bag[]).map(
          m =>
            m.AccountId === options['account-ids']
              ? { ...m, Features: merged(m.Features, options.features) }
              : m,
        ),
      }));
    case 'guardduty enable-organization-admin-account':
      return detector(
        changed(world, listOrganizationAdminAccounts, (_given, at) =>
          same(at, scope)
            ? { AdminAccounts: [{ AdminAccountId: options['admin-account-id'], AdminStatus: 'ENABLED' }] }
            : undefined,
        ),
        { accountId: String(options['admin-account-id']), region: scope.region },
        [],
      );
    case 'guardduty update-organization-configuration':
      return changed(world, describeOrganizationConfiguration, (given, at) =>
        same(at, scope)
          ? {
              MemberAccountLimitReached: false,
              ...given,
              AutoEnableOrganizationMembers: options['auto-enable-organization-members'],
            }
          : undefined,
      );
    default:
      if (withoutEffect.test(operation)) return world;
      throw new Error(`What "aws ${operation}" does to the world is not known here.`);
  }
}

/** What these make is read by no check, or described well enough already. */
const withoutEffect = /^(sns|logs|iam) |^kms create-(key|alias)$|^guardduty list-detectors$/;

function policyMade(
  world: World,
  id: string,
  type: unknown,
  content: unknown,
  targets: readonly unknown[],
): World {
  const listing = changed(world, listPolicies, (given, _scope, { Filter }) =>
    Filter === type
      ? {
          Policies: [
            ...((given?.Policies ?? []) as object[]),
            { Id: id, Name: id, Type: type, AwsManaged: false },
          ],
        }
      : undefined,
  );
  const held = changed(listing, listTargetsForPolicy, (_given, _scope, { PolicyId }) =>
    PolicyId === id ? { Targets: targets.map(TargetId => ({ TargetId })) } : undefined,
  );
  return policyChanged(held, id, content);
}

function policyChanged(world: World, id: unknown, content: unknown): World {
  return changed(world, describePolicy, (_given, _scope, { PolicyId }) =>
    PolicyId === id ? { Policy: { Content: JSON.stringify(content) } } : undefined,
  );
}

function attached(world: World, id: unknown, TargetId: unknown): World {
  return changed(world, listTargetsForPolicy, (given, _scope, { PolicyId }) =>
    PolicyId === id ? { Targets: [...((given?.Targets ?? []) as object[]), { TargetId }] } : undefined,
  );
}

const trailProperties: Readonly<Record<string, string>> = {
  S3BucketName: 'S3BucketName',
  S3KeyPrefix: 'S3KeyPrefix',
  SnsTopicName: 'SnsTopicARN',
  IncludeGlobalServiceEvents: 'IncludeGlobalServiceEvents',
  IsMultiRegionTrail: 'IsMultiRegionTrail',
  IsOrganizationTrail: 'IsOrganizationTrail',
  EnableLogFileValidation: 'LogFileValidationEnabled',
  KMSKeyId: 'KmsKeyId',
  CloudWatchLogsLogGroupArn: 'CloudWatchLogsLogGroupArn',
  CloudWatchLogsRoleArn: 'CloudWatchLogsRoleArn',
};

export function afterStacks(world: World, resources: readonly StackedResource[]): World {
  return resources.reduce(afterStack, world);
}

function afterStack(world: World, { scope, Type, Properties: p }: StackedResource): World {
  switch (Type) {
    case 'AWS::CloudTrail::Trail':
      return trailStacked(world, scope, p);
    case 'AWS::S3::Bucket':
      return bucketStacked(world, scope, p);
    case 'AWS::S3::BucketPolicy':
      return typeof p.Bucket === 'string'
        ? ofBucket(world, getBucketPolicy, p.Bucket, { Policy: JSON.stringify(p.PolicyDocument) })
        : world;
    case 'AWS::KMS::Key':
      return keyStacked(world, p);
    case 'AWS::CloudTrail::EventDataStore': {
      const { Name, IngestionEnabled, ...fields } = p;
      const Status = IngestionEnabled === true ? { Status: 'ENABLED' } : {};
      if (IngestionEnabled === undefined) return storeMade(world, scope, { Name, ...fields });
      return storeChanged(world, String(Name), { ...fields, ...Status });
    }
    case 'AWS::GuardDuty::Detector':
      return p.Enable === true ? detector(world, scope, p.Features) : world;
    case 'AWS::Organizations::Policy':
      return policyMade(world, `stack-${String(p.Name)}`, p.Type, p.Content, p.TargetIds as string[]);
    default:
      return world;
  }
}

function trailStacked(world: World, scope: Scope, p: Bag): World {
  const { TrailName, IsLogging, InsightSelectors, AdvancedEventSelectors, Tags, ...settings } = p;
  const fields = renamed(settings, trailProperties, []);
  const name = String(TrailName);
  const arn = `arn:aws:cloudtrail:${scope.region}:${scope.accountId}:trail/${name}`;
  let after = changed(world, describeTrails, given => {
    const list = (given?.trailList ?? []) as readonly Trail[];
    return { trailList: list.map(t => (t.TrailARN === arn ? { ...t, ...fields } : t)) };
  });
  const known = world.replies.some(({ call, reply }) => {
    const list = call === describeTrails.id ? (reply(scope, {}) as Bag | undefined)?.trailList : undefined;
    return (list as readonly Trail[] | undefined)?.some(t => t.TrailARN === arn);
  });
  if (!known) after = trailMade(after, scope, { Name: name, ...fields });
  if (IsLogging === true) after = logging(after, arn);
  const about = <I extends Json, O>(call: Call<I, O>, answer: Bag) => {
    after = changed(after, call, (_given, _scope, { TrailName: of }) => (of === arn ? answer : undefined));
  };
  if (InsightSelectors !== undefined) about(getInsightSelectors, { InsightSelectors });
  if (AdvancedEventSelectors !== undefined) about(getEventSelectors, { AdvancedEventSelectors });
  if (Tags === undefined) return after;
  return changed(after, listTags, () => ({ ResourceTagList: [{ ResourceId: arn, TagsList: Tags }] }));
}

function bucketStacked(world: World, scope: Scope, p: Bag): World {
  const bucket = p.BucketName;
  let after = bucketMade(world, scope, bucket);
  const set = <I extends Json, O>(call: Call<I, O>, property: string, answer: (value: Bag) => Bag) => {
    if (p[property] !== undefined) after = ofBucket(after, call, bucket, answer(p[property] as Bag));
  };
  set(getBucketVersioning, 'VersioningConfiguration', value => value);
  set(getPublicAccessBlock, 'PublicAccessBlockConfiguration', value => ({
    PublicAccessBlockConfiguration: value,
  }));
  set(getObjectLockConfiguration, 'ObjectLockConfiguration', value => ({ ObjectLockConfiguration: value }));
  set(getBucketEncryption, 'BucketEncryption', value => ({
    ServerSideEncryptionConfiguration: {
      Rules: (value.ServerSideEncryptionConfiguration as readonly Bag[]).map(
        ({ ServerSideEncryptionByDefault, ...rule }) => ({
          ...rule,
          ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
        }),
      ),
    },
  }));
  set(getBucketLogging, 'LoggingConfiguration', value => ({
    LoggingEnabled: { TargetBucket: value.DestinationBucketName, TargetPrefix: value.LogFilePrefix },
  }));
  set(getBucketLifecycleConfiguration, 'LifecycleConfiguration', value => ({
    Rules: (value.Rules as readonly Bag[]).map(rule => ({
      Status: rule.Status,
      ID: rule.Id,
      Filter: { Prefix: rule.Prefix ?? '' },
      ...(rule.ExpirationInDays === undefined ? {} : { Expiration: { Days: rule.ExpirationInDays } }),
      Transitions: ((rule.Transitions ?? []) as readonly Bag[]).map(move => ({
        Days: move.TransitionInDays,
        StorageClass: move.StorageClass,
      })),
    })),
  }));
  return after;
}

/** A stack of the key's own names it by nothing but its properties: the world has one key. */
function keyStacked(world: World, p: Bag): World {
  let after = world;
  if (p.Enabled === true)
    after = changed(after, describeKey, given => ({
      KeyMetadata: { ...(given?.KeyMetadata as Bag), KeyState: 'Enabled', Enabled: true },
    }));
  if (p.EnableKeyRotation === true)
    after = changed(after, getKeyRotationStatus, () => ({
      KeyRotationEnabled: true,
      RotationPeriodInDays: p.RotationPeriodInDays,
    }));
  if (p.KeyPolicy === undefined) return after;
  return changed(after, getKeyPolicy, () => ({ Policy: JSON.stringify(p.KeyPolicy), PolicyName: 'default' }));
}
