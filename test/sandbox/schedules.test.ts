/** Schedules, rules and AWS Config, through the SDK as our own calls use it. */
import {
  ConfigServiceClient,
  DescribeConfigRuleEvaluationStatusCommand,
  GetComplianceDetailsByConfigRuleCommand,
  paginateDescribeConfigRules,
} from '@aws-sdk/client-config-service';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { config, tooling } from './support.ts';
import { functionArn, startWatched, topicArn, trailArn } from './watch-estate.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startWatched();
});
afterAll(() => sandbox.stop());

describe('schedules and rules', () => {
  test('a schedule, by name or by group and name', async () => {
    const client = new SchedulerClient(config(sandbox));
    expect(await client.send(new GetScheduleCommand({ Name: 'daily' }))).toMatchObject({
      Arn: `arn:aws:scheduler:us-east-1:${tooling}:schedule/default/daily`,
      State: 'ENABLED',
      ScheduleExpression: 'rate(1 day)',
      EndDate: new Date('2027-01-01T00:00:00Z'),
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn },
    });
    expect(await client.send(new GetScheduleCommand({ Name: 'off', GroupName: 'audit' }))).toMatchObject({
      State: 'DISABLED',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 },
    });
    await expect(client.send(new GetScheduleCommand({ Name: 'off' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('a rule and its targets', async () => {
    const client = new EventBridgeClient(config(sandbox));
    expect(await client.send(new DescribeRuleCommand({ Name: 'nightly' }))).toMatchObject({
      State: 'ENABLED',
      ScheduleExpression: 'rate(12 hours)',
    });
    const { ScheduleExpression, EventPattern } = await client.send(
      new DescribeRuleCommand({ Name: 'on-event' }),
    );
    expect([ScheduleExpression, EventPattern]).toEqual([undefined, '{}']);
    const first = await client.send(new ListTargetsByRuleCommand({ Rule: 'nightly', Limit: 1 }));
    expect(first.Targets).toEqual([{ Id: 'Target0', Arn: functionArn }]);
    const { NextToken } = first;
    const second = await client.send(new ListTargetsByRuleCommand({ Rule: 'nightly', Limit: 1, NextToken }));
    expect([second.Targets?.map(one => one.Arn), second.NextToken]).toEqual([[topicArn], undefined]);
    await expect(client.send(new DescribeRuleCommand({ Name: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('Config rules', () => {
  test('what there is, when it was evaluated, and what it found', async () => {
    const client = new ConfigServiceClient(config(sandbox));
    const rules: unknown[] = [];
    for await (const page of paginateDescribeConfigRules({ client }, {}))
      rules.push(...(page.ConfigRules ?? []));
    expect(rules).toMatchObject([
      { ConfigRuleName: 'enc', Source: { Owner: 'AWS', SourceIdentifier: 'CLOUD_TRAIL_ENCRYPTION_ENABLED' } },
      { ConfigRuleName: 'fresh' },
    ]);
    const { ConfigRulesEvaluationStatus: status } = await client.send(
      new DescribeConfigRuleEvaluationStatusCommand({ ConfigRuleNames: ['enc'] }),
    );
    expect(status?.map(one => one.LastSuccessfulEvaluationTime)).toEqual([new Date('2026-11-20T04:20:00Z')]);
    const { EvaluationResults } = await client.send(
      new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'enc' }),
    );
    expect(EvaluationResults).toMatchObject([
      {
        EvaluationResultIdentifier: { EvaluationResultQualifier: { ResourceId: trailArn } },
        ComplianceType: 'NON_COMPLIANT',
      },
    ]);
    await expect(
      client.send(new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'none' })),
    ).rejects.toMatchObject({ name: 'NoSuchConfigRuleException' });
  });
});
