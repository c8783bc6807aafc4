import {
  describeTrails,
  getTrailStatus,
  recordedScopes,
  statusAt,
  type Trail,
  trail,
  trailHome,
  trailsSeen,
} from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Subject } from '../../src/model/subject.ts';
import {
  allOf,
  conclude,
  fail,
  notApplicable,
  observed,
  pass,
  type Status,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import { blindness, few, hoursSince, moment, place, reasons, sentence } from '../wording.ts';

export default defineCheck({
  id: 'cloudtrail/delivery',
  version: 1,
  title: 'Log files arrive in the bucket without errors',
  severity: 'high',
  aspect: 'operated',
  decides:
    'In the home region LatestDeliveryTime is at most deliveryHours old (24 unless configured), and LatestDeliveryError is ' +
    'absent there, in every other region that the trail records and, for an organization trail, as seen from every member. ' +
    'An error text fails even if a later delivery may have worked, because AWS gives no time for it; the note tells both. ' +
    'A quiet region need not deliver, so times are judged at home only. A place that does not show the trail is judged by ' +
    'cloudtrail/account-covered. No LatestDeliveryTime at all is unknown.',
  why: 'A trail can be switched on and yet lose every event, because its bucket or key refuses it; CloudTrail gives up after 30 days.',
  fix:
    'See the error with: aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION, then repair the policy of the ' +
    'bucket or key that it names.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-troubleshooting.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
  ],
  map: 'delivery_healthy',
  subject: trail,
  needs: [describeTrails, getTrailStatus],
  judge(trail, read) {
    return conclude(
      allOf(read, [arrivedLately, withoutErrors], (part, r) => part(trail, r)),
      {
        pass: c => sentence(reasons(c)),
        fail: c => sentence(reasons(c)),
        unknown: blindness,
        'not-applicable': c => sentence(reasons(c)),
      },
    );
  },
});

function arrivedLately(trail: Subject<Trail>, read: Read): Verdict {
  const time = statusAt(read, trailHome(trail), trail.id).LatestDeliveryTime;
  if (time === undefined)
    return undetermined('AWS names no LatestDeliveryTime: perhaps nothing was ever delivered.');
  const { deliveryHours } = read.parameters;
  const seen = [observed('LatestDeliveryTime', `at most ${deliveryHours} hours ago`, time)];
  const note = `the last log file was delivered ${moment(time, read.now)}`;
  if (hoursSince(time, read.now) <= deliveryHours) return pass(note, seen);
  return fail(`${note}, more than ${deliveryHours} hours`, seen);
}

function withoutErrors(trail: Subject<Trail>, read: Read): Verdict {
  const { unread } = read.population;
  if (trail.data.IsOrganizationTrail === true && unread.length > 0) {
    return undetermined(
      'The list of accounts could not be read, so errors of other members are not known.',
      unread,
    );
  }
  const scopes = recordedScopes(read, trail);
  const places = allOf(read, scopes, (scope, r) => {
    const shown = trailsSeen(r, scope).some(seen => must(seen.TrailARN, 'TrailARN') === trail.id);
    if (!shown) return notApplicable(place(scope));
    const { LatestDeliveryError, LatestDeliveryTime } = statusAt(r, scope, trail.id);
    // Absent or empty: no error (CloudTrail API reference, GetTrailStatus).
    if ((LatestDeliveryError ?? '') === '') return pass(place(scope));
    const last =
      LatestDeliveryTime === undefined ? 'no delivery' : `last delivery ${moment(LatestDeliveryTime, r.now)}`;
    const seen = [observed('LatestDeliveryError', null, LatestDeliveryError)];
    return fail(`LatestDeliveryError in ${place(scope)} is "${LatestDeliveryError}", ${last}`, seen);
  });
  const placesThat = (status: Status) =>
    scopes.filter((_, at) => places.verdicts[at]?.status === status).map(place);
  const hidden = placesThat('not-applicable');
  const [, ...others] = placesThat('fail');
  return conclude(places, {
    pass: c =>
      `no LatestDeliveryError in ${c.deciding.length} places${hidden.length > 0 ? `; ${few(hidden)} do not show the trail` : ''}`,
    fail: c => `${c.deciding[0]?.note}${others.length > 0 ? `; errors also in ${few(others)}` : ''}`,
    unknown: blindness,
    'not-applicable': reasons,
  });
}
