import {
  arnOfTrail,
  describeTrails,
  getTrailStatus,
  statusAt,
  trail,
  trailHome,
  trailsSeen,
} from '../../src/aws/cloudtrail.ts';
import { accountIn } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { evaluatedRegions } from '../../src/model/population.ts';
import { must, type Read } from '../../src/model/read.ts';
import { anyOf, fail, observed, pass, type Status } from '../../src/model/verdict.ts';
import { widenTrail } from '../remedies/trail-settings.ts';
import { few } from '../shared/wording.ts';

export default defineCheck({
  id: 'cloudtrail/multi-region',
  version: 1,
  title: 'The trail records every enabled region',
  severity: 'high',
  aspect: 'configured',
  decides:
    'IsMultiRegionTrail is true. AWS then keeps a replica in each region that is enabled, also in those enabled later. ' +
    'A single-region trail fails even where other trails record the rest; the note names the enabled regions of its ' +
    'owner in which no trail that is logging was seen.',
  why: 'Whoever wants not to be seen works in a region that nobody uses and nobody records.',
  fix: 'Extend it with: aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --region HOME_REGION.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html',
  ],
  map: 'trail_multi_region',
  subject: trail,
  needs: [describeTrails, getTrailStatus],
  judge(trail, read) {
    const seen = [
      observed('IsMultiRegionTrail', true, must(trail.data.IsMultiRegionTrail, 'IsMultiRegionTrail')),
    ];
    if (trail.data.IsMultiRegionTrail === true) return pass('IsMultiRegionTrail is true.', seen);
    const home = trailHome(trail);
    const owner = must(accountIn(read.population, home.accountId), 'the owner');
    const others = evaluatedRegions(owner).filter(region => region !== home.region);
    const judged = others.map(region => ({ region, status: recordedIn(read, owner.accountId, region) }));
    const dark = judged.filter(j => j.status === 'fail').map(j => j.region);
    const unread = judged.filter(j => j.status === 'unknown').map(j => j.region);
    const note =
      (dark.length > 0 ? `; no trail records ${dark.join(', ')}` : '') +
      (unread.length > 0 ? `; what records ${few(unread)} could not be read` : '');
    return fail(`IsMultiRegionTrail is false: the trail records ${home.region} alone${note}.`, seen);
  },
  remedy: widenTrail,
});

/** `pass`: some trail that is seen there logs. */
function recordedIn(read: Read, accountId: string, region: string): Status {
  const scope = { accountId, region };
  const looked = read.attempt(r => trailsSeen(r, scope).map(arnOfTrail));
  if (!looked.ok) return 'unknown';
  const logging = anyOf(read, looked.value, (arn, r) =>
    must(statusAt(r, scope, arn).IsLogging, 'IsLogging') ? pass('on') : fail('off'),
  );
  return logging.status === 'not-applicable' ? 'fail' : logging.status;
}
