/** `formats/ocsf-2003.ndjson`: each result as an OCSF Compliance Finding (class 2003, profile cloud), passes included. */

import { accountIn } from '../../aws/scopes.ts';
import type { Audit } from '../../model/audit.ts';
import type { Severity } from '../../model/check.ts';
import { canonical } from '../../model/json.ts';
import { ALL_REGIONS } from '../../model/scope.ts';
import { isOpen, observedIn, type Status } from '../../model/verdict.ts';
import type { EvidenceSource } from '../../snapshot/index.ts';
import type { ContentFile } from '../content/file.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import type { Life } from '../lifecycle.ts';
import type { Accepted, Beside } from './beside.ts';
import { type Bearing, bearingsByCheck } from './requirements.ts';
import { reasonCode, visibleAll } from './text.ts';

/** Consumers lag behind: 1.9.0 adds nothing that is needed here. */
export const OCSF_VERSION = '1.8.0';

export function ocsf(audit: Audit, source: EvidenceSource, beside: Beside): ContentFile {
  return { path: 'formats/ocsf-2003.ndjson', content: () => lines(audit, source, beside) };
}

function* lines(audit: Audit, source: EvidenceSource, beside: Beside): Generator<string> {
  const bearings = bearingsByCheck(audit);
  for (const judged of judgedResults(audit)) {
    const own = bearings.get(judged.check.id) ?? [];
    yield canonical(visibleAll(eventOf(judged, audit, source, own, beside)));
  }
}

/** OCSF has no word for not applicable: 99 is what its own `status` says. Unknown is 0, never 99. */
const compliance: Record<Status, { readonly status_id: number; readonly status: string }> = {
  pass: { status_id: 1, status: 'Pass' },
  fail: { status_id: 3, status: 'Fail' },
  unknown: { status_id: 0, status: 'Unknown' },
  'not-applicable': { status_id: 99, status: 'Not Applicable' },
};

const severities: Record<Severity, { readonly severity_id: number; readonly severity: string }> = {
  low: { severity_id: 2, severity: 'Low' },
  medium: { severity_id: 3, severity: 'Medium' },
  high: { severity_id: 4, severity: 'High' },
  critical: { severity_id: 5, severity: 'Critical' },
};

/** An event that asks for nothing. */
const informational = { severity_id: 1, severity: 'Informational' };

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
    class_uid: 2003,
    class_name: 'Compliance Finding',
    category_uid: 2,
    category_name: 'Findings',
    ...activityOf(life, snapshot.takenAt),
    ...(open ? severities[check.severity] : informational),
    ...findingStatus(open, life, accepted, snapshot.takenAt),
    ...(accepted === null ? {} : { comment: accepted.sentence }),
    time,
    message: verdict.note,
    metadata: {
      version: OCSF_VERSION,
      profiles: ['cloud'],
      product: { name: 'Trailproof', vendor_name: 'Trailproof', version: snapshot.tool.version },
      uid: evaluationId,
      correlation_uid: snapshot.runId,
      event_code: check.id,
    },
    cloud: cloudOf(audit, subject.accountId, subject.region),
    finding_info: {
      uid: findingId,
      title: check.title,
      desc: check.why,
      types: [check.aspect],
      created_time: life === undefined ? time : Date.parse(life.first_seen),
      modified_time: time,
      analytic: {
        uid: check.id,
        name: check.title,
        type_id: 1,
        type: 'Rule',
        version: String(check.version),
      },
    },
    compliance: {
      control: check.id,
      status_id,
      status,
      status_code: reasonCode(verdict, source),
      status_details: [verdict.note],
      standards: [...new Set(bearings.map(({ framework: f }) => `${f.title} ${f.version}`))],
      requirements: bearings.map(
        ({ framework: f, requirement, strength }) => `${f.title} ${f.version} ${requirement} (${strength})`,
      ),
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

/** Create, update, close: of the finding, whose `uid` stays. */
function activityOf(life: Life | undefined, now: string) {
  const [id, name] =
    life === undefined || life.state === 'new'
      ? [1, 'Create']
      : life.closed_at === now
        ? [3, 'Close']
        : [2, 'Update'];
  return { activity_id: id, activity_name: name, type_uid: 200_300 + Number(id) };
}

/**
 * New is what nobody is known to have reviewed; a result that never failed has no such state. Suppressed is the finding, while
 * its waiver holds; `compliance` stays what was judged.
 */
function findingStatus(open: boolean, life: Life | undefined, accepted: Accepted | null, now: string) {
  if (life?.closed_at === now) return { status_id: 4, status: 'Resolved' };
  if (open && accepted?.holds) return { status_id: 3, status: 'Suppressed' };
  return open ? { status_id: 1, status: 'New' } : {};
}

function cloudOf({ population }: Audit, accountId: string | null, region: string | null) {
  const name = accountId === null ? undefined : accountIn(population, accountId)?.name;
  return {
    provider: 'AWS',
    cloud_partition: population.partition,
    ...regionOf(region),
    ...(population.organization === null ? {} : { org: { uid: population.organization.id } }),
    ...(accountId === null
      ? {}
      : { account: { uid: accountId, type_id: 10, type: 'AWS Account', ...(name ? { name } : {}) } }),
  };
}

/** One place, or none: not every region at once. */
function regionOf(region: string | null) {
  return region === null || region === ALL_REGIONS ? {} : { region };
}
