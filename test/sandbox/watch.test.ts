/** Functions, alarms, log groups and topics, and refusals of all that watches, through the SDK as our own calls use it. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  paginateDescribeMetricFilters,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  ConfigServiceClient,
  DescribeConfigRuleEvaluationStatusCommand,
} from '@aws-sdk/client-config-service';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  ListSubscriptionsByTopicCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { assume, config, member, startTest, tooling } from './support.ts';
import { region, startWatched, topicArn } from './watch-estate.ts';
import { raw } from './wire.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startWatched();
});
afterAll(() => sandbox.stop());

describe('CloudWatch', () => {
  test('hours in which a function ran, newest first, and none where it did not', async () => {
    const client = new CloudWatchClient(config(sandbox));
    const query = (Id: string, MetricName: string, Value = 'verify') => ({
      Id,
      MetricStat: {
        Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions: [{ Name: 'FunctionName', Value }] },
        Period: 3600,
        Stat: 'Sum',
      },
    });
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          query('i', 'Invocations'),
          query('e', 'Errors'),
          query('n', 'Invocations', 'none'),
          query('t', 'Throttles'),
        ],
        StartTime: new Date('2026-11-19T05:00:00Z'),
        EndTime: new Date('2026-11-20T07:00:00Z'),
      }),
    );
    const hours = ['2026-11-20T05:00:00Z', '2026-11-19T05:00:00Z'].map(at => new Date(at));
    expect(MetricDataResults).toMatchObject([
      { Id: 'i', Timestamps: hours, Values: [2, 1], StatusCode: 'Complete' },
      { Id: 'e', Timestamps: hours, Values: [1, 0] },
      { Id: 'n', Timestamps: [], Values: [], StatusCode: 'Complete' },
      { Id: 't', Timestamps: [], Values: [] },
    ]);
  });

  test('metric alarms, and composite ones only for those who ask', async () => {
    const client = new CloudWatchClient(config(sandbox));
    const usual = await client.send(new DescribeAlarmsCommand({}));
    expect(usual.MetricAlarms?.map(one => one.AlarmName)).toEqual(['plain', 'formula']);
    expect(usual.CompositeAlarms).toEqual([]);
    expect(usual.MetricAlarms?.[0]).toMatchObject({
      AlarmArn: `arn:aws:cloudwatch:us-east-1:${tooling}:alarm:plain`,
      ActionsEnabled: true,
      Dimensions: [],
      Threshold: 1,
    });
    expect(usual.MetricAlarms?.[1]).toMatchObject({ Metrics: [{ Id: 'a' }] });
    expect(usual.MetricAlarms?.[1]).not.toHaveProperty('MetricName');
    const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const;
    const pages = paginateDescribeAlarms({ client, pageSize: 1 }, { AlarmTypes: [...AlarmTypes] });
    const names: unknown[] = [];
    for await (const page of pages)
      names.push([...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map(one => one.AlarmName));
    expect(names).toEqual([['plain'], ['formula'], ['both']]);
    const named = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['formula', 'none'] }));
    expect(named.MetricAlarms?.map(one => one.AlarmName)).toEqual(['formula']);
  });

  test('speaks JSON 1.0 and asks for permissions of another name than its signature', async () => {
    const keys = await assume(sandbox, tooling, {
      policy: JSON.stringify({
        Statement: [{ Effect: 'Allow', Action: 'cloudwatch:GetMetricData', Resource: '*' }],
      }),
    });
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
    };
    const refused = await raw(sandbox, { service: 'monitoring', headers, body: '{}', keys });
    expect(refused.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(refused.body).toContain('is not authorized to perform: cloudwatch:DescribeAlarms');
  });
});

describe('log groups', () => {
  test('by the beginning of their name', async () => {
    const client = new CloudWatchLogsClient(config(sandbox));
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'trail' }));
    expect(logGroups).toMatchObject([
      { logGroupName: 'trail', retentionInDays: 90 },
      { logGroupName: 'trail-2' },
    ]);
    expect(logGroups?.[1]).not.toHaveProperty('retentionInDays');
  });

  test('metric filters, page by page', async () => {
    const client = new CloudWatchLogsClient(config(sandbox));
    const pages = paginateDescribeMetricFilters({ client, pageSize: 1 }, { logGroupName: 'trail' });
    const filters: unknown[] = [];
    for await (const page of pages) filters.push(...(page.metricFilters ?? []));
    expect(filters).toMatchObject([
      {
        filterName: 'one',
        filterPattern: '{ $.a = 1 }',
        metricTransformations: [{ metricName: 'M', metricNamespace: 'CloudTrailMetrics', metricValue: '1' }],
      },
      { filterName: 'two', metricTransformations: [{ dimensions: { A: '$.a' } }] },
    ]);
    await expect(
      client.send(new DescribeMetricFiltersCommand({ logGroupName: 'none' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('topics', () => {
  test('confirmed and pending subscriptions, page by page', async () => {
    const client = new SNSClient(config(sandbox));
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    expect(Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'a@b.c' },
      { SubscriptionArn: expect.stringContaining(`${topicArn}:`), Endpoint: 'https://x.y/?a=1&b=2' },
    ]);
    const small = await startTest({ pageSize: 1 }, document => {
      Object.assign(document.accounts.find(one => one.id === tooling) ?? {}, {
        topics: [
          {
            name: 'alerts',
            region,
            subscriptions: ['a', 'b', 'c'].map(endpoint => ({ protocol: 'sqs', endpoint })),
          },
        ],
      });
    });
    try {
      const pages = paginateListSubscriptionsByTopic(
        { client: new SNSClient(config(small)) },
        { TopicArn: topicArn },
      );
      const endpoints: unknown[] = [];
      for await (const page of pages) endpoints.push(page.Subscriptions?.map(one => one.Endpoint));
      expect(endpoints).toEqual([['a'], ['b'], ['c']]);
    } finally {
      await small.stop();
    }
  });

  test('are shown to their owner alone, and are known by their region', async () => {
    const stranger = new SNSClient(config(sandbox, await assume(sandbox, member)));
    await expect(
      stranger.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn })),
    ).rejects.toMatchObject({ name: 'AuthorizationErrorException', $metadata: { httpStatusCode: 403 } });
    const gone = new SNSClient(config(sandbox));
    const TopicArn = topicArn.replace('alerts', 'none');
    await expect(gone.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});

test.each([
  ['scheduler', () => new SchedulerClient(config(sandbox)).send(new GetScheduleCommand({ Name: 'daily' }))],
  ['events', () => new EventBridgeClient(config(sandbox)).send(new DescribeRuleCommand({ Name: 'nightly' }))],
  ['cloudwatch', () => new CloudWatchClient(config(sandbox)).send(new DescribeAlarmsCommand({}))],
  ['logs', () => new CloudWatchLogsClient(config(sandbox)).send(new DescribeLogGroupsCommand({}))],
  [
    'sns',
    () => new SNSClient(config(sandbox)).send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn })),
  ],
  [
    'config',
    () => new ConfigServiceClient(config(sandbox)).send(new DescribeConfigRuleEvaluationStatusCommand({})),
  ],
] as const)('%s can be made to refuse', async (service, send) => {
  sandbox.addFault({ service, kind: 'deny', times: 1 });
  await expect(send()).rejects.toMatchObject({ message: expect.stringContaining(`perform: ${service}:`) });
  sandbox.addFault({ service, kind: 'throttle', times: 1 });
  await expect(send()).rejects.toMatchObject({ name: expect.stringMatching(/^Throttl/) });
  await expect(send()).resolves.toBeDefined();
});
