import check from '../../../checks/cloudtrail/sns.ts';
import { getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { testCheck } from '../../support/check-tester.ts';
import { refuse, world } from '../../support/evidence.ts';

testCheck(
  check,
  {
    pass: {
      'a topic without errors': {
        world: world(),
        note: 'last notice 2026-11-20T05:50:00.000Z, 10 minutes ago',
      },
      'no notice yet': world({ status: { LatestNotificationTime: undefined } }),
    },
    fail: {
      'no topic': { world: world({ trail: { SnsTopicARN: undefined } }), note: 'SnsTopicARN is not set.' },
      'the topic refuses': {
        world: world({ status: { LatestNotificationError: 'AuthorizationError' } }),
        note: 'is "AuthorizationError"; last notice 2026-11-20T05:50:00.000Z',
      },
    },
    unknown: { 'the status is denied': world({ answers: [refuse(getTrailStatus)] }) },
  },
  { absence: { LatestNotificationError: 'GetTrailStatus gives it only when SNS refused' } },
);
