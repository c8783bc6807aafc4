/** What watches the world of evidence.ts, all in order: a verifier that runs every day, an alarm on changes, Config rules. */
import { describeAlarms, getMetricData, type MetricAlarm } from '../../src/aws/cloudwatch.ts';
import {
  describeConfigRuleEvaluationStatus,
  describeConfigRules,
  getComplianceDetailsByConfigRule,
} from '../../src/aws/config.ts';
import { describeRule, listTargetsByRule } from '../../src/aws/events.ts';
import { describeLogGroups, describeMetricFilters } from '../../src/aws/logs.ts';
import { getSchedule } from '../../src/aws/scheduler.ts';
import { listSubscriptionsByTopic } from '../../src/aws/sns.ts';
import type { Verifier } from '../../src/model/parameters.ts';
import type { on as answer, DeepPartial, Reply } from './evidence.ts';

const MANAGEMENT = '111122223333';
const ARCHIVE = '222233334444';
const TRAIL = `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/org-trail`;
const TAKEN_AT = '2026-11-20T06:00:00.000Z';
const FIVE_HOURS_AGO = '2026-11-20T01:00:00.000Z';
export const FUNCTION = `arn:aws:lambda:eu-west-1:${ARCHIVE}:function:verify-digests`;
export const TOPIC = `arn:aws:sns:us-east-1:${MANAGEMENT}:security`;
export const PATTERN =
  '{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ' +
  '($.eventName = StartLogging) || ($.eventName = StopLogging) }';

/** Elsewhere than the trail, so that places cannot be mixed up. */
export const verifier: Verifier = {
  account: ARCHIVE,
  region: 'eu-west-1',
  schedule: 'verify-digests',
  rule: null,
  function: FUNCTION,
  alarm: 'verify-digests-errors',
  trails: null,
};

export const schedule = {
  Name: 'verify-digests',
  State: 'ENABLED',
  ScheduleExpression: 'rate(1 day)',
  Target: { Arn: FUNCTION },
};

/** Each hour's data point: how long ago its hour began, and the value. */
export type Series = Readonly<Record<number, number>>;

/** The hour that ends at the next full hour began 1 hour before the end, and so on. */
export function metricData(invocations: Series, errors: Series, StatusCode = 'Complete') {
  const result = (Id: string, series: Series) => ({
    Id,
    Timestamps: Object.keys(series).map(ago =>
      new Date(Date.parse(TAKEN_AT) - (Number(ago) - 1) * 3_600_000).toISOString(),
    ),
    Values: Object.values(series),
    StatusCode,
  });
  return { MetricDataResults: [result('invocations', invocations), result('errors', errors)] };
}

export function errorsAlarm(changes: DeepPartial<MetricAlarm> = {}) {
  return alarm({
    AlarmName: 'verify-digests-errors',
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: 'verify-digests' }],
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    ...changes,
  });
}

export function changeAlarm(changes: DeepPartial<MetricAlarm> = {}) {
  return alarm({
    AlarmName: 'trail-changes',
    Namespace: 'CloudTrailMetrics',
    MetricName: 'TrailChanges',
    Dimensions: [],
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    ...changes,
  });
}

function alarm(changes: DeepPartial<MetricAlarm>): DeepPartial<MetricAlarm> {
  return {
    ActionsEnabled: true,
    AlarmActions: [TOPIC],
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    ...changes,
  };
}

export function filter(name: string, filterPattern: string, metricName = 'TrailChanges') {
  return {
    filterName: name,
    filterPattern,
    metricTransformations: [{ metricName, metricNamespace: 'CloudTrailMetrics', metricValue: '1' }],
    logGroupName: 'trail',
  };
}

/** What DescribeAlarms answers for the log group's place; the verifier's alarm is asked for by name and is left alone. */
export function alarmsThere(
  change: readonly DeepPartial<MetricAlarm>[],
  composite: readonly { AlarmName: string; AlarmRule: string }[] = [],
) {
  return (_scope: unknown, { AlarmNames }: { readonly AlarmNames?: readonly string[] }) =>
    AlarmNames === undefined ? { MetricAlarms: [...change], CompositeAlarms: [...composite] } : undefined;
}

export const confirmed = {
  SubscriptionArn: `${TOPIC}:6b0e71bd-7e97-4d97-80ce-4a0994e55286`,
  Protocol: 'email',
};
export const ruleName = 'securityhub-cloud-trail-encryption-enabled-1a2b3c';

/** What AWS Config found, by trail. */
export function found(ResourceId: string, ComplianceType: string) {
  return {
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: {
        ConfigRuleName: ruleName,
        ResourceType: 'AWS::CloudTrail::Trail',
        ResourceId,
      },
    },
    ComplianceType,
    ResultRecordedTime: FIVE_HOURS_AGO,
  };
}

export function watchReplies(on: typeof answer): readonly Reply[] {
  return [
    on(getSchedule, () => schedule),
    on(describeRule, () => ({ Name: 'verify-digests', State: 'ENABLED', ScheduleExpression: 'rate(1 day)' })),
    on(listTargetsByRule, () => ({ Targets: [{ Id: '1', Arn: FUNCTION }] })),
    on(getMetricData, () => metricData({ 6: 1, 30: 1 }, { 6: 0, 30: 0 })),
    on(describeAlarms, (_scope, { AlarmNames }) => ({
      MetricAlarms: [AlarmNames === undefined ? changeAlarm() : errorsAlarm()],
      CompositeAlarms: [],
    })),
    on(describeLogGroups, () => ({ logGroups: [{ logGroupName: 'trail', retentionInDays: 365 }] })),
    on(describeMetricFilters, () => ({ metricFilters: [filter('changes', PATTERN)] })),
    on(listSubscriptionsByTopic, () => ({ Subscriptions: [confirmed] })),
    on(describeConfigRules, () => ({
      ConfigRules: [
        {
          ConfigRuleName: ruleName,
          Source: { Owner: 'AWS', SourceIdentifier: 'CLOUD_TRAIL_ENCRYPTION_ENABLED' },
        },
        { ConfigRuleName: 'own-rule', Source: { Owner: 'CUSTOM_POLICY' } },
      ],
    })),
    on(getComplianceDetailsByConfigRule, () => ({ EvaluationResults: [found(TRAIL, 'COMPLIANT')] })),
    on(describeConfigRuleEvaluationStatus, () => ({
      ConfigRulesEvaluationStatus: [
        { ConfigRuleName: ruleName, LastSuccessfulEvaluationTime: FIVE_HOURS_AGO },
      ],
    })),
  ];
}
