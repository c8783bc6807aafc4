/** SNS: who is told when an alarm on a trail's log group goes off. */
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { defineCall } from '../model/call.ts';
import { must, type Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { alarmsAt, describeAlarms, type MetricAlarm } from './cloudwatch.ts';
import { type MetricFilter, metricFiltersOf, type TrailLogGroup, trailLogGroups } from './logs.ts';
import { everyPage } from './pages.ts';
import { arnOf } from './partition.ts';
import { askedAbout } from './scopes.ts';

/** Absent: the topic is gone. Addresses are nobody's business here, and some hold a key: they are not kept. */
export const listSubscriptionsByTopic = defineCall({
  id: 'sns.ListSubscriptionsByTopic',
  permission: 'sns:ListSubscriptionsByTopic',
  absentOn: ['NotFoundException', 'NotFound'],
  stages: [
    {
      where: 'once',
      needs: [describeAlarms],
      ask: read =>
        trailLogGroups(read).flatMap(group => {
          const topics = read.attempt(r => topicsOf(r, group));
          if (!topics.ok) return [];
          return topics.value.map(TopicArn => ({
            scope: topicScope(read, TopicArn, group.scope),
            input: { TopicArn },
          }));
        }),
    },
  ],
  send: async (aws, input: { readonly TopicArn: string }) => {
    const pages = paginateListSubscriptionsByTopic({ client: aws.client(SNSClient) }, input);
    const { items, $metadata } = await everyPage(
      pages,
      page => page.Subscriptions,
      page => page.NextToken,
    );
    return { Subscriptions: items.map(({ Endpoint: _, ...rest }) => rest), $metadata };
  },
});

export function isTopic(action: string): boolean {
  return arnOf(action)?.service === 'sns';
}

/** undefined: the topic does not exist. `from` is where the alarm is. */
export function subscriptionsOf(read: Read, TopicArn: string, from: Scope) {
  return read.find(listSubscriptionsByTopic, topicScope(read, TopicArn, from), { TopicArn })?.Subscriptions;
}

/** Whether an alarm watches, alone or in a formula, a metric that the filter counts in. */
export function watches(alarm: MetricAlarm, filter: MetricFilter): boolean {
  const metrics = [alarm, ...(alarm.Metrics ?? []).map(query => query.MetricStat?.Metric)];
  return (filter.metricTransformations ?? []).some(({ metricNamespace, metricName }) =>
    metrics.some(
      metric =>
        metric?.MetricName !== undefined &&
        metric.MetricName === metricName &&
        metric.Namespace === metricNamespace,
    ),
  );
}

function topicsOf(read: Read, group: TrailLogGroup): readonly string[] {
  const filters = metricFiltersOf(read, group) ?? [];
  if (filters.length === 0) return [];
  const alarms = alarmsAt(read, group.scope).MetricAlarms.filter(alarm =>
    filters.some(filter => watches(alarm, filter)),
  );
  return [...new Set(alarms.flatMap(alarm => alarm.AlarmActions ?? []))].filter(isTopic).sort();
}

/** The topic's owner where it is in scope, else the account of the alarm; always the topic's own region. */
function topicScope(read: Read, topic: string, from: Scope): Scope {
  const { accountId, region } = must(arnOf(topic), 'an ARN in AlarmActions');
  return { accountId: askedAbout(read.population, accountId, from.accountId), region };
}
