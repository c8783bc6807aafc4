/** Describes trails and event data stores: their settings, what they select, and how delivery goes in each region and account. */
import { z } from 'zod';
import { accountId, arn, bucketName, inAwsWords, regionName, tags, time } from './common.ts';
import { history } from './history.ts';

const strings = z.array(z.string());

const eventSelector = z.strictObject(
  inAwsWords({
    ReadWriteType: z.enum(['All', 'ReadOnly', 'WriteOnly']).optional(),
    IncludeManagementEvents: z.boolean().optional(),
    DataResources: z.array(z.strictObject(inAwsWords({ Type: z.string(), Values: strings }))).optional(),
    ExcludeManagementEventSources: strings.optional(),
  }),
);

const fieldSelector = z.strictObject(
  inAwsWords({
    Field: z.string(),
    Equals: strings.optional(),
    StartsWith: strings.optional(),
    EndsWith: strings.optional(),
    NotEquals: strings.optional(),
    NotStartsWith: strings.optional(),
    NotEndsWith: strings.optional(),
  }),
);

const advancedEventSelector = z.strictObject(
  inAwsWords({
    Name: z.string().optional(),
    FieldSelectors: z.array(fieldSelector).min(1),
  }),
);

const insightSelector = z.strictObject(
  inAwsWords({
    InsightType: z.enum(['ApiCallRateInsight', 'ApiErrorRateInsight']),
    EventCategories: z.array(z.enum(['Management', 'Data'])).optional(),
  }),
);

const deliveryTimes = {
  startedAt: time.nullable().describe('StartLoggingTime'),
  stoppedAt: time.nullable().describe('StopLoggingTime'),
  lastDelivery: time.nullable().describe('LatestDeliveryTime: the last log file that reached the bucket'),
  deliveryError: z
    .string()
    .nullable()
    .describe('LatestDeliveryError, as S3 says it: "AccessDenied", "NoSuchBucket"'),
  lastDigest: time.nullable().describe('LatestDigestDeliveryTime'),
  digestError: z.string().nullable().describe('LatestDigestDeliveryError'),
  lastCloudWatch: time.nullable().describe('LatestCloudWatchLogsDeliveryTime'),
  cloudWatchError: z.string().nullable().describe('LatestCloudWatchLogsDeliveryError'),
  lastNotification: time.nullable().describe('LatestNotificationTime'),
  notificationError: z.string().nullable().describe('LatestNotificationError'),
};

const delivery = z.strictObject({ logging: z.boolean().describe('IsLogging'), ...deliveryTimes }).partial();

const trailStatus = z.strictObject({
  logging: z.boolean().default(true).describe('IsLogging'),
  ...z.strictObject(deliveryTimes).partial().shape,
  overrides: z
    .array(
      z.strictObject({
        account: accountId
          .optional()
          .describe('Only as seen from this account; left out: from every account'),
        region: regionName.optional().describe('Only in this region; left out: in every region'),
        ...delivery.shape,
      }),
    )
    .optional()
    .describe(
      'What differs by account or region. Region first, then account, then account and region together; null takes a value away.',
    ),
});

export const trail = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{2,127}$/, 'must be a trail name')
    .describe('Name of the trail'),
  homeRegion: regionName.describe('The region the trail was made in; part of its ARN'),
  bucket: bucketName.describe('The bucket logs go to: one of an account, or one named in foreignBuckets'),
  bucketDeleted: z
    .boolean()
    .optional()
    .describe('true: the bucket no longer exists anywhere, and that is meant'),
  prefix: z.string().optional().describe('S3KeyPrefix'),
  multiRegion: z
    .boolean()
    .default(false)
    .describe('IsMultiRegionTrail: replicas show in every enabled region'),
  organization: z.boolean().default(false).describe('IsOrganizationTrail; only in the management account'),
  globalServiceEvents: z.boolean().default(true).describe('IncludeGlobalServiceEvents'),
  logFileValidation: z.boolean().default(false).describe('LogFileValidationEnabled'),
  kmsKeyId: arn.optional().describe('ARN of the key (or of its alias); it need not exist'),
  snsTopicArn: arn.optional().describe('SnsTopicARN'),
  cloudWatchLogsLogGroupArn: arn.optional().describe('CloudWatchLogsLogGroupArn'),
  cloudWatchLogsRoleArn: arn.optional().describe('CloudWatchLogsRoleArn'),
  eventSelectors: z
    .array(eventSelector)
    .min(1)
    .optional()
    .describe('Basic selectors, in the words of the AWS API'),
  advancedEventSelectors: z
    .array(advancedEventSelector)
    .min(1)
    .optional()
    .describe(
      'Advanced selectors, in the words of the AWS API. Neither kind: management events, read and write.',
    ),
  insightSelectors: z
    .array(insightSelector)
    .min(1)
    .optional()
    .describe('Left out: InsightNotEnabledException'),
  aggregations: z
    .array(z.strictObject(inAwsWords({ EventCategory: z.literal('Data'), Templates: strings })))
    .optional()
    .describe('AggregationConfigurations of GetEventConfiguration'),
  tags: tags.optional().describe('Tags of the trail'),
  status: trailStatus.default({ logging: true }).describe('How logging and delivery go'),
  history: history
    .optional()
    .describe('What the trail has put into its bucket; left out: the bucket holds no objects'),
});

export const eventDataStore = z.strictObject({
  name: z.string().min(3).describe('Name of the store'),
  region: regionName.describe('Home region'),
  status: z
    .enum([
      'CREATED',
      'ENABLED',
      'PENDING_DELETION',
      'STARTING_INGESTION',
      'STOPPING_INGESTION',
      'STOPPED_INGESTION',
    ])
    .default('ENABLED')
    .describe('Status'),
  multiRegion: z.boolean().default(true).describe('MultiRegionEnabled'),
  organization: z.boolean().default(false).describe('OrganizationEnabled; only in the management account'),
  retentionDays: z.number().int().min(7).max(3653).default(2557).describe('RetentionPeriod'),
  terminationProtection: z.boolean().default(true).describe('TerminationProtectionEnabled'),
  kmsKeyId: arn.optional().describe('Customer managed key'),
  advancedEventSelectors: z.array(advancedEventSelector).optional().describe('Left out: management events'),
  resourcePolicy: z.record(z.string(), z.unknown()).optional().describe('Answer of GetResourcePolicy'),
  tags: tags.optional().describe('Tags of the store'),
});

export type TrailDescription = z.output<typeof trail>;
export type EventDataStoreDescription = z.output<typeof eventDataStore>;
export type DeliveryOverride = NonNullable<TrailDescription['status']['overrides']>[number];
