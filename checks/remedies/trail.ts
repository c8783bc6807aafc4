/** A trail with something set right: every setting that DescribeTrails shows, with the one that changes. Pure. */
import { type Trail, trailHome } from '../../src/aws/cloudtrail.ts';
import type { Json } from '../../src/model/json.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { command, type Option } from './command.ts';
import { logical, type Part, remedy } from './compose.ts';
import { expression, type Item, identifier } from './hcl.ts';

export interface TrailChange {
  /** In the field names of DescribeTrails. */
  readonly fields?: Partial<Trail>;
  /** What Terraform refers to instead, because it makes it itself. */
  readonly references?: Readonly<Record<string, string>>;
  /** The same as options of `aws cloudtrail update-trail`; none: the trail itself is not updated. */
  readonly options?: Readonly<Record<string, Option>>;
  /** Commands after that, such as those for selectors. */
  readonly afterwards?: readonly string[];
  /** Whether the trail is to log; undefined: as it does. */
  readonly logging?: true;
  /** Selectors, Insights or tags, where they were read: they are written out instead of left alone. */
  readonly more?: {
    /** null: Terraform cannot say all of it, and leaves it alone. */
    readonly read: 'advanced_event_selector' | 'insight_selector' | 'tags' | null;
    readonly terraform: readonly Item[];
    readonly cloudFormation: Readonly<Record<string, Json>>;
  };
}

export function mendTrail(
  trail: Subject<Trail>,
  read: Read,
  change: TrailChange,
  mayBreak: string,
  before: readonly Part[] = [],
): Remedy {
  return remedy(read, [...before, trailPart(trail, change, before)], mayBreak);
}

/** `after`: what must be there before CloudTrail accepts the change. */
export function trailPart(trail: Subject<Trail>, change: TrailChange, after: readonly Part[] = []): Part {
  const scope = trailHome(trail);
  const { region } = scope;
  const data: Trail = { ...trail.data, ...change.fields };
  const first = after.flatMap(part => part.managed.map(({ type, name }) => `${type}.${name}`));
  const update =
    change.options && command('cloudtrail update-trail', { name: trail.id, ...change.options, region });
  return {
    scope,
    commands: [...(update === undefined ? [] : [update]), ...(change.afterwards ?? [])],
    managed: [
      {
        type: 'aws_cloudtrail',
        name: identifier(trail.name),
        adopt: trail.id,
        body: [
          ...attributes(data, change.logging).map(item => referring(item, change)),
          ['depends_on', first.length > 0 ? expression(`[${first.join(', ')}]`) : undefined],
          ...(change.more?.terraform ?? []),
        ],
        leave: unread(change),
      },
    ],
    stacked: [
      {
        id: logical('Trail', trail.name),
        type: 'AWS::CloudTrail::Trail',
        properties: { ...properties(data), ...change.more?.cloudFormation },
        existing: true,
      },
    ],
    kept: [
      `Kept as DescribeTrails shows it: ${Object.keys(trail.data).sort().join(', ')}.`,
      `Not read here and left alone, so keep in a template: ${missing(trail.data, change).join(', ')}.`,
    ],
  };
}

export function attributes(data: Trail, logging: true | undefined): readonly Item[] {
  return [
    ['name', must(data.Name, 'Name')],
    ['s3_bucket_name', must(data.S3BucketName, 'S3BucketName')],
    ['s3_key_prefix', data.S3KeyPrefix],
    ['sns_topic_name', data.SnsTopicName ?? data.SnsTopicARN],
    ['enable_logging', logging],
    ['include_global_service_events', data.IncludeGlobalServiceEvents],
    ['is_multi_region_trail', data.IsMultiRegionTrail],
    ['is_organization_trail', data.IsOrganizationTrail],
    ['enable_log_file_validation', data.LogFileValidationEnabled],
    ['kms_key_id', data.KmsKeyId],
    ['cloud_watch_logs_group_arn', data.CloudWatchLogsLogGroupArn],
    ['cloud_watch_logs_role_arn', data.CloudWatchLogsRoleArn],
  ];
}

export function properties(data: Trail): Readonly<Record<string, Json | undefined>> {
  return {
    TrailName: must(data.Name, 'Name'),
    S3BucketName: must(data.S3BucketName, 'S3BucketName'),
    S3KeyPrefix: data.S3KeyPrefix,
    SnsTopicName: data.SnsTopicName ?? data.SnsTopicARN,
    // CloudFormation demands it; a trail that is off is a finding of its own.
    IsLogging: true,
    IncludeGlobalServiceEvents: data.IncludeGlobalServiceEvents,
    IsMultiRegionTrail: data.IsMultiRegionTrail,
    IsOrganizationTrail: data.IsOrganizationTrail,
    EnableLogFileValidation: data.LogFileValidationEnabled,
    KMSKeyId: data.KmsKeyId,
    CloudWatchLogsLogGroupArn: data.CloudWatchLogsLogGroupArn,
    CloudWatchLogsRoleArn: data.CloudWatchLogsRoleArn,
  };
}

function referring(item: Item, { references = {} }: TrailChange): Item {
  const [name] = Array.isArray(item) ? item : [];
  const reference = name === undefined ? undefined : references[name];
  return name === undefined || reference === undefined ? item : [name, expression(reference)];
}

const other = {
  enable_logging: 'IsLogging (which CloudFormation demands, so that true starts a trail that is off)',
  advanced_event_selector: 'event selectors',
  event_selector: null,
  insight_selector: 'Insights selectors',
  tags: 'tags',
  tags_all: null,
} as const;

/** Written out, an attribute that was not read would be reset. */
function unread(change: TrailChange): readonly (keyof typeof other)[] {
  const written = [...(change.logging ? ['enable_logging'] : []), change.more?.read ?? ''];
  if (change.more?.read === 'advanced_event_selector') written.push('event_selector');
  if (change.more?.read === 'tags') written.push('tags_all');
  return (Object.keys(other) as (keyof typeof other)[]).filter(name => !written.includes(name));
}

function missing(data: Trail, change: TrailChange): readonly string[] {
  return unread(change).flatMap(name => {
    if (name === 'insight_selector' && data.HasInsightSelectors === false) return [];
    if (name === 'advanced_event_selector' && data.HasCustomEventSelectors === false) return [];
    return other[name] ?? [];
  });
}
