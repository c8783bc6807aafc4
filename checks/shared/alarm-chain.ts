/** From a metric filter by way of its metric and an alarm to somebody who is told. Notes are fragments. Pure. */
import type { alarmsAt, MetricAlarm } from '../../src/aws/cloudwatch.ts';
import type { MetricFilter } from '../../src/aws/logs.ts';
import { isTopic, subscriptionsOf, watches } from '../../src/aws/sns.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import {
  anyOf,
  conclude,
  fail,
  observed,
  pass,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import { goesOff } from './alarms.ts';
import { always, few } from './wording.ts';

/** What an event that the filter catches sets off. `scope` is where the log group is, and so its metric and alarms. */
export function leadsToSomebody(
  read: Read,
  filter: MetricFilter,
  alarms: ReturnType<typeof alarmsAt>,
  scope: Scope,
): Verdict {
  const name = must(filter.filterName, 'filterName');
  const [counted] = must(filter.metricTransformations, 'metricTransformations');
  const { metricNamespace, metricName, metricValue, dimensions } = must(counted, 'metricTransformations');
  const metric = `${must(metricNamespace, 'metricNamespace')}/${must(metricName, 'metricName')}`;
  const value = Number(must(metricValue, 'metricValue'));
  if (filter.applyOnTransformedLogs === true || (filter.fieldSelectionCriteria ?? '') !== '')
    return undetermined(`filter ${name} looks at selected or transformed events, which is not followed`);
  if (Number.isNaN(value))
    return undetermined(`filter ${name} counts ${metricValue}, whose value is not known beforehand`);
  const watching = alarms.MetricAlarms.filter(alarm => watches(alarm, filter));
  // Without dimensions AWS leaves the field out or empty; a metric with dimensions is another metric.
  const split = Object.keys(dimensions ?? {}).length > 0;
  const direct = watching.filter(alarm => split || (alarm.Dimensions ?? []).length === 0);
  if (direct.length === 0) return fail(`no alarm watches ${metric}, which filter ${name} counts in`);
  if (split)
    return undetermined(`filter ${name} counts by dimensions, and which of them an alarm sees is not known`);
  const sounded = anyOf(read, direct, (alarm, r) => {
    const off = goesOff(alarm, value, alarms.CompositeAlarms);
    return off.status === 'pass' ? somebodyIsTold(r, alarm, scope) : off;
  });
  return concluded(sounded, note => `filter ${name} counts in ${metric}, ${note}`);
}

function somebodyIsTold(read: Read, alarm: MetricAlarm, scope: Scope): Verdict {
  const name = must(alarm.AlarmName, 'AlarmName');
  const actions = must(alarm.AlarmActions, 'AlarmActions');
  const others = actions.filter(action => !isTopic(action));
  const told = anyOf(read, actions.filter(isTopic), (topic, r) => {
    const all = subscriptionsOf(r, topic, scope);
    if (all === undefined) return fail(`alarm ${name} tells the topic ${topic}, which does not exist`);
    // Instead of an ARN AWS writes PendingConfirmation or Deleted.
    const confirmed = all.filter(one => must(one.SubscriptionArn, 'SubscriptionArn').startsWith('arn:'));
    const seen = [
      observed(
        'SubscriptionArn',
        'a confirmed subscription',
        all.map(s => s.SubscriptionArn ?? null),
      ),
    ];
    if (confirmed.length > 0)
      return pass(`alarm ${name} tells ${confirmed.length} confirmed subscriptions of ${topic}`, seen);
    const pending = all.length > 0 ? `, only ${all.length} unconfirmed` : '';
    return fail(
      `alarm ${name} tells the topic ${topic}, which has no confirmed subscription${pending}`,
      seen,
    );
  });
  if (told.status !== 'pass' && others.length > 0)
    return undetermined(`alarm ${name} acts by ${few(others)}, and whether that tells anybody is not known`);
  return concluded(told, note => note);
}

function concluded(combined: ReturnType<typeof anyOf>, words: (note: string) => string): Verdict {
  const notes = [...new Set(combined.deciding.map(verdict => verdict.note))];
  const whole = notes[0]?.endsWith('.') ? notes.join('; ') : words(notes.join('; '));
  return conclude(
    combined,
    always(() => whole),
  );
}
