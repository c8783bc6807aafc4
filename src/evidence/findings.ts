/** `findings.ndjson`: what failed and what could not be seen, one `finding/1` a line, each able to stand alone in a ticket. */
import { accountIn } from '../aws/scopes.ts';
import type { Audit } from '../model/audit.ts';
import type { Evidence } from '../model/evidence.ts';
import { canonical, type Json } from '../model/json.ts';
import type { Kind } from '../model/subject.ts';
import { isOpen, type Verdict } from '../model/verdict.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import { type Judged, judgedResults, statusWord } from './evaluations.ts';
import { rootGapOf } from './gaps.ts';
import { firstRun, type History } from './history.ts';
import { logicSha256 } from './ids.ts';
import type { Life } from './lifecycle.ts';
import { dispositionLine } from './waivers.ts';

/** CloudFormation's names where it has one. */
const resourceTypes: Record<Kind, string> = {
  trail: 'AWS::CloudTrail::Trail',
  bucket: 'AWS::S3::Bucket',
  key: 'AWS::KMS::Key',
  account: 'AWS::Organizations::Account',
  'account-region': 'AccountRegion',
  organization: 'AWS::Organizations::Organization',
  'event-data-store': 'AWS::CloudTrail::EventDataStore',
};

/** `history`: the runs before and the waivers; without it every failure is new and nothing is accepted. */
export function* findingLines(
  audit: Audit,
  source: EvidenceSource,
  history: History = firstRun(audit),
): Generator<string> {
  const refs = controlsOf(audit);
  for (const judged of judgedResults(audit)) {
    if (isOpen(judged.result.verdict)) yield canonical(findingOf(judged, audit, source, refs, history));
  }
}

type Controls = ReadonlyMap<string, readonly Json[]>;

function findingOf(
  judged: Judged,
  audit: Audit,
  source: EvidenceSource,
  controls: Controls,
  { lifeOf, applied }: History,
): Json {
  const { result, check } = judged;
  const { subject, verdict } = result;
  const { snapshot, population } = audit;
  const owner = subject.accountId === null ? undefined : accountIn(population, subject.accountId);
  return {
    schema: 'finding/1',
    finding_id: judged.findingId,
    evaluation_id: judged.evaluationId,
    run_id: snapshot.runId,
    check: { id: check.id, version: check.version, title: check.title, logic_sha256: logicSha256(check) },
    status: statusWord(verdict),
    status_reason: reasonOf(verdict, source),
    aspect: check.aspect,
    severity: { level: check.severity, why: check.why },
    resource: {
      type: resourceTypes[subject.kind],
      arn: subject.id,
      name: subject.name,
      account_id: subject.accountId,
      account_name: owner?.name ?? null,
      region: subject.region,
      partition: population.partition,
    },
    observed: verdict.status === 'fail' ? verdict.observed.map(o => ({ ...o })) : [],
    evidence: result.evidence.flatMap(id => evidenceOf(source.find(id))),
    controls: [...(controls.get(check.id) ?? [])],
    lifecycle: lifecycleOf(lifeOf.get(judged.findingId)),
    disposition: dispositionLine(applied.dispositions.get(judged.findingId)),
    remediation: { text: check.fix, refs: [...check.links] },
    collected_at: snapshot.takenAt,
    collector: { role_arn: snapshot.caller.arn, tool: `${snapshot.tool.name} ${snapshot.tool.version}` },
  };
}

/** null: it is unknown, and never failed in any run that is known. */
function lifecycleOf(life: Life | undefined): Json {
  if (life === undefined) return null;
  const { state, first_seen, last_seen, last_evaluated, reopen_count } = life;
  return { state, first_seen, last_seen, last_evaluated, reopen_count };
}

/** The text is the verdict's own sentence; the code is AWS's word for what stood in the way, where something did. */
function reasonOf(verdict: Verdict, source: EvidenceSource): Json {
  if (verdict.status !== 'unknown') return { code: 'DECIDED', text: verdict.note, permission: null };
  const gap = rootGapOf(verdict, source);
  if (gap === null) return { code: verdict.reason.toUpperCase(), text: verdict.note, permission: null };
  return { code: gap.code, text: verdict.note, permission: gap.permission };
}

function evidenceOf(record: Evidence | undefined): Json[] {
  if (!record) return [];
  const head = { id: record.id, action: record.call, time: record.at, outcome: record.outcome };
  if (record.outcome !== 'answer') return [{ ...head, sha256: null }];
  return [{ ...head, sha256: record.sha256 }];
}

/** The checklist first, then the frameworks that the report is about. */
function controlsOf(audit: Audit): Controls {
  const controls = new Map<string, Json[]>();
  const add = (check: string, control: Json): void => {
    const known = controls.get(check);
    if (known) known.push(control);
    else controls.set(check, [control]);
  };
  const { checklist, frameworks } = audit;
  for (const { id: control, title, checks } of checklist.requirements) {
    for (const { check, strength } of checks) {
      const { id: framework, version } = checklist;
      add(check, { framework, version, control, title, strength, reason: null });
    }
  }
  for (const { framework: of } of frameworks) {
    for (const { id: control, title, checks } of of.requirements) {
      for (const { check, strength, reason } of checks) {
        add(check, { framework: of.id, version: of.version, control, title, strength, reason });
      }
    }
  }
  return controls;
}
