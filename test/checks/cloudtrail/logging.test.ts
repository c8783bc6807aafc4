import check from '../../../checks/cloudtrail/logging.ts';
import { getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  MANAGEMENT,
  notEvaluable,
  on,
  ownTrail,
  refuse,
  TRAIL,
  unobservable,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

testCheck(check, {
  pass: {
    'the organization trail logs': {
      world: world(),
      note: 'Logging is on since 2026-01-02T03:04:05.000Z, 322 days ago.',
    },
    'stopped and started again': {
      world: world({ status: { StopLoggingTime: '2026-01-01T00:00:00.000Z' } }),
      note: 'last stopped 2026-01-01T00:00:00.000Z',
    },
    'prowler 2438: an organization trail that a member cannot read is judged in its owner alone': world({
      answers: [
        on(getTrailStatus, ({ accountId }) =>
          accountId === MANAGEMENT ? undefined : unobservable('TrailNotFoundException'),
        ),
      ],
    }),
    'prowler 2643: a trail that cannot be read does not spoil the next one': {
      world: world({
        trails: [ownTrail(WORKLOAD, 'own')],
        answers: [refuse(getTrailStatus, ({ accountId }) => accountId === MANAGEMENT)],
      }),
      subject: 'trail/own',
    },
  },
  fail: {
    'it was stopped': {
      world: world({ status: { IsLogging: false, StopLoggingTime: '2026-11-18T06:00:00.000Z' } }),
      note: 'Logging is off (IsLogging is false); last stopped 2026-11-18T06:00:00.000Z, 2 days ago.',
    },
    'it was never started': world({
      status: { IsLogging: false, StartLoggingTime: undefined, LatestDeliveryTime: undefined },
    }),
    'stopped at home while a replica still says that it logs': world({
      status: ({ region }) => ({ IsLogging: region !== 'us-east-1' }),
    }),
  },
  'not-applicable': { 'no trails at all': world({ trail: null }) },
  unknown: {
    'AWS leaves IsLogging out': world({ status: { IsLogging: undefined } }),
    'prowler 369: an account that cannot be looked into has trails that nobody saw': {
      world: world({ accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
      subject: `urn:trailproof:unread:trail:${WORKLOAD}`,
      note: 'cloudtrail:DescribeTrails',
    },
    'GetTrailStatus is denied': { world: world({ answers: [refuse(getTrailStatus)] }), subject: TRAIL },
  },
});
