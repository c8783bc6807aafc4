/** What watches in the tooling account of the test estate: of each kind a plain one and an odd one. */
import type { Sandbox } from '../../src/sandbox/index.ts';
import { startTest, tooling } from './support.ts';

export const now = new Date('2026-11-20T06:20:00Z');
export const region = 'us-east-1';
export const functionArn = `arn:aws:lambda:us-east-1:${tooling}:function:verify`;
export const topicArn = `arn:aws:sns:us-east-1:${tooling}:alerts`;
export const trailArn = `arn:aws:cloudtrail:us-east-1:${tooling}:trail/t`;

export function startWatched(): Promise<Sandbox> {
  return startTest({ now: () => now }, document => {
    Object.assign(document.accounts.find(one => one.id === tooling) ?? {}, {
      functions: [{ name: 'verify', region, invocations: ['-1h', '-50m', '-25h'], errors: ['-50m'] }],
      schedules: [
        {
          name: 'daily',
          region,
          expression: 'rate(1 day)',
          target: functionArn,
          endsAt: '2027-01-01T00:00:00Z',
        },
        {
          name: 'off',
          group: 'audit',
          region,
          expression: 'cron(0 6 * * ? *)',
          target: functionArn,
          state: 'DISABLED',
          windowMinutes: 30,
        },
      ],
      eventRules: [
        { name: 'nightly', region, expression: 'rate(12 hours)', targets: [functionArn, topicArn] },
        { name: 'on-event', region, pattern: '{}' },
      ],
      alarms: [
        {
          region,
          AlarmName: 'plain',
          Namespace: 'N',
          MetricName: 'M',
          Statistic: 'Sum',
          AlarmActions: [topicArn],
        },
        { region, AlarmName: 'formula', Metrics: [{ Id: 'a', Expression: '1' }] },
        { region, AlarmName: 'both', AlarmRule: 'ALARM("plain")' },
        { region: 'eu-west-1', AlarmName: 'elsewhere' },
      ],
      logGroups: [
        {
          name: 'trail',
          region,
          retentionDays: 90,
          metricFilters: [
            { name: 'one', pattern: '{ $.a = 1 }', metric: 'M' },
            { name: 'two', pattern: '', metric: 'N', dimensions: { A: '$.a' } },
          ],
        },
        { name: 'trail-2', region },
      ],
      topics: [
        {
          name: 'alerts',
          region,
          subscriptions: [
            { protocol: 'email', endpoint: 'a@b.c', confirmed: false },
            { protocol: 'https', endpoint: 'https://x.y/?a=1&b=2' },
          ],
        },
      ],
      configRules: [
        {
          name: 'enc',
          region,
          identifier: 'CLOUD_TRAIL_ENCRYPTION_ENABLED',
          lastEvaluation: '-2h',
          results: [{ resource: trailArn, compliance: 'NON_COMPLIANT' }],
        },
        { name: 'fresh', region, identifier: 'CLOUD_TRAIL_ENABLED' },
      ],
    });
  });
}
