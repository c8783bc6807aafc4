import check from '../../../checks/cloudtrail/multi-region.ts';
import { getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { testCheck } from '../../support/check-tester.ts';
import { MANAGEMENT, ownTrail, refuse, region, WORKLOAD, world } from '../../support/evidence.ts';

const single = ownTrail(WORKLOAD, 'single', { IsMultiRegionTrail: false });

testCheck(check, {
  pass: {
    'thrifty 119, cloudsploit 596: one trail is one result, however many regions show it': {
      world: world(),
      results: 1,
    },
    'prowler 868: a trail whose home is another region': world({
      trail: {
        HomeRegion: 'eu-west-1',
        TrailARN: `arn:aws:cloudtrail:eu-west-1:${MANAGEMENT}:trail/org-trail`,
      },
    }),
  },
  fail: {
    'it records one region, and nobody the other': {
      world: world({ trail: null, trails: [single] }),
      note: 'IsMultiRegionTrail is false: the trail records us-east-1 alone; no trail records eu-west-1.',
    },
    'another trail records the rest': {
      world: world({ trails: [single] }),
      subject: 'trail/single',
      note: /records us-east-1 alone\.$/,
    },
    'the other trail that shows there is off': {
      world: world({ trails: [single], status: (_scope, arn) => ({ IsLogging: arn.endsWith('single') }) }),
      subject: 'trail/single',
      note: 'no trail records eu-west-1',
    },
    'what records the rest could not be read': {
      world: world({
        trails: [single],
        answers: [refuse(getTrailStatus, scope => scope.region === 'eu-west-1')],
      }),
      subject: 'trail/single',
      note: 'what records eu-west-1 could not be read',
    },
    'a region that is left out of the audit is not said to be dark': {
      world: world({
        trail: null,
        trails: [single],
        accounts: {
          [WORKLOAD]: { regions: [region('us-east-1'), region('eu-west-1', { disposition: 'excluded' })] },
        },
      }),
      note: /records us-east-1 alone\.$/,
    },
  },
  unknown: { 'AWS leaves the flag out': world({ trail: { IsMultiRegionTrail: undefined } }) },
});
