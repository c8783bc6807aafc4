/** The parts of a declared verifier that AWS can show: what starts it, that it runs, and who hears of its errors. Notes are fragments. Pure. */
import { functionName, verifierAlarm, verifierRuns } from '../../src/aws/cloudwatch.ts';
import { ruleOf, targetsOf } from '../../src/aws/events.ts';
import { scheduleOf } from '../../src/aws/scheduler.ts';
import type { Verifier } from '../../src/model/parameters.ts';
import { must, type Read } from '../../src/model/read.ts';
import { fail, observed, pass, undetermined, type Verdict } from '../../src/model/verdict.ts';
import { goesOff } from './alarms.ts';
import { cadenceOf } from './cadence.ts';
import { few, hoursSince, moment } from './wording.ts';

const DAY_MINUTES = 24 * 60;
const HOUR_MS = 3_600_000;

export function isStarted(verifier: Verifier, read: Read): Verdict {
  return verifier.schedule === null
    ? startedByRule(must(verifier.rule, 'a rule'), verifier, read)
    : startedBySchedule(verifier.schedule, verifier, read);
}

function startedBySchedule(name: string, verifier: Verifier, read: Read): Verdict {
  const schedule = scheduleOf(read, verifier, name);
  if (schedule === undefined) return fail(`there is no schedule ${name}`);
  const { StartDate: start, EndDate: end } = schedule;
  const state = must(schedule.State, 'State');
  if (state !== 'ENABLED') return fail(`schedule ${name} is ${state}`, [observed('State', 'ENABLED', state)]);
  // Absent: it began at once and does not end (EventBridge Scheduler API reference, GetSchedule).
  if (start !== undefined && hoursSince(start, read.now) < 0)
    return fail(`schedule ${name} begins ${moment(start, read.now)}`);
  if (end !== undefined && hoursSince(end, read.now) >= 0)
    return fail(`schedule ${name} ended ${moment(end, read.now)}`);
  const expression = must(schedule.ScheduleExpression, 'ScheduleExpression');
  const target = must(schedule.Target?.Arn, 'Target.Arn');
  return startedOften(`schedule ${name}`, expression, [target], verifier);
}

function startedByRule(name: string, verifier: Verifier, read: Read): Verdict {
  const rule = ruleOf(read, verifier, name);
  const targets = targetsOf(read, verifier, name);
  if (rule === undefined || targets === undefined) return fail(`there is no rule ${name}`);
  const state = must(rule.State, 'State');
  if (state === 'DISABLED') return fail(`rule ${name} is ${state}`, [observed('State', 'ENABLED', state)]);
  // Absent: events start it and no clock does (EventBridge API reference, DescribeRule).
  const expression = rule.ScheduleExpression;
  if (expression === undefined) return fail(`rule ${name} has no ScheduleExpression`);
  const arns = targets.Targets.map(target => must(target.Arn, 'Arn'));
  return startedOften(`rule ${name}`, expression, arns, verifier);
}

function startedOften(
  what: string,
  expression: string,
  targets: readonly string[],
  verifier: Verifier,
): Verdict {
  const seen = [observed('ScheduleExpression', 'at most 24 hours apart', expression)];
  const cadence = cadenceOf(expression);
  const runs = `${what} runs by ${expression}`;
  if (cadence.kind === 'once') return fail(`${runs}, once only`, seen);
  if (cadence.kind === 'skips-days') return fail(`${runs}, not on every day`, seen);
  if (cadence.kind === 'steady' && cadence.minutes > DAY_MINUTES)
    return fail(`${runs}, up to ${Math.round(cadence.minutes / 60)} hours apart`, seen);
  const declared = verifier.function;
  // The declared function, or an alias or version of it.
  if (!targets.some(target => target === declared || target.startsWith(`${declared}:`))) {
    const where = targets.length === 0 ? 'nothing' : few(targets);
    if (targets.some(target => !target.includes(':lambda:') || target.includes(':aws-sdk:')))
      return undetermined(`${what} starts ${where}, and whether that starts ${declared} is not followed`);
    return fail(`${what} starts ${where}, not ${declared}`, [observed('Arn', declared, [...targets])]);
  }
  if (cadence.kind === 'not-understood') return undetermined(`${runs}, which is not understood here`);
  return pass(`${what} starts ${functionName(declared)} by ${expression}`, seen);
}

/** Whether it ran in each of the last two days, and no run of the last 48 hours ended in an error. */
export function runsWithoutErrors(verifier: Verifier, read: Read): Verdict {
  const { MetricDataResults: results, EndTime: end } = verifierRuns(read, verifier);
  /** By how long before the end each hour begins. */
  const points = (id: string): ReadonlyMap<number, number> => {
    const series = results.filter(result => must(result.Id, 'Id') === id);
    // Of several pages all but the last are PartialData.
    must(series.at(-1)?.StatusCode === 'Complete' ? id : null, `all data points of ${id}`);
    return new Map(
      series.flatMap(one => {
        const values = must(one.Values, 'Values');
        return must(one.Timestamps, 'Timestamps').map((at, n): [number, number] => [
          Date.parse(end) - Date.parse(at),
          must(values[n], 'Values'),
        ]);
      }),
    );
  };
  const invocations = points('invocations');
  const errors = points('errors');
  const name = functionName(verifier.function);
  const sum = (series: ReadonlyMap<number, number>, from: number, to: number): number =>
    [...series].reduce((all, [ago, n]) => (ago > from * HOUR_MS && ago <= to * HOUR_MS ? all + n : all), 0);
  const days = [sum(invocations, 0, 25), sum(invocations, 25, 50)];
  const failed = sum(errors, 0, 49);
  const seen = [
    observed('Invocations', 'at least 1 on each of two days', days),
    observed('Errors', 0, failed),
  ];
  if (failed > 0) return fail(`function ${name} ended in ${failed} errors within 48 hours`, seen);
  if (days.includes(0))
    return fail(
      `function ${name} ran ${days[0]} times within the last day and ${days[1]} times on the day before`,
      seen,
    );
  // Lambda counts Errors, if only 0 of them, wherever it counts Invocations.
  if ([...invocations.keys()].some(at => !errors.has(at)))
    return undetermined(`CloudWatch lacks Errors for some runs of ${name}`);
  return pass(
    `function ${name} ran ${days[0]} and ${days[1]} times on the last two days without an error`,
    seen,
  );
}

/** Whether one error of the function sets the declared alarm off. */
export function errorsAreHeard(verifier: Verifier, read: Read): Verdict {
  const { MetricAlarms, CompositeAlarms } = verifierAlarm(read, verifier);
  const name = functionName(verifier.function);
  const [alarm] = MetricAlarms;
  if (alarm === undefined) {
    if (CompositeAlarms.length > 0)
      return undetermined(`${verifier.alarm} is a composite alarm, whose rule is not followed`);
    return fail(`there is no alarm ${verifier.alarm}`);
  }
  if ((alarm.Metrics ?? []).length === 0) {
    const dimensions = must(alarm.Dimensions, 'Dimensions').map(({ Name, Value }) => `${Name}=${Value}`);
    const metric = `${must(alarm.Namespace, 'Namespace')}/${must(alarm.MetricName, 'MetricName')}`;
    if (metric !== 'AWS/Lambda/Errors' || dimensions.join() !== `FunctionName=${name}`)
      return fail(
        `alarm ${verifier.alarm} watches ${metric} of ${few(dimensions)}, not the Errors of ${name}`,
        [observed('MetricName', 'Errors', metric)],
      );
  }
  return goesOff(alarm, 1, []);
}
