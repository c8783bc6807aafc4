/** What the delivery of logs and of digests have in common: recent at home, and without errors everywhere. Pure. */
import {
  arnOfTrail,
  deliveryErrorOf,
  recordedScopes,
  statusAt,
  type Trail,
  trailHome,
  trailsSeen,
} from '../../src/aws/cloudtrail.ts';
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
import { blindness, few, hoursSince, inOneSentence, moment, place, reasons } from './wording.ts';

/** What arrives, in GetTrailStatus's own field names. */
export interface Arrival {
  readonly what: 'log file' | 'digest';
  /** As in "last delivery". */
  readonly event: 'delivery' | 'digest';
  readonly time: 'LatestDeliveryTime' | 'LatestDigestDeliveryTime';
  readonly error: 'LatestDeliveryError' | 'LatestDigestDeliveryError';
  /** The last one may be this old, in hours. */
  readonly hours: number;
}

export function judgeArrivals(trail: Subject<Trail>, read: Read, arrival: Arrival): Verdict {
  return conclude(
    allOf(read, [arrivedLately, withoutErrors], (part, r) => part(trail, r, arrival)),
    inOneSentence,
  );
}

function arrivedLately(trail: Subject<Trail>, read: Read, arrival: Arrival): Verdict {
  const time = statusAt(read, trailHome(trail), trail.id)[arrival.time];
  if (time === undefined) {
    return undetermined(`AWS names no ${arrival.time}: perhaps no ${arrival.what} was ever delivered.`);
  }
  const seen = [observed(arrival.time, `at most ${arrival.hours} hours ago`, time)];
  const note = `the last ${arrival.what} was delivered ${moment(time, read.now)}`;
  if (hoursSince(time, read.now) <= arrival.hours) return pass(note, seen);
  return fail(`${note}, more than ${arrival.hours} hours`, seen);
}

function withoutErrors(trail: Subject<Trail>, read: Read, arrival: Arrival): Verdict {
  const { unread } = read.population;
  if (trail.data.IsOrganizationTrail === true && unread.length > 0) {
    return undetermined(
      'The list of accounts could not be read, so errors of other members are not known.',
      unread,
    );
  }
  const scopes = recordedScopes(read, trail);
  const places = allOf(read, scopes, (scope, r) => {
    const shown = trailsSeen(r, scope).some(seen => arnOfTrail(seen) === trail.id);
    if (!shown) return notApplicable(place(scope));
    const status = statusAt(r, scope, trail.id);
    const error = status[arrival.error] ?? '';
    // Absent or empty: no error (CloudTrail API reference, GetTrailStatus).
    if (error === '') return pass(place(scope));
    const time = status[arrival.time];
    const last = time === undefined ? `no ${arrival.event}` : `last ${arrival.event} ${moment(time, r.now)}`;
    return fail(`${arrival.error} in ${place(scope)} is "${error}", ${last}`, [
      observed(arrival.error, null, error),
    ]);
  });
  const placesThat = (status: Status) =>
    scopes.filter((_, at) => places.verdicts[at]?.status === status).map(place);
  const hidden = placesThat('not-applicable');
  const [, ...others] = placesThat('fail');
  return conclude(places, {
    pass: c =>
      `no ${arrival.error} in ${c.deciding.length} places${hidden.length > 0 ? `; ${few(hidden)} do not show the trail` : ''}`,
    fail: c => `${c.deciding[0]?.note}${others.length > 0 ? `; errors also in ${few(others)}` : ''}`,
    unknown: blindness,
    'not-applicable': reasons,
  });
}

/** A trail that is on and whose logs are refused records nothing that anybody could read. */
export function arrivalOf(status: ReturnType<typeof statusAt>) {
  const logging = must(status.IsLogging, 'IsLogging');
  const error = deliveryErrorOf(status);
  const facts = [observed('IsLogging', true, logging), observed('LatestDeliveryError', null, error || null)];
  return { logging, error, facts };
}
