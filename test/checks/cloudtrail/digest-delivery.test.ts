import check from '../../../checks/cloudtrail/digest-delivery.ts';
import { describeTrails, getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  hoursAgo,
  MANAGEMENT,
  notEvaluable,
  on,
  ownTrail,
  refuse,
  TRAIL,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

testCheck(
  check,
  {
    pass: {
      'everywhere in time and without errors': {
        world: world(),
        note: 'no LatestDigestDeliveryError in 6 places',
      },
      'just in time': world({ status: { LatestDigestDeliveryTime: '2026-11-20T03:00:00.000Z' } }),
      'after the run began': world({ status: { LatestDigestDeliveryTime: hoursAgo(-0.1) } }),
      'a quiet region need not deliver': world({
        status: ({ region }) => (region === 'us-east-1' ? {} : { LatestDigestDeliveryTime: hoursAgo(500) }),
      }),
      'a later limit is configured': world({
        status: { LatestDigestDeliveryTime: hoursAgo(4) },
        parameters: { digestHours: 5 },
      }),
      "a trail of an account is asked about in that account's regions alone": {
        world: world({
          trails: [ownTrail(WORKLOAD, 'own')],
          answers: [refuse(getTrailStatus, ({ accountId }) => accountId === MANAGEMENT)],
        }),
        subject: 'trail/own',
        note: 'no LatestDigestDeliveryError in 2 places',
      },
      'a place that does not show the trail is told': {
        world: world({
          answers: [
            on(describeTrails, ({ accountId, region }) =>
              accountId === WORKLOAD && region === 'eu-west-1' ? { trailList: [] } : undefined,
            ),
          ],
        }),
        note: 'no LatestDigestDeliveryError in 5 places; 444455556666 eu-west-1 do not show the trail',
      },
    },
    fail: {
      'validation is off: no digests are made': {
        world: world({ trail: { LogFileValidationEnabled: false } }),
        note: 'so no digests are made',
      },
      'too long ago': {
        world: world({ status: { LatestDigestDeliveryTime: hoursAgo(4) } }),
        note: /^The last digest was delivered .*, 4 hours ago, more than 3 hours\.$/,
      },
      'an error at home, with the time that AWS does give': {
        world: world({
          status: ({ accountId, region }) =>
            accountId === MANAGEMENT && region === 'us-east-1'
              ? { LatestDigestDeliveryError: 'AccessDenied' }
              : {},
        }),
        note: /LatestDigestDeliveryError in 111122223333 us-east-1 is "AccessDenied", last \w+ 2026-11-20T05:\d0:00.000Z/,
      },
      'cloudmapper 521: an error that only a member sees': {
        world: world({
          status: ({ accountId }) =>
            accountId === WORKLOAD ? { LatestDigestDeliveryError: 'NoSuchBucket' } : {},
        }),
        note: 'LatestDigestDeliveryError in 444455556666 us-east-1 is "NoSuchBucket"',
      },
      'many errors are counted': {
        world: world({ status: { LatestDigestDeliveryError: 'AccessDenied' } }),
        note: '; errors also in 111122223333 eu-west-1, 222233334444 us-east-1, 222233334444 eu-west-1 and 2 more',
      },
      'an error is certain, whatever else could not be read': {
        world: world({
          status: ({ region }) =>
            region === 'us-east-1' ? { LatestDigestDeliveryError: 'AccessDenied' } : {},
          answers: [refuse(getTrailStatus, ({ accountId }) => accountId === WORKLOAD)],
        }),
        subject: TRAIL,
      },
    },
    unknown: {
      'AWS names no time': {
        world: world({ status: { LatestDigestDeliveryTime: undefined } }),
        note: 'AWS names no LatestDigestDeliveryTime',
      },
      'prowler 2643: one member could not be read': world({
        answers: [refuse(getTrailStatus, ({ accountId }) => accountId === WORKLOAD)],
      }),
      'a member cannot be looked into': {
        world: world({ accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
        subject: TRAIL,
      },
      'there may be members that nobody could list': world({ unlisted: true }),
      'the time is none': world({ status: { LatestDigestDeliveryTime: 'soon' } }),
    },
  },
  { absence: { LatestDigestDeliveryError: 'GetTrailStatus gives it only when a delivery was refused' } },
);
