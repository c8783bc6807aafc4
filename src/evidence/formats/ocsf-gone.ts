/** A thing that is gone closes its finding in OCSF. */
import type { Audit } from '../../model/audit.ts';
import { evaluationId } from '../ids.ts';
import { type Gone, lastFailure } from './gone.ts';
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
} from './ocsf-parts.ts';
import type { Bearing } from './requirements.ts';

export function goneEvent({ life, check }: Gone, audit: Audit, bearings: readonly Bearing[]) {
  const { takenAt, runId } = audit.snapshot;
  const { finding_id: findingId, account, region, resource, first_seen } = life;
  const message = lastFailure(life);
  return {
    ...classOf,
    ...activities.close,
    ...informational,
    ...resolved,
    time: Date.parse(takenAt),
    message,
    metadata: metadataOf(audit, check, evaluationId(runId, findingId)),
    cloud: cloudOf(audit, account, region),
    finding_info: infoOf(check, findingId, first_seen, takenAt),
    // Nobody judged it: it neither passes nor fails, and is not unknown.
    compliance: {
      control: check.id,
      status_id: 99,
      status: 'Gone',
      status_code: 'GONE',
      status_details: [message],
      ...bearingOn(bearings),
    },
    resources: [
      {
        uid: resource,
        type: check.subject.kind,
        cloud_partition: audit.population.partition,
        ...regionOf(region),
      },
    ],
    evidences: [{ data: { records: life.closing_evidence } }],
  };
}
