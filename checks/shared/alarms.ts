/** Whether one event is enough to set an alarm off, and whether the alarm then does anything. Pure. */
import type { MetricAlarm } from '../../src/aws/cloudwatch.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';

interface Composite {
  readonly AlarmName?: string | undefined;
  readonly AlarmRule?: string | undefined;
}

/** `value`: what one event adds to the alarm's metric. Notes are fragments, which name the alarm. */
export function goesOff(alarm: MetricAlarm, value: number, composites: readonly Composite[]): Verdict {
  const name = must(alarm.AlarmName, 'AlarmName');
  const enabled = must(alarm.ActionsEnabled, 'ActionsEnabled');
  const actions = must(alarm.AlarmActions, 'AlarmActions');
  const over = composites.find(composite => mentions(must(composite.AlarmRule, 'AlarmRule'), alarm));
  if (!enabled || actions.length === 0) {
    const why = enabled ? 'has no AlarmActions' : 'has ActionsEnabled false';
    if (over) return undetermined(`alarm ${name} ${why}, and the composite alarm over it is not followed`);
    const seen = enabled
      ? observed('AlarmActions', 'at least one', [])
      : observed('ActionsEnabled', true, false);
    return fail(`alarm ${name} ${why}`, [seen]);
  }
  if (alarm.Metrics !== undefined && alarm.Metrics.length > 0)
    return undetermined(`alarm ${name} watches a formula, which is not worked out here`);
  const threshold = must(alarm.Threshold, 'Threshold');
  const operator = must(alarm.ComparisonOperator, 'ComparisonOperator');
  const { Statistic: statistic } = alarm;
  if (statistic !== 'Sum' && statistic !== 'Maximum')
    return undetermined(
      `alarm ${name} does not go by Sum or Maximum, so what one event does to it is not known`,
    );
  if (operator !== 'GreaterThanThreshold' && operator !== 'GreaterThanOrEqualToThreshold') {
    if (operator.startsWith('LessThan'))
      return fail(`alarm ${name} goes off when there is too little (${operator} ${threshold})`);
    return undetermined(`alarm ${name} goes by ${operator}, which is not followed`);
  }
  const reached = operator === 'GreaterThanThreshold' ? value > threshold : value >= threshold;
  const limit = `${statistic} ${operator} ${threshold}`;
  if (!reached)
    return fail(`alarm ${name} does not go off at one event (${limit})`, [
      observed('Threshold', value, threshold),
    ]);
  // Left out, it is as many as EvaluationPeriods (CloudWatch API reference, MetricAlarm).
  const needed = alarm.DatapointsToAlarm === undefined ? alarm.EvaluationPeriods : alarm.DatapointsToAlarm;
  if (must(needed, 'EvaluationPeriods') > 1)
    return undetermined(`alarm ${name} waits for ${needed} data points, which one event may not make`);
  return pass(`alarm ${name} goes off at one event (${limit})`, [observed('ActionsEnabled', true, enabled)]);
}

function mentions(rule: string, alarm: MetricAlarm): boolean {
  return [alarm.AlarmName, alarm.AlarmArn].some(name => name !== undefined && rule.includes(name));
}
