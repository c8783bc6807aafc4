/** Every result in columns, and which of them each trail stands on. */
import { relevance } from '../../evaluate/scorecards.ts';
import type { Audit, Result, Scorecard } from '../../model/audit.ts';
import type { SubjectRef } from '../../model/subject.ts';
import { judgedResults } from '../evaluations.ts';
import type { History } from '../history.ts';
import { dispositionLine } from '../waivers.ts';
import { numbered, numberedTexts } from './numbered.ts';

export function resultTable(audit: Audit, rowOf: ReadonlyMap<string, number>, history: History) {
  const judged = judgedResults(audit);
  const checks = numberedTexts();
  const subjects = numbered<SubjectRef>(({ kind, id, accountId, region }) =>
    JSON.stringify([kind, id, accountId, region]),
  );
  const lists = numbered<readonly number[]>(list => list.join());
  // A record that was cited but is not in the snapshot does not exist; there is none.
  const rows = (ids: readonly string[]): number => lists.of(ids.flatMap(id => rowOf.get(id) ?? []));
  const verdicts = judged.map(({ result }) => result.verdict);
  return {
    check: judged.map(({ check }) => checks.of(check.id)),
    subject: judged.map(({ result }) => subjects.of(result.subject)),
    status: verdicts.map(({ status }) => status),
    note: verdicts.map(({ note }) => note),
    finding: judged.map(({ findingId }) => findingId),
    evidence: judged.map(({ result }) => rows(result.evidence)),
    gaps: verdicts.map(verdict => (verdict.status === 'unknown' ? rows(verdict.gaps) : -1)),
    reason: verdicts.map(verdict => (verdict.status === 'unknown' ? verdict.reason : 0)),
    observed: verdicts.map(v =>
      (v.status === 'pass' || v.status === 'fail') && v.observed.length > 0 ? v.observed : 0,
    ),
    reasoning: verdicts.map(verdict => (verdict.status === 'not-applicable' ? 0 : (verdict.reasoning ?? 0))),
    // 0 where no run before is known, or nothing was accepted.
    life: judged.map(({ findingId }) => lifeOf(findingId, history)),
    accepted: judged.map(
      ({ findingId }) => dispositionLine(history.applied.dispositions.get(findingId)) ?? 0,
    ),
    checks: checks.list,
    subjects: subjects.list.map(({ kind, id, name, accountId, region }) => [
      kind,
      id,
      name,
      accountId,
      region,
    ]),
    lists: lists.list,
  };
}

function lifeOf(findingId: string, history: History) {
  const life = history.inputs.earlier === null ? undefined : history.lifeOf.get(findingId);
  return life === undefined ? 0 : [life.state, life.first_seen, life.last_seen, life.reopen_count];
}

/** For each check that has any: numbers of results that the trail stands on, as runs `[from, to, from, to]`, `to` left out. */
export function cellsOf(card: Scorecard, results: readonly Result[]): Record<string, readonly number[]> {
  const standsOn = relevance(card.trail, new Set(card.accounts), card.bucket, card.key);
  const cells: Record<string, number[]> = {};
  results.forEach((result, at) => {
    if (!standsOn(result)) return;
    const runs = cells[result.check];
    if (!runs) cells[result.check] = [at, at + 1];
    else if (runs.at(-1) === at) runs[runs.length - 1] = at + 1;
    else runs.push(at, at + 1);
  });
  return cells;
}
