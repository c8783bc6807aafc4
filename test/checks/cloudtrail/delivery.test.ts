import check from '../../../checks/cloudtrail/delivery.ts';
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
      'everywhere in time and without errors': { world: world(), note: 'no LatestDeliveryError in 6 places' },
      'just in time': world({ status: { LatestDeliveryTime: '2026-11-19T06:00:00.000Z' } }),
      'after the run began': world({ status: { LatestDeliveryTime: hoursAgo(-0.1) } }),
      'a quiet region need not deliver': world({
        status: ({ region }) => (region === 'us-east-1' ? {} : { LatestDeliveryTime: hoursAgo(500) }),
      }),
      'a later limit is configured': world({
        status: { LatestDeliveryTime: hoursAgo(25) },
        parameters: { deliveryHours: 26 },
      }),
      "a trail of an account is asked about in that account's regions alone": {
        world: world({
          trails: [ownTrail(WORKLOAD, 'own')],
          answers: [refuse(getTrailStatus, ({ accountId }) => accountId === MANAGEMENT)],
        }),
        subject: 'trail/own',
        note: 'no LatestDeliveryError in 2 places',
      },
      'a single-region organization trail is asked about in its home region alone': {
        world: world({
          trail: { IsMultiRegionTrail: false },
          answers: [refuse(describeTrails, ({ region }) => region === 'eu-west-1')],
        }),
        subject: TRAIL,
        note: 'no LatestDeliveryError in 3 places',
      },
      'a place that does not show the trail is told': {
        world: world({
          answers: [
            on(describeTrails, ({ accountId, region }) =>
              accountId === WORKLOAD && region === 'eu-west-1' ? { trailList: [] } : undefined,
            ),
          ],
        }),
        note: 'no LatestDeliveryError in 5 places; 444455556666 eu-west-1 do not show the trail',
      },
    },
    fail: {
      'too long ago': {
        world: world({ status: { LatestDeliveryTime: hoursAgo(25) } }),
        note: /^The last log file was delivered .*, 25 hours ago, more than 24 hours\.$/,
      },
      'an error at home, with the time that AWS does give': {
        world: world({
          status: ({ accountId, region }) =>
            accountId === MANAGEMENT && region === 'us-east-1' ? { LatestDeliveryError: 'AccessDenied' } : {},
        }),
        note: /LatestDeliveryError in 111122223333 us-east-1 is "AccessDenied", last \w+ 2026-11-20T05:\d0:00.000Z/,
      },
      'cloudmapper 521: an error that only a member sees': {
        world: world({
          status: ({ accountId }) => (accountId === WORKLOAD ? { LatestDeliveryError: 'NoSuchBucket' } : {}),
        }),
        note: 'LatestDeliveryError in 444455556666 us-east-1 is "NoSuchBucket"',
      },
      'a single-region organization trail is asked about in members, too': {
        world: world({
          trail: { IsMultiRegionTrail: false },
          status: ({ accountId }) => (accountId === WORKLOAD ? { LatestDeliveryError: 'NoSuchBucket' } : {}),
        }),
        note: 'LatestDeliveryError in 444455556666 us-east-1 is "NoSuchBucket"',
      },
      'many errors are counted': {
        world: world({ status: { LatestDeliveryError: 'AccessDenied' } }),
        note: '; errors also in 111122223333 eu-west-1, 222233334444 us-east-1, 222233334444 eu-west-1 and 2 more',
      },
      'an error is certain, whatever else could not be read': {
        world: world({
          status: ({ region }) => (region === 'us-east-1' ? { LatestDeliveryError: 'AccessDenied' } : {}),
          answers: [refuse(getTrailStatus, ({ accountId }) => accountId === WORKLOAD)],
        }),
        subject: TRAIL,
      },
    },
    unknown: {
      'AWS names no time': {
        world: world({ status: { LatestDeliveryTime: undefined } }),
        note: 'AWS names no LatestDeliveryTime',
      },
      'prowler 2643: one member could not be read': world({
        answers: [refuse(getTrailStatus, ({ accountId }) => accountId === WORKLOAD)],
      }),
      'a member cannot be looked into': {
        world: world({ accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
        subject: TRAIL,
      },
      'a member of a single-region organization trail cannot be looked into': {
        world: world({
          trail: { IsMultiRegionTrail: false },
          accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) },
        }),
        subject: TRAIL,
      },
      'there may be members that nobody could list': world({ unlisted: true }),
      'the time is none': world({ status: { LatestDeliveryTime: 'soon' } }),
    },
  },
  { absence: { LatestDeliveryError: 'GetTrailStatus gives it only when a delivery was refused' } },
);
