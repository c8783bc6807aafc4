import { isOrganizationTrail, type Trail, trail } from '../../src/aws/cloudtrail.ts';
import { describeAlarms, getMetricData } from '../../src/aws/cloudwatch.ts';
import { describeRule, listTargetsByRule } from '../../src/aws/events.ts';
import { readLedger, verificationsOf } from '../../src/aws/ledger.ts';
import { getSchedule } from '../../src/aws/scheduler.ts';
import { declaredVerifier } from '../../src/aws/verifier.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Subject } from '../../src/model/subject.ts';
import {
  allOf,
  anyOf,
  conclude,
  fail,
  observed,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import { judgeEveryDay } from '../shared/verifications.ts';
import { errorsAreHeard, isStarted, runsWithoutErrors } from '../shared/verifier.ts';
import { always, together } from '../shared/wording.ts';

export default defineCheck({
  id: 'cloudtrail/digest-verification-automated',
  version: 2,
  title: 'A machine verifies the digests every day',
  severity: 'high',
  aspect: 'operated',
  decides:
    'Our own verification ledger shows verifications of this trail, at most 25 hours apart and the newest as fresh, that ' +
    'reach back verificationDays days (7 unless configured), each of the 24 hours or more before it, of digests and at least ' +
    'a sample of the log files, and each saw everything, whatever it found, the newest in all accounts and regions that the trail records now. Or the verifier that the configuration ' +
    'declares for the trail is seen to work. Its schedule (EventBridge Scheduler, or a ' +
    'rule with a ScheduleExpression) is enabled, has begun and not ended, runs at most 24 hours apart by its own clock (a ' +
    'flexible window and the change of clocks aside), and starts the declared function or an alias of it. CloudWatch counts ' +
    'Invocations of the function on each of the last two days (of 25 hours, for the same reasons) and no Errors within 48 ' +
    "hours. The declared alarm is on the function's Errors, goes off at a single one, and has ActionsEnabled and AlarmActions. " +
    'Log file validation off fails: there is nothing to verify. Unknown: a damaged ledger; no ledger of all ' +
    'these days and no verifier declared, or none for this trail (a ' +
    "declaration without trails means the organization's trails), or its account is not part of the audit; a cron expression with L, W, # or a year; a schedule that " +
    'starts the function by way of something else; an alarm on a formula or on several data points. That the function ' +
    "really verifies this trail's digests is the declaration's word: AWS shows only that it runs.",
  why: 'Digests prove tampering only to those who verify them; by hand that happens after the incident, when the gap is old.',
  fix:
    'Run each day: trailproof verify-logs --ledger LEDGER --sign-key KEY, and audit with: --ledger LEDGER. Or let a function verify every chain and end in an error where one breaks, start it with: aws scheduler create-schedule ' +
    "--name NAME --schedule-expression 'rate(1 day)' --flexible-time-window Mode=OFF --target Arn=FUNCTION_ARN,RoleArn=ROLE_ARN, " +
    'watch it with: aws cloudwatch put-metric-alarm --alarm-name NAME --namespace AWS/Lambda --metric-name Errors --dimensions ' +
    'Name=FunctionName,Value=FUNCTION --statistic Sum --period 3600 --evaluation-periods 1 --threshold 0 ' +
    '--comparison-operator GreaterThanThreshold --alarm-actions TOPIC_ARN, and declare all three as verifier in ' +
    'trailproof.yaml.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html',
    'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html',
    'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html',
  ],
  map: 'digest_verification_automated',
  subject: trail,
  needs: [readLedger, getSchedule, describeRule, listTargetsByRule, getMetricData, describeAlarms],
  judge(trail, read) {
    const validated = must(trail.data.LogFileValidationEnabled, 'LogFileValidationEnabled');
    if (!validated) {
      const seen = [observed('LogFileValidationEnabled', true, validated)];
      return fail('LogFileValidationEnabled is false, so there are no digests to verify.', seen);
    }
    // A damaged ledger ends the judgement: it is not to be made up for by a machine that merely runs.
    const runs = verificationsOf(read, trail);
    const parts: Part[] = [
      r =>
        runs === undefined ? undetermined('there is no verification ledger') : judgeEveryDay(trail, runs, r),
      r => judgeDeclared(trail, r),
    ];
    if (runs === undefined && read.parameters.verifier !== null) return judgeDeclared(trail, read);
    return conclude(
      anyOf(read, parts, (part, r) => part(r)),
      always(together),
    );
  },
});

type Part = (read: Read) => Verdict;

/** What the configuration declares, as far as AWS shows it. */
function judgeDeclared(trail: Subject<Trail>, read: Read): Verdict {
  const { verifier } = read.parameters;
  if (verifier === null) return undetermined('no verifier is declared');
  const covered =
    verifier.trails === null ? isOrganizationTrail(trail.data) : verifier.trails.includes(trail.id);
  if (!covered) return undetermined('The declared verifier is not declared for this trail.');
  if (declaredVerifier(read) === null)
    return undetermined(
      `The account ${verifier.account} of the declared verifier is not part of this audit.`,
    );
  const parts = [isStarted, runsWithoutErrors, errorsAreHeard];
  return conclude(
    allOf(read, parts, (part, r) => part(verifier, r)),
    always(together),
  );
}
