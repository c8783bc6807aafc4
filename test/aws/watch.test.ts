/** The calls about verifiers, alarms and Config rules against the sandbox: what is asked, every page of it, and no secrets. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import changeAlarm from '../../checks/cloudtrail/change-alarm.ts';
import cloudwatchLogs from '../../checks/cloudtrail/cloudwatch-logs.ts';
import configRuleEvidence from '../../checks/cloudtrail/config-rule-evidence.ts';
import verification from '../../checks/cloudtrail/digest-verification-automated.ts';
import type { Config } from '../../src/cli/config.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { builtInEstates, parseEstate, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { EstateDocument } from '../../src/sandbox/schema/estate.ts';
import { exemplaryConfig, referenceConfig, runAgainst } from '../support/run.ts';

const now = () => new Date('2026-11-20T06:00:00Z');
const checks = [changeAlarm, cloudwatchLogs, configRuleEvidence, verification];
let exemplary: Sandbox;
let reference: Sandbox;
beforeAll(async () => {
  exemplary = await startSandbox({ estate: builtInEstates.exemplary(), now, record: true });
  reference = await startSandbox({ estate: builtInEstates.reference(), now, record: true });
});
afterAll(() => Promise.all([exemplary.stop(), reference.stop()]));

async function verdicts(sandbox: Sandbox, config: Config) {
  const { snapshot } = await runAgainst(sandbox, checks, { now, config });
  const { header, population, index } = snapshot;
  if (population === null) throw new Error('no population');
  const context = { source: index, takenAt: header.takenAt, parameters: header.parameters, population };
  const results = evaluate(context, checks).map(({ check, subject, verdict }) => ({
    check: check.replace('cloudtrail/', ''),
    trail: subject.name,
    status: verdict.status,
    note: verdict.note,
  }));
  return { results, records: [...index.records()] };
}

test('exemplary: somebody watches, and everything is proven', async () => {
  const { results, records } = await verdicts(exemplary, exemplaryConfig);
  expect(results.map(({ check, status }) => [check, status])).toEqual(
    checks.map(({ id }) => [id.replace('cloudtrail/', ''), 'pass']),
  );
  expect(records.filter(({ outcome }) => outcome === 'gap')).toEqual([]);
  // Small pages give the same evidence.
  const paged = await startSandbox({ estate: builtInEstates.exemplary(), now, pageSize: 1 });
  try {
    expect((await verdicts(paged, exemplaryConfig)).results).toEqual(results);
  } finally {
    await paged.stop();
  }
});

test('what is handed to targets, and where notices go, is not kept', async () => {
  const { records } = await verdicts(exemplary, exemplaryConfig);
  const text = JSON.stringify(records);
  expect(text).toContain('GetSchedule');
  expect(text).not.toContain('handed to the target');
  expect(text).not.toContain('security@example.com');
});

test('reference: a verifier asleep, a filter with holes, and what AWS Config makes of it', async () => {
  const { results } = await verdicts(reference, referenceConfig);
  const of = (check: string, trail: string) => results.find(r => r.check === check && r.trail === trail);
  expect(of('digest-verification-automated', 'org-trail')).toMatchObject({
    status: 'fail',
    note: 'Schedule verify-digests-daily is DISABLED; function verify-digests ran 0 times within the last day and 0 times on the day before; alarm verify-digests-errors has no AlarmActions.',
  });
  expect(of('digest-verification-automated', 'partner-trail')?.status).toBe('unknown');
  expect(of('change-alarm', 'org-trail')).toMatchObject({
    status: 'fail',
    note: 'No metric filter of org-trail catches StartLogging, StopLogging.',
  });
  expect(of('config-rule-evidence', 'org-trail')?.status).toBe('pass');
  expect(of('config-rule-evidence', 'partner-trail')?.status).toBe('fail');
  expect(of('config-rule-evidence', 'legacy-eu')?.status).toBe('not-applicable');
});

test('few calls: nothing about a verifier that nobody declared, one list of alarms for each place', async () => {
  const before = reference.requests.length;
  const { verifier: _, ...undeclared } = referenceConfig;
  await verdicts(reference, undeclared);
  const asked = reference.requests.slice(before).map(({ service, operation }) => `${service}.${operation}`);
  const count = (call: string) => asked.filter(one => one === call).length;
  expect(asked.filter(one => /^(scheduler|events)\.|GetMetricData/.test(one))).toEqual([]);
  expect(count('cloudwatch.DescribeAlarms')).toBe(1);
  expect(count('logs.DescribeMetricFilters')).toBe(1);
  expect(count('sns.ListSubscriptionsByTopic')).toBe(1);
  // Where trails are at home: four places, with three rules in two of them.
  expect(count('config.DescribeConfigRules')).toBe(4);
  expect(count('config.GetComplianceDetailsByConfigRule')).toBe(6);
});

test('a verifier that a rule starts, with more targets than fit a page, and a topic in another account', async () => {
  const [management, security] = ['111122223333', '222233334444'];
  const region = 'us-east-1';
  const topic = `arn:aws:sns:${region}:${security}:alerts`;
  const target = `arn:aws:lambda:${region}:${security}:function:verify`;
  const document: EstateDocument = {
    name: 'rule',
    callers: [
      {
        account: management,
        user: 'a',
        accessKeyId: 'AKIAEXAMPLE000000001',
        secretAccessKey: 'a-secret-of-your-own',
      },
    ],
    organization: {
      id: 'o-a1b2c3d4e5',
      rootId: 'r-ab12',
      managementAccount: management,
      trustedServices: ['cloudtrail.amazonaws.com', 'account.amazonaws.com'],
    },
    rolesInEveryAccount: [{ name: 'TrailproofAudit', trusts: [management] }],
    accounts: [
      {
        id: management,
        name: 'management',
        trails: [
          {
            name: 'org-trail',
            homeRegion: region,
            bucket: 'the-trail-logs',
            multiRegion: true,
            organization: true,
            logFileValidation: true,
            cloudWatchLogsLogGroupArn: `arn:aws:logs:${region}:${management}:log-group:trail:*`,
          },
        ],
        logGroups: [
          {
            name: 'trail',
            region,
            metricFilters: [
              { name: 'f', pattern: '{ $.eventSource = cloudtrail.amazonaws.com }', metric: 'M' },
            ],
          },
        ],
        alarms: [
          {
            region,
            AlarmName: 'a',
            Namespace: 'CloudTrailMetrics',
            MetricName: 'M',
            Statistic: 'Sum',
            AlarmActions: [topic],
          },
        ],
      },
      {
        id: security,
        name: 'security',
        buckets: [{ name: 'the-trail-logs', region }],
        functions: [{ name: 'verify', region, invocations: ['-2h', '-26h'] }],
        eventRules: [
          { name: 'nightly', region, expression: 'cron(0 4 * * ? *)', targets: [topic, topic, target] },
        ],
        alarms: [
          {
            region,
            AlarmName: 'errors',
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Dimensions: [{ Name: 'FunctionName', Value: 'verify' }],
            Statistic: 'Sum',
            AlarmActions: [topic],
          },
        ],
        topics: [{ name: 'alerts', region, subscriptions: [{ protocol: 'sms', endpoint: '+1' }] }],
      },
    ],
  };
  const sandbox = await startSandbox({ estate: parseEstate(document, 'test'), now, pageSize: 1 });
  try {
    const verifier = {
      account: security,
      region,
      rule: `arn:aws:events:${region}:${security}:rule/nightly`,
      function: target,
      alarm: 'errors',
    };
    const { results } = await verdicts(sandbox, { role: { name: 'TrailproofAudit' }, verifier });
    expect(results.map(({ check, status }) => [check, status])).toEqual([
      ['change-alarm', 'pass'],
      ['cloudwatch-logs', 'unknown'],
      ['config-rule-evidence', 'not-applicable'],
      ['digest-verification-automated', 'pass'],
    ]);
  } finally {
    await sandbox.stop();
  }
});
