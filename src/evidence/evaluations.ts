/** `evaluations.ndjson`: every result, passes included: the population that an auditor samples from. */
import type { Audit, Result } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { canonical } from '../model/json.ts';
import { observedIn, type Verdict } from '../model/verdict.ts';
import { evaluationId, findingId } from './ids.ts';

const words = {
  pass: 'PASS',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
  'not-applicable': 'NOT_APPLICABLE',
} as const satisfies Record<Verdict['status'], string>;

export function statusWord(verdict: Verdict): (typeof words)[Verdict['status']] {
  return words[verdict.status];
}

export interface Judged {
  readonly result: Result;
  readonly check: AnyCheck;
  readonly findingId: string;
  readonly evaluationId: string;
}

const judgedIn = new WeakMap<Audit, readonly Judged[]>();

/** Each result with its check and its ids, which cost two hashes each: nearly every writer asks, so they are made once. */
export function judgedResults(audit: Audit): readonly Judged[] {
  const made = judgedIn.get(audit) ?? identified(audit);
  judgedIn.set(audit, made);
  return made;
}

function identified(audit: Audit): readonly Judged[] {
  const checks = new Map(audit.checks.map(check => [check.id, check]));
  return audit.results.map(result => {
    const check = checks.get(result.check);
    if (!check) throw new Error(`There is a result of ${result.check}, which is no check of this audit.`);
    const finding = findingId(audit.population.partition, check, result);
    return { result, check, findingId: finding, evaluationId: evaluationId(audit.snapshot.runId, finding) };
  });
}

export function* evaluationLines(audit: Audit): Generator<string> {
  for (const evaluation of evaluations(audit)) yield canonical(evaluation);
}

/** What each line says, for who reads on in the same run. */
export function* evaluations(audit: Audit) {
  for (const { result, check, findingId: finding, evaluationId: evaluation } of judgedResults(audit)) {
    const { subject, verdict, evidence } = result;
    yield {
      schema: 'evaluation/1',
      run_id: audit.snapshot.runId,
      evaluation_id: evaluation,
      finding_id: finding,
      check: check.id,
      check_version: check.version,
      severity: check.severity,
      aspect: check.aspect,
      status: statusWord(verdict),
      note: verdict.note,
      unknown_reason: verdict.status === 'unknown' ? verdict.reason : null,
      gaps: verdict.status === 'unknown' ? verdict.gaps : [],
      observed: observedIn(verdict),
      subject: {
        kind: subject.kind,
        id: subject.id,
        name: subject.name,
        account_id: subject.accountId,
        region: subject.region,
      },
      evidence,
    };
  }
}
