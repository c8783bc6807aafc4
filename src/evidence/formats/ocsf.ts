/** `formats/ocsf-2003.ndjson`: each result as an OCSF Compliance Finding (class 2003, profile cloud), passes included; then a closing event for each finding whose thing is gone. */

import type { Audit } from '../../model/audit.ts';
import { canonical } from '../../model/json.ts';
import { isOpen, observedIn, type Status } from '../../model/verdict.ts';
import type { EvidenceSource } from '../../snapshot/index.ts';
import type { ContentFile } from '../content/file.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import type { Life } from '../lifecycle.ts';
import type { Accepted, Beside } from './beside.ts';
import { goneIn } from './gone.ts';
import { goneEvent } from './ocsf-gone.ts';
import {
  activities,
  bearingOn,
  classOf,
  cloudOf,
  infoOf,
  informational,
  metadataOf,
  regionOf,
  resolved,
  severities,
} from './ocsf-parts.ts';
import { type Bearing, bearingsByCheck } from './requirements.ts';
import { reasonCode, visibleAll } from './text.ts';

export function ocsf(audit: Audit, source: EvidenceSource, beside: Beside): ContentFile {
  return { path: 'formats/ocsf-2003.ndjson', content: () => lines(audit, source, beside) };
}

function* lines(audit: Audit, source: EvidenceSource, beside: Beside): Generator<string> {
  const bearings = bearingsByCheck(audit);
  for (const judged of judgedResults(audit)) {
    const own = bearings.get(judged.check.id) ?? [];
    yield canonical(visibleAll(eventOf(judged, audit, source, own, beside)));
  }
  for (const gone of goneIn(audit, beside)) {
    const own = bearings.get(gone.check.id) ?? [];
    yield canonical(visibleAll(goneEvent(gone, audit, own)));
  }
}

/** OCSF has no word for not applicable: 99 is what its own `status` says. Unknown is 0, never 99. */
const compliance: Record<Status, { readonly status_id: number; readonly status: string }> = {
  pass: { status_id: 1, status: 'Pass' },
  fail: { status_id: 3, status: 'Fail' },
  unknown: { status_id: 0, status: 'Unknown' },
  'not-applicable': { status_id: 99, status: 'Not Applicable' },
};

function eventOf(
  { result, check, findingId, evaluationId }: Judged,
  audit: Audit,
  source: EvidenceSource,
  bearings: readonly Bearing[],
  beside: Beside,
) {
  const { subject, verdict, evidence } = result;
  const { snapshot, population } = audit;
  const time = Date.parse(snapshot.takenAt);
  const { status_id, status } = compliance[verdict.status];
  const open = isOpen(verdict);
  const life = beside.lifeOf(findingId);
  const accepted = beside.acceptedOf(findingId);
  return {
    ...classOf,
    ...activityOf(life, snapshot.takenAt),
    ...(open ? severities[check.severity] : informational),
    ...findingStatus(open || life?.state === 'stale', life, accepted, snapshot.takenAt),
    ...(accepted === null ? {} : { comment: accepted.sentence }),
    time,
    message: verdict.note,
    metadata: metadataOf(audit, check, evaluationId),
    cloud: cloudOf(audit, subject.accountId, subject.region),
    finding_info: infoOf(check, findingId, life?.first_seen ?? snapshot.takenAt, snapshot.takenAt),
    compliance: {
      control: check.id,
      status_id,
      status,
      status_code: reasonCode(verdict, source),
      status_details: [verdict.note],
      ...bearingOn(bearings),
      checks: [
        {
          uid: check.id,
          name: check.title,
          version: String(check.version),
          ...severities[check.severity],
          status_id,
          status,
        },
      ],
    },
    resources: [
      {
        uid: subject.id,
        ...(subject.name === '' ? {} : { name: subject.name }),
        type: subject.kind,
        cloud_partition: population.partition,
        ...regionOf(subject.region),
      },
    ],
    evidences: [
      {
        data: {
          records: evidence,
          gaps: verdict.status === 'unknown' ? verdict.gaps : [],
          observed: observedIn(verdict),
        },
      },
    ],
    remediation: { desc: check.fix, references: check.links },
  };
}

function activityOf(life: Life | undefined, now: string) {
  if (life === undefined || life.state === 'new') return activities.create;
  return life.closed_at === now ? activities.close : activities.update;
}

/**
 * New is what nobody is known to have reviewed, also where it failed before and does not apply any more; a result that never
 * failed has no such state. Suppressed is the finding, while its waiver holds; `compliance` stays what was judged.
 */
function findingStatus(open: boolean, life: Life | undefined, accepted: Accepted | null, now: string) {
  if (life?.closed_at === now) return resolved;
  if (open && accepted?.holds) return { status_id: 3, status: 'Suppressed' };
  return open ? { status_id: 1, status: 'New' } : {};
}
