/** A finding that this run closed without judging it: an answer of AWS shows that the thing is gone. */
import type { Audit } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { evaluationId } from '../ids.ts';
import { isClosedAt } from '../life-lists.ts';
import type { Life } from '../lifecycle.ts';
import { type Beside, notJudged } from './beside.ts';
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

interface Gone {
  readonly life: Life;
  readonly check: AnyCheck;
}

/** Without its check, which ran and did not find the thing, nothing is closed. */
export function goneIn(audit: Audit, beside: Beside): readonly Gone[] {
  const checks = new Map(audit.checks.map(check => [check.id, check]));
  return notJudged(audit, beside).flatMap(life => {
    const check = checks.get(life.check);
    return check && isClosedAt(life, audit.snapshot.takenAt) ? [{ life, check }] : [];
  });
}

export function goneEvent({ life, check }: Gone, audit: Audit, bearings: readonly Bearing[]) {
  const { takenAt, runId } = audit.snapshot;
  const { finding_id: findingId, account, region, resource, first_seen, note } = life;
  const message = `It is gone. It last failed with: ${note}`;
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
