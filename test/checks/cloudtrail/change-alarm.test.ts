import check from '../../../checks/cloudtrail/change-alarm.ts';
import { describeAlarms } from '../../../src/aws/cloudwatch.ts';
import { describeMetricFilters } from '../../../src/aws/logs.ts';
import { listSubscriptionsByTopic } from '../../../src/aws/sns.ts';
import { testCheck } from '../../support/check-tester.ts';
import { absent, on, refuse, world } from '../../support/evidence.ts';
import { alarmsThere, changeAlarm, confirmed, filter, PATTERN, TOPIC } from '../../support/watch.ts';

function alarms(...given: Parameters<typeof alarmsThere>) {
  return on(describeAlarms, alarmsThere(...given));
}

function filters(...metricFilters: readonly ReturnType<typeof filter>[]) {
  return on(describeMetricFilters, () => ({ metricFilters: [...metricFilters] }));
}

function pattern(text: string) {
  return world({ answers: [filters(filter('changes', text))] });
}

function alarm(changes: Parameters<typeof changeAlarm>[0]) {
  return world({ answers: [alarms([changeAlarm(changes)])] });
}

function subscribed(...Subscriptions: readonly { SubscriptionArn: string }[]) {
  return world({ answers: [on(listSubscriptionsByTopic, () => ({ Subscriptions: [...Subscriptions] }))] });
}

const anyOrder =
  '{($.eventName="StopLogging")||($.eventName="DeleteTrail")||(($.eventSource = cloudtrail.amazonaws.com) && ' +
  '($.eventName=StartLogging || $.eventName="UpdateTrail" || $.eventName=CreateTrail))}';
const pending = { SubscriptionArn: 'PendingConfirmation' };
const lambda = 'arn:aws:lambda:us-east-1:111122223333:function:page';
const counted = filter('changes', PATTERN).metricTransformations[0];

testCheck(
  check,
  {
    pass: {
      'filter, alarm and a confirmed subscription': {
        world: world(),
        note:
          'Filter changes counts in CloudTrailMetrics/TrailChanges, alarm trail-changes tells 1 confirmed ' +
          `subscriptions of ${TOPIC}.`,
        results: 1,
      },
      "CloudWatch.5 of Security Hub, ScoutSuite's equality, steampipe's regular expression: terms in another order":
        pattern(anyOrder),
      wildcards: pattern('{ ($.eventName = "*Trail") || ($.eventName = "*Logging") }'),
      'all of CloudTrail': pattern('{ $.eventSource = "cloudtrail.amazonaws.com" && $.readOnly IS FALSE }'),
      'two filters between them': world({
        answers: [
          filters(
            filter('trails', '{ $.eventName = "*Trail" }'),
            filter('logging', '{ $.eventName = "*Logging" }', 'Logging'),
          ),
          alarms([changeAlarm(), changeAlarm({ AlarmName: 'logging', MetricName: 'Logging' })]),
        ],
      }),
      'a second alarm without actions harms nothing': world({
        answers: [alarms([changeAlarm({ AlarmName: 'idle', AlarmActions: [] }), changeAlarm()])],
      }),
      'more than 0 is one': alarm({ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' }),
      'one of two subscriptions is confirmed': subscribed(pending, confirmed),
    },
    fail: {
      'no log group': world({ trail: { CloudWatchLogsLogGroupArn: undefined } }),
      'the log group is gone': {
        world: world({ answers: [on(describeMetricFilters, () => absent('ResourceNotFoundException'))] }),
        note: 'The log group trail does not exist.',
      },
      'no metric filter': world({ answers: [filters()] }),
      'prowler 1914: the filter misses two events': {
        world: pattern(
          '{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) }',
        ),
        note: 'No metric filter of trail catches StartLogging, StopLogging.',
      },
      'an event that no filter catches, whatever the alarms are': world({
        answers: [filters(filter('changes', '{ $.eventName = "*Trail" }')), refuse(describeAlarms)],
      }),
      'cloudsploit monitoringMetrics: a filter, but no alarm': {
        world: world({ answers: [alarms([])] }),
        note: 'No alarm watches CloudTrailMetrics/TrailChanges',
      },
      'service-screener: an alarm on another metric': world({
        answers: [alarms([changeAlarm({ MetricName: 'ConsoleLogins' })])],
      }),
      'an alarm on the same name in another namespace': world({
        answers: [alarms([changeAlarm({ Namespace: 'Other' })])],
      }),
      'an alarm on one dimension of it, where nothing is counted': alarm({
        Dimensions: [{ Name: 'Account', Value: '1' }],
      }),
      'prowler: no subscription test; here only unconfirmed ones': {
        world: subscribed(pending),
        note: 'has no confirmed subscription, only 1 unconfirmed',
      },
      'nobody is subscribed': subscribed(),
      'the subscription was deleted': subscribed({ SubscriptionArn: 'Deleted' }),
      'the topic is gone': {
        world: world({ answers: [on(listSubscriptionsByTopic, () => absent('NotFoundException'))] }),
        note: `the topic ${TOPIC}, which does not exist`,
      },
      'actions are off': { world: alarm({ ActionsEnabled: false }), note: 'has ActionsEnabled false' },
      'no actions': { world: alarm({ AlarmActions: [] }), note: 'has no AlarmActions' },
      'one event is not enough': { world: alarm({ Threshold: 5 }), note: 'does not go off at one event' },
      'more than one': alarm({ ComparisonOperator: 'GreaterThanThreshold' }),
      'the wrong way round': alarm({ ComparisonOperator: 'LessThanThreshold' }),
      'it counts nothing': world({
        answers: [
          filters({
            ...filter('changes', PATTERN),
            metricTransformations: [{ ...counted, metricValue: '0' } as never],
          }),
        ],
      }),
    },
    'not-applicable': { 'there is no trail': world({ trail: null }) },
    unknown: {
      'a pattern on text': { world: pattern('?StopLogging ?DeleteTrail'), note: 'is not understood' },
      'an exception that may hide somebody': {
        world: pattern('{ $.eventSource = cloudtrail.amazonaws.com && $.userIdentity.type != AWSService }'),
        note: 'under conditions only',
      },
      'an alarm on a formula': world({
        answers: [
          alarms([
            changeAlarm({
              MetricName: undefined,
              Namespace: undefined,
              Metrics: [
                {
                  Id: 'm1',
                  MetricStat: {
                    Metric: { Namespace: 'CloudTrailMetrics', MetricName: 'TrailChanges' },
                    Period: 60,
                    Stat: 'Sum',
                  },
                },
              ],
            }),
          ]),
        ],
      }),
      'three data points': alarm({ EvaluationPeriods: 3 }),
      'by the average': alarm({ Statistic: 'Average' }),
      'a composite alarm over one without actions': world({
        answers: [
          alarms(
            [changeAlarm({ AlarmActions: [] })],
            [{ AlarmName: 'any', AlarmRule: 'ALARM("trail-changes")' }],
          ),
        ],
      }),
      'a function instead of a topic': {
        world: alarm({ AlarmActions: [lambda] }),
        note: `acts by ${lambda}`,
      },
      'by dimensions': world({
        answers: [
          filters({
            ...filter('changes', PATTERN),
            metricTransformations: [{ ...counted, dimensions: { Account: '$.recipientAccountId' } } as never],
          }),
        ],
      }),
      'a value out of the event': world({
        answers: [
          filters({
            ...filter('changes', PATTERN),
            metricTransformations: [{ ...counted, metricValue: '$.n' } as never],
          }),
        ],
      }),
      'a log group in an account that nobody may ask': {
        world: world({
          trail: { CloudWatchLogsLogGroupArn: 'arn:aws:logs:us-east-1:999988887777:log-group:trail:*' },
        }),
        note: 'is in account 999988887777, which is not part of this audit',
      },
      'filters are denied': world({ answers: [refuse(describeMetricFilters)] }),
      'alarms are denied': world({ answers: [refuse(describeAlarms)] }),
      'c7n, Security Hub: the subscriptions are denied': world({
        answers: [refuse(listSubscriptionsByTopic)],
      }),
    },
  },
  {
    absence: {
      Dimensions: 'an alarm on a metric without dimensions has none',
      DatapointsToAlarm: 'as many as EvaluationPeriods',
      dimensions: 'a metric filter without dimensions has none',
      Account: 'without its only dimension the filter has none',
    },
  },
);
