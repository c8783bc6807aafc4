import check from '../../../checks/cloudtrail/global-service-events.ts';
import { testCheck } from '../../support/check-tester.ts';
import { ownTrail, WORKLOAD, world } from '../../support/evidence.ts';

testCheck(check, {
  pass: {
    'multi-region with the flag': { world: world(), results: 1 },
    'a single region, which is where they are written': world({
      trail: null,
      trails: [ownTrail(WORKLOAD, 'single', { IsMultiRegionTrail: false })],
    }),
  },
  fail: {
    'the flag is off': {
      world: world({ trail: { IncludeGlobalServiceEvents: false } }),
      note: 'IncludeGlobalServiceEvents is false.',
    },
    'aws-facts 0.2: the flag is on, yet the only region is another one': {
      world: world({
        trail: null,
        trails: [ownTrail(WORKLOAD, 'single', { IsMultiRegionTrail: false, HomeRegion: 'eu-west-1' })],
      }),
      note: 'the single region it records is eu-west-1 and these events are written in us-east-1',
    },
  },
  unknown: { 'AWS leaves the flag out': world({ trail: { IncludeGlobalServiceEvents: undefined } }) },
});
