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
  id: 'cloudtrail/digest-delivery',
  version: 1,
  title: 'Digest files arrive in the bucket without errors',
  severity: 'high',
  aspect: 'operated',
  decides:
    'Log file validation is on; in the home region LatestDigestDeliveryTime is at most digestHours old (3 unless ' +
    'configured; CloudTrail delivers a digest every hour, even an empty one); and LatestDigestDeliveryError is absent ' +
    'there, in every other region that the trail records and, for an organization trail, as seen from every member. An ' +
    'error text fails even if it may be old, because AWS gives no time for it. Validation off fails: no digests are made. ' +
    'No LatestDigestDeliveryTime at all is unknown.',
  why: 'An hour without its digest is an hour whose logs nobody can prove complete.',
  fix:
    'See the error with: aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION, then let the bucket policy and ' +
    'the key policy allow CloudTrail to write digests, too.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html',
  ],
  map: 'delivery_healthy',
  subject: trail,
  needs: [describeTrails, getTrailStatus],
  judge(trail, read) {
    if (!must(trail.data.LogFileValidationEnabled, 'LogFileValidationEnabled')) {
      const seen = [observed('LogFileValidationEnabled', true, trail.data.LogFileValidationEnabled)];
      return fail('LogFileValidationEnabled is false, so no digests are made.', seen);
    }
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
  const time = statusAt(read, trailHome(trail), trail.id).LatestDigestDeliveryTime;
  if (time === undefined)
    return undetermined('AWS names no LatestDigestDeliveryTime: perhaps no digest was ever delivered.');
  const { digestHours } = read.parameters;
  const seen = [observed('LatestDigestDeliveryTime', `at most ${digestHours} hours ago`, time)];
  const note = `the last digest was delivered ${moment(time, read.now)}`;
  if (hoursSince(time, read.now) <= digestHours) return pass(note, seen);
  return fail(`${note}, more than ${digestHours} hours`, seen);
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
    const { LatestDigestDeliveryError, LatestDigestDeliveryTime } = statusAt(r, scope, trail.id);
    // Absent or empty: no error (CloudTrail API reference, GetTrailStatus).
    if ((LatestDigestDeliveryError ?? '') === '') return pass(place(scope));
    const last =
      LatestDigestDeliveryTime === undefined
        ? 'no digest'
        : `last digest ${moment(LatestDigestDeliveryTime, r.now)}`;
    const seen = [observed('LatestDigestDeliveryError', null, LatestDigestDeliveryError)];
    return fail(
      `LatestDigestDeliveryError in ${place(scope)} is "${LatestDigestDeliveryError}", ${last}`,
      seen,
    );
  });
  const placesThat = (status: Status) =>
    scopes.filter((_, at) => places.verdicts[at]?.status === status).map(place);
  const hidden = placesThat('not-applicable');
  const [, ...others] = placesThat('fail');
  return conclude(places, {
    pass: c =>
      `no LatestDigestDeliveryError in ${c.deciding.length} places${hidden.length > 0 ? `; ${few(hidden)} do not show the trail` : ''}`,
    fail: c => `${c.deciding[0]?.note}${others.length > 0 ? `; errors also in ${few(others)}` : ''}`,
    unknown: blindness,
    'not-applicable': reasons,
  });
}
