import check from '../../../checks/cloudtrail/cloudwatch-logs.ts';
import { getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { describeLogGroups } from '../../../src/aws/logs.ts';
import { testCheck } from '../../support/check-tester.ts';
import { hoursAgo, on, refuse, world } from '../../support/evidence.ts';

testCheck(
  check,
  {
    pass: {
      'events arrive': { world: world(), note: 'last delivery 2026-11-20T05:52:00.000Z, 8 minutes ago' },
      'and are kept': {
        world: world({
          answers: [
            on(describeLogGroups, () => ({
              logGroups: [
                { logGroupName: 'trail-of-others', retentionInDays: 1 },
                { logGroupName: 'trail', retentionInDays: 400, kmsKeyId: 'arn:aws:kms:us-east-1:1:key/k' },
              ],
            })),
          ],
        }),
        note: /ago; kept for 400 days, encrypted with arn:aws:kms:us-east-1:1:key\/k\.$/,
      },
      'and are kept for ever': {
        world: world({
          answers: [on(describeLogGroups, () => ({ logGroups: [{ logGroupName: 'trail' }] }))],
        }),
        note: 'kept for ever, without a key of your own',
      },
      'though nobody may know how long': {
        world: world({ answers: [refuse(describeLogGroups)] }),
        note: 'how long they are kept could not be read',
      },
      'just in time': world({ status: { LatestCloudWatchLogsDeliveryTime: hoursAgo(24) } }),
    },
    fail: {
      'no log group': world({ trail: { CloudWatchLogsLogGroupArn: undefined } }),
      'cloudsploit cloudtrailToCloudwatch: a log group in which nothing arrives': {
        world: world({ status: { LatestCloudWatchLogsDeliveryTime: hoursAgo(25) } }),
        note: '25 hours ago',
      },
      'an error': world({ status: { LatestCloudWatchLogsDeliveryError: 'AccessDenied' } }),
      'an error, and nothing ever': world({
        status: {
          LatestCloudWatchLogsDeliveryError: 'AccessDenied',
          LatestCloudWatchLogsDeliveryTime: undefined,
        },
      }),
    },
    unknown: {
      'AWS names no time': world({ status: { LatestCloudWatchLogsDeliveryTime: undefined } }),
      'the status is denied': world({ answers: [refuse(getTrailStatus)] }),
    },
  },
  {
    harmless: { 'logs.DescribeLogGroups': 'retention and key are told and decide nothing' },
    absence: {
      LatestCloudWatchLogsDeliveryError: 'GetTrailStatus gives it only when CloudWatch Logs refused',
    },
  },
);
