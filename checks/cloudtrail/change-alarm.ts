import { trail } from '../../src/aws/cloudtrail.ts';
import { alarmsAt, describeAlarms } from '../../src/aws/cloudwatch.ts';
import { describeMetricFilters, logGroupIn, type MetricFilter, metricFiltersOf } from '../../src/aws/logs.ts';
import { listSubscriptionsByTopic } from '../../src/aws/sns.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { allOf, anyOf, conclude, fail, observed, undetermined } from '../../src/model/verdict.ts';
import { leadsToSomebody } from '../shared/alarm-chain.ts';
import { catches } from '../shared/filter-pattern.ts';
import { always, few, together } from '../shared/wording.ts';

const changes = ['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'];

/** What every such event has in common; one that succeeds has no error (CloudTrail user guide, record contents). */
const changeEvent = {
  eventSource: 'cloudtrail.amazonaws.com',
  eventType: 'AwsApiCall',
  eventCategory: 'Management',
  managementEvent: 'true',
  readOnly: 'false',
  errorCode: null,
  errorMessage: null,
};

export default defineCheck({
  id: 'cloudtrail/change-alarm',
  version: 1,
  title: 'An alarm tells somebody when a trail is changed',
  severity: 'medium',
  aspect: 'configured',
  decides:
    "On the trail's own log group metric filters catch CreateTrail, UpdateTrail, DeleteTrail, StartLogging and StopLogging, by " +
    'one filter or by several, with the terms in any order and any form: the pattern is read as a boolean expression. For ' +
    'each event the metric has an alarm that goes off at one event (Sum or Maximum, one data point), with ActionsEnabled and ' +
    'an SNS topic among its AlarmActions that has a confirmed subscription. No log group, no filter, no alarm, no action or ' +
    'no confirmed subscription fails. Unknown: a pattern that is not of the form { ... } or asks for more fields than those ' +
    'that all these events share, a metric with dimensions, an alarm on a formula, by other statistics or on several data ' +
    "points, a composite alarm over one without actions, actions other than SNS. Only alarms of the log group's account and " +
    'region are looked at.',
  why: 'Whoever wants to hide begins by stopping the trail; an alarm within minutes leaves little to hide.',
  fix:
    'Count with: aws logs put-metric-filter --log-group-name LOG_GROUP --filter-name TrailChanges --metric-transformations ' +
    "metricName=TrailChanges,metricNamespace=CloudTrailMetrics,metricValue=1 --filter-pattern '{ ($.eventName = CreateTrail) " +
    '|| ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = ' +
    "StopLogging) }', tell with: aws cloudwatch put-metric-alarm --alarm-name TrailChanges --namespace CloudTrailMetrics " +
    '--metric-name TrailChanges --statistic Sum --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator ' +
    'GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --alarm-actions TOPIC_ARN, and confirm a subscription: ' +
    'aws sns subscribe --topic-arn TOPIC_ARN --protocol email --notification-endpoint ADDRESS.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html',
    'https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html',
  ],
  map: 'cloudwatch_logs_integration_healthy',
  subject: trail,
  needs: [describeMetricFilters, describeAlarms, listSubscriptionsByTopic],
  judge(trail, read) {
    const arn = trail.data.CloudWatchLogsLogGroupArn;
    // Absent: no log group (CloudTrail API reference, Trail: what is not set is left out).
    if (arn === undefined) {
      const seen = [observed('CloudWatchLogsLogGroupArn', 'a log group', null)];
      return fail('CloudWatchLogsLogGroupArn is not set, so there is nothing to set an alarm on.', seen);
    }
    const group = logGroupIn(read, arn);
    const filters = metricFiltersOf(read, group);
    if (filters === undefined) return fail(`The log group ${group.name} does not exist.`);
    if (filters.length === 0) return fail(`The log group ${group.name} has no metric filter.`);
    const asked = changes.map(eventName => ({ eventName, catching: catchingOf(filters, eventName) }));
    const missed = asked.filter(({ catching }) => catching.length === 0).map(({ eventName }) => eventName);
    if (missed.length > 0) {
      const seen = missed.map(eventName => observed('filterPattern', eventName, null));
      return fail(`No metric filter of ${group.name} catches ${few(missed)}.`, seen);
    }
    const alarms = alarmsAt(read, group.scope);
    const told = allOf(read, asked, ({ eventName, catching }, r) => {
      const any = anyOf(r, catching, ({ filter, caught }, inner) => {
        const name = must(filter.filterName, 'filterName');
        if (caught === null) return undetermined(`the pattern of filter ${name} is not understood`);
        if (caught === 'depends')
          return undetermined(`filter ${name} catches ${eventName} under conditions only`);
        return leadsToSomebody(inner, filter, alarms, group.scope);
      });
      return conclude(any, always(together));
    });
    return conclude(told, always(together));
  },
});

/** The filters that catch the event, or may: null for a pattern that is not understood. */
function catchingOf(filters: readonly MetricFilter[], eventName: string) {
  return filters.flatMap(filter => {
    const pattern = must(filter.filterPattern, 'filterPattern');
    const caught = catches(pattern, { ...changeEvent, eventName });
    return caught === false ? [] : [{ filter, caught }];
  });
}
