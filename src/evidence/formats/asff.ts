/**
 * `formats/asff.ndjson`: each result as a finding for Security Hub's BatchImportFindings, one a line, ready to be sent in batches
 * of 100 from the account that ran the tool. WARNING ("some information is missing") is what AWS calls an unknown; NOT_AVAILABLE
 * is what its own checks say where they do not apply. Then, to be archived, each finding whose thing is gone.
 */

import type { Audit } from '../../model/audit.ts';
import { canonical } from '../../model/json.ts';
import type { Status } from '../../model/verdict.ts';
import { isOpen } from '../../model/verdict.ts';
import type { EvidenceSource } from '../../snapshot/index.ts';
import type { ContentFile } from '../content/file.ts';
import { type Judged, judgedResults, statusWord } from '../evaluations.ts';
import { goneFinding } from './asff-gone.ts';
import {
  complianceOf,
  fields,
  fitting,
  headOf,
  providedOf,
  requirementsLeftOut,
  resourceOf,
} from './asff-parts.ts';
import type { Accepted, Beside } from './beside.ts';
import { goneIn } from './gone.ts';
import { type Bearing, bearingsByCheck } from './requirements.ts';
import { reasonCode, visibleAll } from './text.ts';

export function asff(audit: Audit, source: EvidenceSource, beside: Beside): ContentFile {
  return { path: 'formats/asff.ndjson', content: () => lines(audit, source, beside) };
}

function* lines(audit: Audit, source: EvidenceSource, beside: Beside): Generator<string> {
  const bearings = bearingsByCheck(audit);
  for (const judged of judgedResults(audit)) {
    const own = bearings.get(judged.check.id) ?? [];
    yield canonical(visibleAll(findingOf(judged, audit, source, own, beside)));
  }
  for (const gone of goneIn(audit, beside)) {
    const own = bearings.get(gone.check.id) ?? [];
    yield canonical(visibleAll(goneFinding(gone, audit, own)));
  }
}

const statuses: Record<Status, string> = {
  pass: 'PASSED',
  fail: 'FAILED',
  unknown: 'WARNING',
  'not-applicable': 'NOT_AVAILABLE',
};

function findingOf(
  { result, check, findingId, evaluationId }: Judged,
  audit: Audit,
  source: EvidenceSource,
  bearings: readonly Bearing[],
  beside: Beside,
) {
  const { subject, verdict } = result;
  const { snapshot, population } = audit;
  const { takenAt } = snapshot;
  const description = fitting(verdict.note, 1024);
  const [link] = check.links;
  const accepted = beside.acceptedOf(findingId);
  return {
    ...headOf(audit, check, findingId, beside.lifeOf(findingId)?.first_seen ?? takenAt),
    Description: description,
    Remediation: {
      Recommendation: { Text: fitting(check.fix, 512), ...(link === undefined ? {} : { Url: link }) },
    },
    FindingProviderFields: providedOf(check, isOpen(verdict)),
    Compliance: complianceOf(statuses[verdict.status], reasonCode(verdict, source), description, bearings),
    Resources: [resourceOf(subject, population.partition)],
    ProductFields: fields({
      AccountId: subject.accountId,
      Region: subject.region,
      ResourceId: subject.id,
      ResourceName: subject.name,
      ResourceKind: subject.kind,
      Status: statusWord(verdict),
      UnknownReason: verdict.status === 'unknown' ? verdict.reason : null,
      // Where it is too long for Description.
      Note: description === verdict.note ? null : verdict.note,
      CheckVersion: String(check.version),
      Aspect: check.aspect,
      EvaluationId: evaluationId,
      RunId: snapshot.runId,
      RequirementsLeftOut: requirementsLeftOut(bearings),
      Disposition: accepted?.type ?? null,
    }),
    ...workflowOf(accepted, takenAt),
    RecordState: 'ACTIVE',
  };
}

/**
 * Security Hub takes both where it first sees the finding, and never again from BatchImportFindings; the disposition among the
 * fields of the product is told anew in each run. A waiver that has expired suppresses nothing.
 */
function workflowOf(accepted: Accepted | null, now: string) {
  if (accepted === null) return {};
  return {
    ...(accepted.holds ? { Workflow: { Status: 'SUPPRESSED' } } : {}),
    Note: { Text: fitting(accepted.sentence, 512), UpdatedBy: 'Trailproof', UpdatedAt: now },
  };
}
