/** CloudWatch: the alarms on what the trails' log groups count, and what the declared verifier did. */
import {
  CloudWatchClient,
  type CompositeAlarm,
  paginateDescribeAlarms,
  paginateGetMetricData,
  type MetricAlarm as SdkMetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { type Call, defineCall } from '../model/call.ts';
import type { Json, Stored } from '../model/json.ts';
import type { Verifier } from '../model/parameters.ts';
import type { Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { describeMetricFilters, metricFiltersOf, trailLogGroups } from './logs.ts';
import { everyPage } from './pages.ts';
import { arnOf } from './partition.ts';
import { declaredVerifier, verifierScope } from './verifier.ts';

export type MetricAlarm = Stored<SdkMetricAlarm>;

type WhichAlarms = { readonly AlarmNames?: readonly string[] };

interface AlarmsAnswer {
  readonly MetricAlarms: readonly SdkMetricAlarm[];
  readonly CompositeAlarms: readonly CompositeAlarm[];
}

/** All alarms where a trail's log group is counted, for none can be asked for by a metric in a formula; the verifier's by name. */
export const describeAlarms: Call<WhichAlarms, AlarmsAnswer> = defineCall({
  id: 'cloudwatch.DescribeAlarms',
  permission: 'cloudwatch:DescribeAlarms',
  stages: [
    {
      where: 'once',
      needs: [],
      ask: read => {
        const verifier = declaredVerifier(read);
        if (verifier === null) return [];
        return [{ scope: verifierScope(verifier), input: { AlarmNames: [verifier.alarm] } }];
      },
    },
    {
      where: 'once',
      needs: [describeMetricFilters],
      ask: read =>
        trailLogGroups(read).flatMap(group => {
          const filters = read.attempt(r => metricFiltersOf(r, group));
          const some = filters.ok && filters.value !== undefined && filters.value.length > 0;
          return some ? [{ scope: group.scope, input: {} }] : [];
        }),
    },
  ],
  send: async (aws, input: WhichAlarms) => {
    const pages = paginateDescribeAlarms(
      { client: aws.client(CloudWatchClient), pageSize: 100 },
      // Without this AWS leaves composite alarms out.
      {
        ...(input.AlarmNames ? { AlarmNames: [...input.AlarmNames] } : {}),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      },
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => [page],
      page => page.NextToken,
    );
    return {
      MetricAlarms: items.flatMap(page => page.MetricAlarms ?? []),
      CompositeAlarms: items.flatMap(page => page.CompositeAlarms ?? []),
      $metadata,
    };
  },
});

type MetricWindow = { readonly [key: string]: Json } & {
  readonly StartTime: string;
  readonly EndTime: string;
};

const HOUR_MS = 3_600_000;
/** Two days of 25 hours: the hour that has just begun, and the hour by which clocks and flexible windows shift a day. */
export const WATCHED_HOURS = 50;

/** Hour by hour, so that days can be counted back from now: CloudWatch's own days begin at midnight. */
export const getMetricData = defineCall({
  id: 'cloudwatch.GetMetricData',
  permission: 'cloudwatch:GetMetricData',
  stages: [
    {
      where: 'once',
      needs: [],
      ask: read => {
        const verifier = declaredVerifier(read);
        return verifier === null
          ? []
          : [{ scope: verifierScope(verifier), input: runsOf(verifier, read.now) }];
      },
    },
  ],
  send: async (aws, input: MetricWindow) => {
    const { MetricDataQueries, StartTime, EndTime } = input;
    const pages = paginateGetMetricData(
      { client: aws.client(CloudWatchClient) },
      {
        MetricDataQueries: MetricDataQueries as unknown as ReturnType<typeof lambdaMetric>[],
        StartTime: new Date(StartTime),
        EndTime: new Date(EndTime),
      },
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.MetricDataResults,
      page => page.NextToken,
    );
    return { MetricDataResults: items, $metadata };
  },
});

export function alarmsAt(read: Read, scope: Scope) {
  return read.get(describeAlarms, scope, {});
}

export function verifierAlarm(read: Read, verifier: Verifier) {
  return read.get(describeAlarms, verifierScope(verifier), { AlarmNames: [verifier.alarm] });
}

/** Invocations and Errors of the verifier's function, hour by hour. */
export function verifierRuns(read: Read, verifier: Verifier) {
  const input = runsOf(verifier, read.now);
  return { ...read.get(getMetricData, verifierScope(verifier), input), EndTime: input.EndTime };
}

/** The name by which Lambda's metrics know a function, whatever alias or version runs. */
export function functionName(functionArn: string): string {
  return arnOf(functionArn)?.resource.split(':')[1] ?? functionArn;
}

function runsOf(verifier: Verifier, now: Date): MetricWindow {
  const end = (Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS;
  const name = functionName(verifier.function);
  return {
    MetricDataQueries: [
      lambdaMetric('invocations', 'Invocations', name),
      lambdaMetric('errors', 'Errors', name),
    ],
    StartTime: new Date(end - WATCHED_HOURS * HOUR_MS).toISOString(),
    EndTime: new Date(end).toISOString(),
  };
}

function lambdaMetric(Id: string, MetricName: string, name: string) {
  const Dimensions = [{ Name: 'FunctionName', Value: name }];
  return {
    Id,
    MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions }, Period: 3600, Stat: 'Sum' },
  };
}
