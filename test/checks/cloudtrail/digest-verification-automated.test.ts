import check from '../../../checks/cloudtrail/digest-verification-automated.ts';
import { describeAlarms, getMetricData } from '../../../src/aws/cloudwatch.ts';
import { describeRule, listTargetsByRule } from '../../../src/aws/events.ts';
import { readLedger, scopesSha256 } from '../../../src/aws/ledger.ts';
import { getSchedule } from '../../../src/aws/scheduler.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  ARCHIVE,
  absent,
  daysAhead,
  denied,
  hoursAgo,
  on,
  ownTrail,
  refuse,
  TRAIL,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';
import { ledger, RECORDED, verified } from '../../support/ledger.ts';
import { errorsAlarm, FUNCTION, metricData, type Series, schedule, verifier } from '../../support/watch.ts';

function scheduled(changes: object) {
  return world({ answers: [on(getSchedule, () => ({ ...schedule, ...changes }))] });
}

function ran(invocations: Series, errors: Series, status?: string) {
  return world({ answers: [on(getMetricData, () => metricData(invocations, errors, status))] });
}

function alarm(changes: Parameters<typeof errorsAlarm>[0]) {
  return world({
    answers: [on(describeAlarms, () => ({ MetricAlarms: [errorsAlarm(changes)], CompositeAlarms: [] }))],
  });
}

const byRule = { ...verifier, schedule: null, rule: `arn:aws:events:eu-west-1:${ARCHIVE}:rule/nightly` };

function ruled(changes: object, targets: readonly { Arn: string }[] = [{ Arn: FUNCTION }]) {
  return world({
    parameters: { verifier: byRule },
    answers: [
      on(describeRule, (_scope, { Name }) =>
        Name === 'nightly'
          ? { State: 'ENABLED', ScheduleExpression: 'cron(0 6 * * ? *)', ...changes }
          : undefined,
      ),
      on(listTargetsByRule, () => ({ Targets: [...targets] })),
    ],
  });
}

/** One verification a day, the newest two hours ago. */
function days(count: number, changes: Parameters<typeof verified>[1] = {}) {
  return Array.from({ length: count }, (_, day) => verified(2 + 24 * day, changes));
}

const elsewhere = `arn:aws:lambda:eu-west-1:${ARCHIVE}:function:something-else`;

testCheck(
  check,
  {
    pass: {
      'schedule, runs and alarm': {
        world: world(),
        note:
          'Schedule verify-digests starts verify-digests by rate(1 day); function verify-digests ran 1 and 1 times on the last two ' +
          'days without an error; alarm verify-digests-errors goes off at one event (Sum GreaterThanThreshold 0).',
        results: 1,
      },
      'a rule by the clock': ruled({}),
      'an alias of the function': scheduled({ Target: { Arn: `${FUNCTION}:live` } }),
      'a rule that starts others as well': ruled({}, [{ Arn: elsewhere }, { Arn: FUNCTION }]),
      'a day of 25 hours, when clocks go back': ran({ 5: 1, 30: 1 }, { 5: 0, 30: 0 }),
      'an error three days ago, since mended': ran({ 6: 1, 30: 1, 50: 1 }, { 6: 0, 30: 0, 50: 1 }),
      'it ends, but not yet': scheduled({ StartDate: hoursAgo(1000), EndDate: daysAhead(1) }),
      'declared for a trail of an account': {
        world: world({
          trails: [ownTrail(WORKLOAD, 'own')],
          parameters: {
            verifier: { ...verifier, trails: [`arn:aws:cloudtrail:us-east-1:${WORKLOAD}:trail/own`, TRAIL] },
          },
        }),
        results: 2,
      },
      'our own ledger, each day of the last seven, and no verifier declared': {
        world: world({ parameters: { verifier: null }, answers: [ledger(...days(7))] }),
        note: 'The ledger shows a complete verification on each of the last 7 days.',
      },
      'a chain was found broken: it was verified all the same': world({
        parameters: { verifier: null },
        answers: [ledger(...days(7, { Broken: 1, Proven: 5 }))],
      }),
      'as many days as are configured': world({
        parameters: { verifier: null, verificationDays: 2 },
        answers: [ledger(...days(2))],
      }),
    },
    fail: {
      'validation is off': {
        world: world({ trail: { LogFileValidationEnabled: false } }),
        note: 'so there are no digests to verify',
      },
      'the schedule is disabled': {
        world: scheduled({ State: 'DISABLED' }),
        note: 'Schedule verify-digests is DISABLED',
      },
      'the schedule has ended': {
        world: scheduled({ EndDate: hoursAgo(1) }),
        note: 'ended 2026-11-20T05:00:00.000Z',
      },
      'the schedule has not begun': {
        world: scheduled({ StartDate: daysAhead(3) }),
        note: 'begins 2026-11-23',
      },
      'there is no such schedule': world({
        answers: [on(getSchedule, () => absent('ResourceNotFoundException'))],
      }),
      'every two days': {
        world: scheduled({ ScheduleExpression: 'rate(2 days)' }),
        note: 'up to 48 hours apart',
      },
      'not at the weekend': {
        world: scheduled({ ScheduleExpression: 'cron(0 6 ? * MON-FRI *)' }),
        note: 'not on every day',
      },
      once: scheduled({ ScheduleExpression: 'at(2026-11-20T05:00:00)' }),
      'it starts another function': {
        world: scheduled({ Target: { Arn: elsewhere } }),
        note: `not ${FUNCTION}`,
      },
      'a function whose name begins alike': scheduled({ Target: { Arn: `${FUNCTION}-old` } }),
      'the rule is disabled': ruled({ State: 'DISABLED' }),
      'the rule starts nothing': { world: ruled({}, []), note: 'starts nothing' },
      'events start the rule': ruled({ ScheduleExpression: undefined }),
      'there is no such rule': world({
        parameters: { verifier: byRule },
        answers: [on(describeRule, () => absent('ResourceNotFoundException'))],
      }),
      'it did not run yesterday': {
        world: ran({ 6: 1 }, { 6: 0 }),
        note: 'ran 1 times within the last day and 0 times on the day before',
      },
      'it never ran': ran({}, {}),
      'it ran often, but not for 26 hours': ran({ 26: 4, 30: 5 }, { 26: 0, 30: 0 }),
      'it ended in an error': {
        world: ran({ 6: 1, 30: 1 }, { 6: 0, 30: 1 }),
        note: 'ended in 1 errors within 48 hours',
      },
      'no such alarm': {
        world: world({ answers: [on(describeAlarms, () => ({ MetricAlarms: [], CompositeAlarms: [] }))] }),
        note: 'There is no alarm verify-digests-errors',
      },
      "CloudCustodian's check of any alarm: actions are off": alarm({ ActionsEnabled: false }),
      'ScoutSuite cloudwatch-alarm-without-actions': alarm({ AlarmActions: [] }),
      'the alarm is on another metric': alarm({ MetricName: 'Invocations' }),
      'the alarm is on another function': alarm({
        Dimensions: [{ Name: 'FunctionName', Value: 'something-else' }],
      }),
      'the alarm is on all functions together': alarm({ Dimensions: [] }),
      'it takes many errors': { world: alarm({ Threshold: 10 }), note: 'does not go off at one event' },
    },
    'not-applicable': { 'there is no trail': world({ trail: null }) },
    unknown: {
      'nothing declared': {
        world: world({ parameters: { verifier: null } }),
        note: 'There is no verification ledger; no verifier is declared.',
      },
      'a ledger of three days, and no verifier declared': {
        world: world({ parameters: { verifier: null }, answers: [ledger(...days(3))] }),
        note: 'The complete daily verifications in the ledger go back 50 hours without a gap, and 7 days are asked for',
      },
      'a day that could not see everything': {
        world: world({
          parameters: { verifier: null },
          answers: [ledger(...days(7).map((run, day) => (day === 4 ? { ...run, Unread: 1 } : run)))],
        }),
        note: 'go back 74 hours without a gap',
      },
      'each day, in some of the accounts': {
        world: world({
          parameters: { verifier: null },
          answers: [ledger(...days(7, { ChainsSha256: scopesSha256(RECORDED.slice(2)) }))],
        }),
        note: 'of other accounts and regions than this trail records',
      },
      'every second day': {
        world: world({
          parameters: { verifier: null },
          answers: [ledger(verified(24), verified(72), verified(120), verified(168))],
        }),
        note: 'go back 24 hours without a gap',
      },
      'the same day of last year, again and again': world({
        parameters: { verifier: null },
        answers: [ledger(...days(7, { Since: hoursAgo(9000), Until: hoursAgo(8976) }))],
      }),
      'digests alone': {
        world: world({
          parameters: { verifier: null },
          answers: [ledger(...days(7, { Logs: 'none' }))],
        }),
        note: 'The ledger shows no complete daily verification, and each of 7 days is asked for',
      },
      'none since two days': {
        world: world({ parameters: { verifier: null }, answers: [ledger(...days(9).slice(2))] }),
        note: 'The newest complete daily verification in the ledger is 50 hours old, and each of 7 days is asked for',
      },
      'an hour a day is no verification of the day': world({
        parameters: { verifier: null },
        answers: [ledger(...days(7).map(run => ({ ...run, Since: run.Until })))],
      }),
      'a damaged ledger, whatever runs beside it': world({
        answers: [on(readLedger, () => denied('LedgerDamaged'))],
      }),
      'not declared for this trail': {
        world: world({
          parameters: { verifier: { ...verifier, trails: ['arn:aws:cloudtrail:us-east-1:1:trail/x'] } },
        }),
        note: 'is not declared for this trail',
      },
      "an account's own trail is not the organization's": {
        world: world({ trail: null, trails: [ownTrail(WORKLOAD, 'own')] }),
        note: 'is not declared for this trail',
      },
      'declared in an account that nobody may ask': {
        world: world({ parameters: { verifier: { ...verifier, account: '999988887777' } } }),
        note: 'The account 999988887777 of the declared verifier is not part of this audit.',
      },
      'a schedule alone, and what it does is not known': world({ answers: [refuse(getMetricData)] }),
      'the schedule is denied': world({ answers: [refuse(getSchedule)] }),
      'the alarm is denied': world({ answers: [refuse(describeAlarms)] }),
      'the rule is denied': world({ parameters: { verifier: byRule }, answers: [refuse(describeRule)] }),
      'the last weekday of the month': {
        world: scheduled({ ScheduleExpression: 'cron(0 6 LW * ? *)' }),
        note: 'which is not understood here',
      },
      'by way of a state machine': {
        world: scheduled({ Target: { Arn: `arn:aws:states:eu-west-1:${ARCHIVE}:stateMachine:nightly` } }),
        note: 'is not followed',
      },
      "by way of the scheduler's own call of Lambda": scheduled({
        Target: { Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke' },
      }),
      'half the data': {
        world: ran({ 6: 1, 30: 1 }, { 6: 0, 30: 0 }, 'PartialData'),
        note: 'all data points of invocations',
      },
      'runs without a word on errors': ran({ 6: 1, 30: 1 }, { 6: 0 }),
      'a composite alarm': world({
        answers: [
          on(describeAlarms, () => ({
            MetricAlarms: [],
            CompositeAlarms: [{ AlarmName: 'verify-digests-errors' }],
          })),
        ],
      }),
      'an alarm on several data points': alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 }),
    },
  },
  {
    absence: {
      StartDate: 'GetSchedule leaves it out where there is none',
      EndDate: 'GetSchedule leaves it out where there is none',
      DatapointsToAlarm: 'as many as EvaluationPeriods',
    },
  },
);
