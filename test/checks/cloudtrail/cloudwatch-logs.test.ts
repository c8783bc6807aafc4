import check from '../../../checks/cloudtrail/cloudwatch-logs.ts';
import { getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { testCheck } from '../../support/check-tester.ts';
import { hoursAgo, refuse, world } from '../../support/evidence.ts';

testCheck(
  check,
  {
    pass: {
      'events arrive': { world: world(), note: 'last delivery 2026-11-20T05:52:00.000Z, 8 minutes ago' },
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
    absence: {
      LatestCloudWatchLogsDeliveryError: 'GetTrailStatus gives it only when CloudWatch Logs refused',
    },
  },
);
