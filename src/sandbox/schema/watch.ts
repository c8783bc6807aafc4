/** Describes what watches a trail: functions and what starts them, alarms, log groups with their filters, topics, Config rules. */
import { z } from 'zod';
import { arn, inAwsWords, regionName, time } from './common.ts';

const dimensions = z.record(z.string(), z.string());

export const lambdaFunction = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .describe('Name of the function; its ARN follows'),
  region: regionName.describe('Region of the function'),
  invocations: z.array(time).default([]).describe('When it ran; Lambda counts an Invocation each'),
  errors: z.array(time).default([]).describe('Which of these runs failed; Lambda counts an Error each'),
});

const expression = z
  .string()
  .regex(/^(rate|cron|at)\(.+\)$/, 'must be rate(...), cron(...) or at(...)')
  .describe('ScheduleExpression, such as "rate(1 day)" or "cron(0 6 * * ? *)"');

const state = z.enum(['ENABLED', 'DISABLED']).default('ENABLED').describe('State');

export const schedule = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .describe('Name of the schedule'),
  group: z.string().default('default').describe('Schedule group; part of the ARN'),
  region: regionName.describe('Region of the schedule'),
  expression,
  timezone: z.string().default('UTC').describe('ScheduleExpressionTimezone'),
  state,
  startsAt: time.optional().describe('StartDate; left out: at once'),
  endsAt: time.optional().describe('EndDate; left out: never'),
  windowMinutes: z.number().int().positive().optional().describe('Flexible time window; left out: OFF'),
  target: arn.describe('ARN of what it starts'),
});

export const eventRule = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .describe('Name of the rule, on the default event bus'),
  region: regionName.describe('Region of the rule'),
  expression: expression.optional(),
  pattern: z.string().optional().describe('EventPattern, for a rule that no clock starts'),
  state,
  targets: z.array(arn).default([]).describe('ARNs of what it starts'),
});

const nameAndValue = z.strictObject(inAwsWords({ Name: z.string(), Value: z.string() }));

const metricQuery = z.strictObject(
  inAwsWords({
    Id: z.string(),
    Expression: z.string().optional(),
    ReturnData: z.boolean().optional(),
    MetricStat: z
      .strictObject(
        inAwsWords({
          Metric: z.strictObject(
            inAwsWords({
              Namespace: z.string(),
              MetricName: z.string(),
              Dimensions: z.array(nameAndValue).optional(),
            }),
          ),
          Period: z.number().int().positive(),
          Stat: z.string(),
        }),
      )
      .optional(),
  }),
);

export const alarm = z.strictObject({
  region: regionName.describe('Region of the alarm'),
  ...inAwsWords({
    AlarmName: z.string().min(1),
    ActionsEnabled: z.boolean().default(true),
    AlarmActions: z.array(arn).default([]),
    Namespace: z.string().optional(),
    MetricName: z.string().optional(),
    Dimensions: z.array(nameAndValue).default([]),
    Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
    Period: z.number().int().positive().default(300),
    EvaluationPeriods: z.number().int().positive().default(1),
    DatapointsToAlarm: z.number().int().positive().optional(),
    Threshold: z.number().default(1),
    ComparisonOperator: z.string().default('GreaterThanOrEqualToThreshold'),
    TreatMissingData: z.string().default('notBreaching'),
    StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).default('OK'),
    Metrics: z.array(metricQuery).optional(),
    AlarmRule: z.string().optional(),
  }),
});

const metricFilter = z.strictObject({
  name: z.string().min(1).describe('filterName'),
  pattern: z.string().describe('filterPattern'),
  metric: z.string().min(1).describe('metricName'),
  namespace: z.string().default('CloudTrailMetrics').describe('metricNamespace'),
  value: z.string().default('1').describe('metricValue'),
  dimensions: dimensions.optional().describe('Dimensions of the metric, with the fields they are taken from'),
});

export const logGroup = z.strictObject({
  name: z
    .string()
    .regex(/^[\w/.#-]{1,512}$/)
    .describe('Name of the log group'),
  region: regionName.describe('Region of the log group'),
  retentionDays: z.number().int().positive().optional().describe('retentionInDays; left out: for ever'),
  kmsKeyId: arn.optional().describe("Key of the log group; left out: CloudWatch's own"),
  metricFilters: z.array(metricFilter).default([]).describe('Metric filters of the log group'),
});

export const topic = z.strictObject({
  name: z
    .string()
    .regex(/^[\w-]{1,256}(\.fifo)?$/)
    .describe('Name of the topic; its ARN follows'),
  region: regionName.describe('Region of the topic'),
  subscriptions: z
    .array(
      z.strictObject({
        protocol: z
          .enum(['email', 'email-json', 'https', 'http', 'sms', 'sqs', 'lambda', 'application'])
          .describe('Protocol'),
        endpoint: z.string().min(1).describe('Endpoint'),
        confirmed: z.boolean().default(true).describe('false: SubscriptionArn is PendingConfirmation'),
      }),
    )
    .default([])
    .describe('Who is told'),
});

export const configRule = z.strictObject({
  name: z
    .string()
    .regex(/^[\w-]{1,128}$/)
    .describe('Name of the rule'),
  region: regionName.describe('Region of the rule'),
  identifier: z
    .string()
    .regex(/^[A-Z0-9_]+$/, "must be a managed rule's identifier, such as CLOUD_TRAIL_ENCRYPTION_ENABLED")
    .describe("SourceIdentifier of one of AWS's own rules"),
  lastEvaluation: time.optional().describe('LastSuccessfulEvaluationTime; left out: never evaluated'),
  lastError: z.string().optional().describe('LastErrorCode'),
  results: z
    .array(
      z.strictObject({
        resourceType: z.string().default('AWS::CloudTrail::Trail').describe('ResourceType'),
        resource: z.string().min(1).describe('ResourceId: a trail by its ARN'),
        compliance: z
          .enum(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA'])
          .describe('ComplianceType'),
        at: time.default('-3h').describe('ResultRecordedTime'),
      }),
    )
    .default([])
    .describe('What it found, by resource'),
});

export type FunctionDescription = z.output<typeof lambdaFunction>;
export type ScheduleDescription = z.output<typeof schedule>;
export type EventRuleDescription = z.output<typeof eventRule>;
export type AlarmDescription = z.output<typeof alarm>;
export type LogGroupDescription = z.output<typeof logGroup>;
export type ConfigRuleDescription = z.output<typeof configRule>;
