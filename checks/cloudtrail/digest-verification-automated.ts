import { trail } from '../../src/aws/cloudtrail.ts';
import { describeAlarms, getMetricData } from '../../src/aws/cloudwatch.ts';
import { describeRule, listTargetsByRule } from '../../src/aws/events.ts';
import { getSchedule } from '../../src/aws/scheduler.ts';
import { declaredVerifier } from '../../src/aws/verifier.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { allOf, conclude, fail, observed, undetermined } from '../../src/model/verdict.ts';
import { errorsAreHeard, isStarted, runsWithoutErrors } from '../shared/verifier.ts';
import { always, together } from '../shared/wording.ts';

export default defineCheck({
  id: 'cloudtrail/digest-verification-automated',
  version: 1,
  title: 'A machine verifies the digests every day',
  severity: 'high',
  aspect: 'operated',
  decides:
    'The verifier that the configuration declares for the trail is seen to work. Its schedule (EventBridge Scheduler, or a ' +
    'rule with a ScheduleExpression) is enabled, has begun and not ended, runs at most 24 hours apart by its own clock (a ' +
    'flexible window and the change of clocks aside), and starts the declared function or an alias of it. CloudWatch counts ' +
    'Invocations of the function on each of the last two days (of 25 hours, for the same reasons) and no Errors within 48 ' +
    "hours. The declared alarm is on the function's Errors, goes off at a single one, and has ActionsEnabled and AlarmActions. " +
    'Log file validation off fails: there is nothing to verify. Unknown: no verifier is declared, or none for this trail (a ' +
    "declaration without trails means the organization's trails), or its account is not part of the audit; a cron expression with L, W, # or a year; a schedule that " +
    'starts the function by way of something else; an alarm on a formula or on several data points. That the function ' +
    "really verifies this trail's digests is the declaration's word: AWS shows only that it runs.",
  why: 'Digests prove tampering only to those who verify them; by hand that happens after the incident, when the gap is old.',
  fix:
    'Let a function verify every chain and end in an error where one breaks, start it with: aws scheduler create-schedule ' +
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
  needs: [getSchedule, describeRule, listTargetsByRule, getMetricData, describeAlarms],
  judge(trail, read) {
    const validated = must(trail.data.LogFileValidationEnabled, 'LogFileValidationEnabled');
    if (!validated) {
      const seen = [observed('LogFileValidationEnabled', true, validated)];
      return fail('LogFileValidationEnabled is false, so there are no digests to verify.', seen);
    }
    const { verifier } = read.parameters;
    if (verifier === null) {
      return undetermined(
        'There is no verification ledger and no declared verifier, so nothing shows a verification.',
      );
    }
    const covered =
      verifier.trails === null
        ? must(trail.data.IsOrganizationTrail, 'IsOrganizationTrail')
        : verifier.trails.includes(trail.id);
    if (!covered) {
      return undetermined(
        'There is no verification ledger, and the declared verifier is not declared for this trail.',
      );
    }
    if (declaredVerifier(read) === null) {
      return undetermined(
        `The account ${verifier.account} of the declared verifier is not part of this audit.`,
      );
    }
    const parts = [isStarted, runsWithoutErrors, errorsAreHeard];
    const shown = allOf(read, parts, (part, r) => part(verifier, r));
    return conclude(shown, always(together));
  },
});
