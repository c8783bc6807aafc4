import { getTrailStatus, statusAt, trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { describeLogGroups, logGroupIn, logGroupOf } from '../../src/aws/logs.ts';
import { defineCheck } from '../../src/model/check.ts';
import type { Read } from '../../src/model/read.ts';
import { fail, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { streamTrail } from '../remedies/stream-trail.ts';
import { hoursSince, moment } from '../shared/wording.ts';

export default defineCheck({
  id: 'cloudtrail/cloudwatch-logs',
  version: 1,
  title: 'The trail also delivers to CloudWatch Logs',
  severity: 'medium',
  aspect: 'operated',
  decides:
    'CloudWatchLogsLogGroupArn is set; in the home region LatestCloudWatchLogsDeliveryTime is at most deliveryHours old (24 ' +
    'unless configured) and LatestCloudWatchLogsDeliveryError is absent. An error text fails even if it may be old, because ' +
    'AWS gives no time for it. No LatestCloudWatchLogsDeliveryTime at all is unknown. How long the log group keeps events, and ' +
    'its key, are told with a pass and decide nothing.',
  why: 'Alarms on changes to the trail itself work on the log group; without it nobody is told within minutes.',
  fix:
    'Set a log group with: aws cloudtrail update-trail --name TRAIL_ARN --cloud-watch-logs-log-group-arn LOG_GROUP_ARN ' +
    '--cloud-watch-logs-role-arn ROLE_ARN --region HOME_REGION.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
  ],
  map: 'cloudwatch_logs_integration_healthy',
  subject: trail,
  needs: [getTrailStatus, describeLogGroups],
  judge(trail, read) {
    const group = trail.data.CloudWatchLogsLogGroupArn;
    // Absent: no log group (CloudTrail API reference, Trail: what is not set is left out).
    if (group === undefined) {
      return fail('CloudWatchLogsLogGroupArn is not set.', [
        observed('CloudWatchLogsLogGroupArn', 'a log group', group),
      ]);
    }
    const status = statusAt(read, trailHome(trail), trail.id);
    const time = status.LatestCloudWatchLogsDeliveryTime;
    const error = status.LatestCloudWatchLogsDeliveryError;
    const last = time === undefined ? 'no delivery' : `last delivery ${moment(time, read.now)}`;
    // Absent or empty: no error (CloudTrail API reference, GetTrailStatus).
    if ((error ?? '') !== '') {
      const seen = [observed('LatestCloudWatchLogsDeliveryError', null, error)];
      return fail(`LatestCloudWatchLogsDeliveryError is "${error}", ${last}.`, seen);
    }
    if (time === undefined) {
      return undetermined(
        'AWS names no LatestCloudWatchLogsDeliveryTime: perhaps nothing was ever delivered.',
      );
    }
    const { deliveryHours } = read.parameters;
    const seen = [observed('LatestCloudWatchLogsDeliveryTime', `at most ${deliveryHours} hours ago`, time)];
    if (hoursSince(time, read.now) <= deliveryHours)
      return pass(`Events arrive in ${group}, ${last}; ${kept(read, group)}.`, seen);
    return fail(`Nothing arrived in ${group} for ${deliveryHours} hours: ${last}.`, seen);
  },
  remedy(trail, read) {
    // Why nothing arrives in a group that is there was not read.
    return trail.data.CloudWatchLogsLogGroupArn === undefined ? streamTrail(trail, read) : null;
  },
});

/** Only for the note: what cannot be read here leaves the verdict alone. */
function kept(read: Read, arn: string): string {
  const seen = read.attempt(r => logGroupOf(r, logGroupIn(r, arn)));
  if (!seen.ok) return 'how long they are kept could not be read';
  if (seen.value === undefined) return 'its log group is not listed';
  // Absent: kept for ever, and no key of the customer's (CloudWatch Logs API reference, LogGroup).
  const { retentionInDays: days, kmsKeyId } = seen.value;
  return `kept ${days === undefined ? 'for ever' : `for ${days} days`}, ${kmsKeyId === undefined ? 'without a key of your own' : `encrypted with ${kmsKeyId}`}`;
}
