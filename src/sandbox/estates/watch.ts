/** What watches the trails of the built-in estates: verifiers, alarms on changes, Config rules; in order and out of it. */
import type { EstateDocument } from '../schema/estate.ts';

type Account = EstateDocument['accounts'][number];
type Watch = Pick<Account, 'functions' | 'schedules' | 'alarms' | 'logGroups' | 'topics' | 'configRules'>;

const region = 'us-east-1';
const topicIn = (account: string) => `arn:aws:sns:${region}:${account}:security-alerts`;
const securityTeam = { protocol: 'email' as const, endpoint: 'security@example.com' };
const functionIn = (account: string) => `arn:aws:lambda:${region}:${account}:function:verify-digests`;

function caught(...events: readonly string[]): string {
  return `{ ${events.map(name => `($.eventName = ${name})`).join(' || ')} }`;
}

function trailChanges(account: string): NonNullable<Account['alarms']>[number] {
  return {
    region,
    AlarmName: 'trail-changes',
    AlarmActions: [topicIn(account)],
    Namespace: 'CloudTrailMetrics',
    MetricName: 'TrailChanges',
    Statistic: 'Sum',
  };
}

function verifierErrors(actions: readonly string[]): NonNullable<Account['alarms']>[number] {
  return {
    region,
    AlarmName: 'verify-digests-errors',
    AlarmActions: [...actions],
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: 'verify-digests' }],
    Statistic: 'Sum',
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  };
}

const trailRules = {
  'cloud-trail-encryption-enabled': 'CLOUD_TRAIL_ENCRYPTION_ENABLED',
  'cloud-trail-log-file-validation-enabled': 'CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED',
  'cloud-trail-cloud-watch-logs-enabled': 'CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED',
};

/** AWS Config's rules on trails, and which of them the trail breaks. */
export function configRules(trail: string, ...broken: (keyof typeof trailRules)[]): Account['configRules'] {
  return Object.entries(trailRules).map(([name, identifier]) => ({
    name,
    region,
    identifier,
    lastEvaluation: '-3h',
    results: [
      {
        resource: trail,
        compliance: broken.some(rule => rule === name) ? 'NON_COMPLIANT' : 'COMPLIANT',
      },
    ],
  }));
}

/** The account of the trail: every change of a trail reaches somebody. */
export function watchedTrail(account: string, trail: string, kmsKeyId: string): Watch {
  return {
    logGroups: [
      {
        name: 'org-trail',
        region,
        retentionDays: 400,
        kmsKeyId,
        metricFilters: [
          {
            name: 'trail-changes',
            // In no particular order, as people write it.
            pattern: caught('StopLogging', 'DeleteTrail', 'UpdateTrail', 'StartLogging', 'CreateTrail'),
            metric: 'TrailChanges',
          },
        ],
      },
    ],
    alarms: [trailChanges(account)],
    topics: [{ name: 'security-alerts', region, subscriptions: [securityTeam] }],
    configRules: configRules(trail),
  };
}

/** As it often is: the filter misses the events that matter most, and nobody ever confirmed the mail. */
export function halfWatchedTrail(account: string, trail: string): Watch {
  return {
    logGroups: [
      {
        name: 'org-trail',
        region,
        metricFilters: [
          {
            name: 'trail-changes',
            pattern: caught('CreateTrail', 'UpdateTrail', 'DeleteTrail'),
            metric: 'TrailChanges',
          },
        ],
      },
    ],
    alarms: [trailChanges(account)],
    topics: [{ name: 'security-alerts', region, subscriptions: [{ ...securityTeam, confirmed: false }] }],
    configRules: configRules(trail),
  };
}

/** Verifies every night, and errors reach somebody. */
export function workingVerifier(account: string): Watch {
  return {
    functions: [{ name: 'verify-digests', region, invocations: ['-5h', '-29h', '-53h'] }],
    schedules: [
      {
        name: 'verify-digests-daily',
        region,
        expression: 'rate(1 day)',
        windowMinutes: 15,
        target: functionIn(account),
      },
    ],
    alarms: [verifierErrors([topicIn(account)])],
    topics: [{ name: 'security-alerts', region, subscriptions: [securityTeam] }],
  };
}

/** Somebody switched it off "for a moment" two weeks ago, and its alarm tells nobody. */
export function sleepingVerifier(account: string): Watch {
  return {
    functions: [{ name: 'verify-digests', region, invocations: ['-15d', '-14d'], errors: ['-14d'] }],
    schedules: [
      {
        name: 'verify-digests-daily',
        region,
        expression: 'cron(0 3 * * ? *)',
        state: 'DISABLED',
        target: functionIn(account),
      },
    ],
    alarms: [verifierErrors([])],
  };
}
