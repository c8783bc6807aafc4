/** CloudWatch: alarms, and the two metrics that Lambda keeps of every function. JSON 1.0, as the SDK now speaks to it. */
import { type Call, type Input, numberOf, type Operation, paged, present, textOf, textsOf } from '../call.ts';
import { epochSeconds, timeAt } from '../clock.ts';
import type { AlarmDescription } from '../schema/watch.ts';
import { jsonService } from '../wire/json.ts';

/** Composite alarms come only to those who ask for them. */
const describeAlarms: Operation = (input, call) => {
  const names = textsOf(input, 'AlarmNames');
  const types = textsOf(input, 'AlarmTypes') ?? ['MetricAlarm'];
  const alarms = call.account.description.alarms.filter(
    one =>
      one.region === call.region &&
      (names === undefined || names.includes(one.AlarmName)) &&
      types.includes(isComposite(one) ? 'CompositeAlarm' : 'MetricAlarm'),
  );
  const { items, next } = paged(call, alarms, {
    token: textOf(input, 'NextToken'),
    max: numberOf(input, 'MaxRecords'),
    size: 100,
    of: [...(names ?? []), ...types].join(','),
    invalidToken: 'InvalidNextToken',
  });
  return present({
    MetricAlarms: items.filter(one => !isComposite(one)).map(one => metricAlarm(one, call)),
    CompositeAlarms: items.filter(isComposite).map(one => compositeAlarm(one, call)),
    NextToken: next,
  });
};

function isComposite(alarm: AlarmDescription): boolean {
  return alarm.AlarmRule !== undefined;
}

function metricAlarm({ region, AlarmRule: _, ...alarm }: AlarmDescription, call: Call) {
  const { Namespace, MetricName, Statistic, Dimensions, Period, Metrics, ...rest } = alarm;
  const what = Metrics === undefined ? { Namespace, MetricName, Statistic, Dimensions, Period } : { Metrics };
  return present({ ...rest, ...what, AlarmArn: arnOf(alarm.AlarmName, region, call) });
}

function compositeAlarm(alarm: AlarmDescription, call: Call) {
  const { AlarmName, AlarmRule, ActionsEnabled, AlarmActions, StateValue, region } = alarm;
  const AlarmArn = arnOf(AlarmName, region, call);
  return present({ AlarmName, AlarmArn, AlarmRule, ActionsEnabled, AlarmActions, StateValue });
}

function arnOf(name: string, region: string, call: Call): string {
  return `arn:${call.world.partition}:cloudwatch:${region}:${call.account.id}:alarm:${name}`;
}

/** Periods in which nothing happened have no data point. */
const getMetricData: Operation = (input, call) => {
  const queries = Array.isArray(input.MetricDataQueries) ? (input.MetricDataQueries as Input[]) : [];
  const from = numberOf(input, 'StartTime') ?? 0;
  const to = numberOf(input, 'EndTime') ?? 0;
  const results = queries.map(query => {
    const points = [...pointsOf(query, call)].filter(([at]) => at >= from && at < to);
    points.sort(([a], [b]) => b - a);
    return {
      Id: query.Id,
      Label: query.Id,
      Timestamps: points.map(([at]) => at),
      Values: points.map(([, value]) => value),
      StatusCode: 'Complete',
    };
  });
  const { items, next } = paged(call, results, {
    token: textOf(input, 'NextToken'),
    max: undefined,
    size: 500,
    invalidToken: 'InvalidNextToken',
  });
  return present({ MetricDataResults: items, NextToken: next, Messages: [] });
};

function pointsOf(query: Input, call: Call): Map<number, number> {
  const points = new Map<number, number>();
  const { Metric, Period } = (query.MetricStat ?? {}) as { Metric?: Input; Period?: number };
  const dimensions = (Metric?.Dimensions ?? []) as readonly { Name: string; Value: string }[];
  const [only] = dimensions;
  const called = call.account.description.functions.find(
    one => one.region === call.region && one.name === only?.Value && only.Name === 'FunctionName',
  );
  if (called === undefined || dimensions.length !== 1 || Metric?.Namespace !== 'AWS/Lambda') return points;
  if (Metric.MetricName !== 'Invocations' && Metric.MetricName !== 'Errors') return points;
  const failed = new Set(called.errors.map(time => timeAt(time, call.now).getTime()));
  const period = Period ?? 60;
  for (const time of called.invocations) {
    const at = Math.floor(epochSeconds(time, call.now) / period) * period;
    const isError = failed.has(timeAt(time, call.now).getTime());
    const value = Metric.MetricName === 'Invocations' || isError ? 1 : 0;
    points.set(at, (points.get(at) ?? 0) + value);
  }
  return points;
}

export const cloudwatch = jsonService({
  name: 'cloudwatch',
  target: 'GraniteServiceVersion20100801',
  namespace: 'com.amazonaws.cloudwatch',
  version: '1.0',
  operations: { DescribeAlarms: describeAlarms, GetMetricData: getMetricData },
});
