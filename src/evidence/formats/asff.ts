/**
 * `formats/asff.ndjson`: each result as a finding for Security Hub's BatchImportFindings, one a line, ready to be sent in batches
 * of 100 from the account that ran the tool. WARNING ("some information is missing") is what AWS calls an unknown; NOT_AVAILABLE
 * is what its own checks say where they do not apply.
 */

import type { Audit } from '../../model/audit.ts';
import { canonical } from '../../model/json.ts';
import { ALL_REGIONS } from '../../model/scope.ts';
import type { SubjectRef } from '../../model/subject.ts';
import type { Status } from '../../model/verdict.ts';
import { isOpen } from '../../model/verdict.ts';
import type { EvidenceSource } from '../../snapshot/index.ts';
import type { ContentFile } from '../content/file.ts';
import { type Judged, judgedResults, statusWord } from '../evaluations.ts';
import { visible } from '../html/escape.ts';
import type { Accepted, Beside } from './beside.ts';
import { type Bearing, bearingsByCheck } from './requirements.ts';
import { clipped, reasonCode, visibleAll } from './text.ts';

export function asff(audit: Audit, source: EvidenceSource, beside: Beside): ContentFile {
  return { path: 'formats/asff.ndjson', content: () => lines(audit, source, beside) };
}

function* lines(audit: Audit, source: EvidenceSource, beside: Beside): Generator<string> {
  const bearings = bearingsByCheck(audit);
  for (const judged of judgedResults(audit)) {
    const own = bearings.get(judged.check.id) ?? [];
    yield canonical(visibleAll(findingOf(judged, audit, source, own, beside)));
  }
}

const statuses: Record<Status, string> = {
  pass: 'PASSED',
  fail: 'FAILED',
  unknown: 'WARNING',
  'not-applicable': 'NOT_AVAILABLE',
};

/** Security Hub refuses a finding whose list or text is longer. */
const MOST_REQUIREMENTS = 32;

function findingOf(
  { result, check, findingId, evaluationId }: Judged,
  audit: Audit,
  source: EvidenceSource,
  bearings: readonly Bearing[],
  beside: Beside,
) {
  const { subject, verdict } = result;
  const { snapshot, population } = audit;
  const { takenAt, caller } = snapshot;
  const open = isOpen(verdict);
  const types = ['Software and Configuration Checks/Industry and Regulatory Standards'];
  const requirements = bearings.map(
    ({ framework: f, requirement }) => `${f.title} ${f.version}/${requirement}`,
  );
  const left = requirements.length - MOST_REQUIREMENTS;
  const description = fitting(verdict.note, 1024);
  const [link] = check.links;
  const life = beside.lifeOf(findingId);
  const accepted = beside.acceptedOf(findingId);
  return {
    SchemaVersion: '2018-10-08',
    Id: findingId,
    ProductArn: productArn(population, caller.accountId),
    ProductName: 'Trailproof',
    CompanyName: 'Trailproof',
    GeneratorId: `trailproof/${check.id}`,
    // Security Hub takes findings of the calling account only; the real one is in Resources and ProductFields.
    AwsAccountId: caller.accountId,
    CreatedAt: life?.first_seen ?? takenAt,
    UpdatedAt: takenAt,
    FirstObservedAt: life?.first_seen ?? takenAt,
    LastObservedAt: takenAt,
    Title: fitting(check.title, 256),
    Description: description,
    Remediation: {
      Recommendation: { Text: fitting(check.fix, 512), ...(link === undefined ? {} : { Url: link }) },
    },
    FindingProviderFields: {
      Severity: { Label: open ? check.severity.toUpperCase() : 'INFORMATIONAL', Original: check.severity },
      Types: types,
    },
    Compliance: {
      Status: statuses[verdict.status],
      StatusReasons: [
        {
          ReasonCode: fitting(reasonCode(verdict, source), 256),
          Description: description,
        },
      ],
      ...(requirements.length === 0 ? {} : { RelatedRequirements: requirements.slice(0, MOST_REQUIREMENTS) }),
    },
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
      RequirementsLeftOut: left > 0 ? String(left) : null,
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

/** The default product of the account that sends, in the partition's region for global services. */
function productArn({ partition, globalRegion }: Audit['population'], accountId: string): string {
  return `arn:${partition}:securityhub:${globalRegion}:${accountId}:product/${accountId}/default`;
}

/** Those that ASFF has a name for. */
const types: Partial<Record<SubjectRef['kind'], string>> = {
  trail: 'AwsCloudTrailTrail',
  bucket: 'AwsS3Bucket',
  key: 'AwsKmsKey',
  account: 'AwsAccount',
  'account-region': 'AwsAccount',
};

const partitions = ['aws', 'aws-cn', 'aws-us-gov'];

function resourceOf({ kind, id, accountId, region }: SubjectRef, partition: string) {
  const type = id.startsWith('urn:') ? 'Other' : (types[kind] ?? 'Other');
  return {
    Type: type,
    Id: type === 'AwsAccount' && accountId !== null ? `AWS::::Account:${accountId}` : fitting(id, 512),
    ...(partitions.includes(partition) ? { Partition: partition } : {}),
    ...(region === null || region === ALL_REGIONS ? {} : { Region: region }),
  };
}

/** Values of 1 to 2,048 characters; what has none is left out. */
function fields(values: Readonly<Record<string, string | null>>) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null || value.trim() === '' ? [] : [[`trailproof/${name}`, fitting(value, 2048)]],
    ),
  );
}

/** Cut after what is invisible became longer. */
function fitting(text: string, most: number): string {
  return clipped(visible(text), most);
}
