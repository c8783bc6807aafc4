/**
 * The life of a finding over runs: new, open, reopened, closed, stale. Closed takes positive evidence: a pass, or a look at
 * the place that no longer shows the thing. What is unknown, was not looked at, or does not apply any more (a setting, or
 * something worse, can bring that about) stays open and goes stale.
 */
import type { Audit } from '../model/audit.ts';
import type { Evidence } from '../model/evidence.ts';
import { ALL_REGIONS } from '../model/scope.ts';
import type { SubjectRef } from '../model/subject.ts';
import { type Judged, judgedResults } from './evaluations.ts';

export type LifeState = 'new' | 'open' | 'reopened' | 'closed' | 'stale';

export interface Life {
  readonly finding_id: string;
  readonly check: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly resource: string;
  readonly state: LifeState;
  /** ISO 8601, as all times here: `taken_at` of a run. */
  readonly first_seen: string;
  /** When it last failed. */
  readonly last_seen: string;
  readonly last_evaluated: string;
  readonly reopen_count: number;
  readonly closed_at: string | null;
  /** Ids of the evidence that closed it. */
  readonly closing_evidence: readonly string[];
  /** The sentence it last failed with. */
  readonly note: string;
  /** What lay over it in that run; left out: no waivers were looked at. */
  readonly disposition?: 'waived' | 'waiver-expired' | null;
}

/**
 * Every finding that ever failed, sorted by id: what the next run starts from. `records`: the evidence of this run; without
 * an answer among them that shows it, nothing is gone.
 */
export function livesOf(
  audit: Audit,
  previous: ReadonlyMap<string, Life>,
  records: Iterable<Evidence> = [],
): readonly Life[] {
  const now = audit.snapshot.takenAt;
  const lives = new Map<string, Life>();
  const seen = new Set<string>();
  for (const judged of judgedResults(audit)) {
    seen.add(judged.findingId);
    const life = lifeOf(judged, previous.get(judged.findingId), now);
    if (life) lives.set(life.finding_id, life);
  }
  const missing = [...previous.values()].filter(before => !seen.has(before.finding_id));
  if (missing.length > 0) {
    const shown = absenceIn(audit, records);
    for (const before of missing) lives.set(before.finding_id, closedBy(before, shown(before), now));
  }
  return [...lives.values()].sort((a, b) => (a.finding_id < b.finding_id ? -1 : 1));
}

function lifeOf({ result, findingId, check }: Judged, before: Life | undefined, now: string): Life | null {
  const { verdict, subject, evidence } = result;
  if (verdict.status === 'fail') {
    const reopened = before?.state === 'closed';
    const state: LifeState = before === undefined ? 'new' : reopened ? 'reopened' : 'open';
    return {
      finding_id: findingId,
      check: check.id,
      account: subject.accountId,
      region: subject.region,
      resource: subject.id,
      state,
      first_seen: before?.first_seen ?? now,
      last_seen: now,
      last_evaluated: now,
      reopen_count: (before?.reopen_count ?? 0) + (reopened ? 1 : 0),
      closed_at: null,
      closing_evidence: [],
      note: verdict.note,
    };
  }
  if (before === undefined) return null;
  const decided = verdict.status === 'unknown' ? before : { ...before, last_evaluated: now };
  if (before.state === 'closed') return decided;
  return verdict.status === 'pass' ? closedBy(before, evidence, now) : staleOf(decided);
}

/** One that is not closed. */
function staleOf(before: Life): Life {
  return { ...before, state: 'stale' };
}

/** Without evidence behind it, not even a pass closes anything. */
function closedBy(before: Life, evidence: readonly string[], now: string): Life {
  if (before.state === 'closed') return before;
  if (evidence.length === 0) return staleOf(before);
  return { ...before, state: 'closed', last_evaluated: now, closed_at: now, closing_evidence: evidence };
}

/** Of a finding that was not judged: ids of the answers that show that the thing is gone; none where nothing shows it. */
function absenceIn(audit: Audit, records: Iterable<Evidence>): (life: Life) => readonly string[] {
  const checks = new Map(audit.checks.map(check => [check.id, check]));
  const looked = lookedInto(audit);
  const answers = [...records].filter(({ outcome }) => outcome !== 'gap');
  // The same thing under another owner or region: whoever owned it then, it is not gone.
  const judgedNow = new Set(audit.results.map(({ check, subject }) => `${check} ${subject.id}`));
  return life => {
    const check = checks.get(life.check);
    if (!check || throughTrails.includes(check.subject.kind)) return [];
    if (judgedNow.has(`${life.check} ${life.resource}`) || !looked(life)) return [];
    return answers
      .filter(({ call, scope }) => {
        const here = scope.accountId === life.account && scope.region === life.region;
        return here && check.subject.needs.some(need => need.id === call);
      })
      .map(({ id }) => id)
      .sort();
  };
}

/** Found where a trail names them. That none does any more shows no deletion: the logs of years may still lie there. */
const throughTrails: readonly SubjectRef['kind'][] = ['bucket', 'key'];

function isBlindSpot({ verdict, subject }: Audit['results'][number]): boolean {
  return verdict.status === 'unknown' && subject.id.startsWith('urn:trailproof:');
}

/** Whether this run ran the check and could see everything where the finding was. */
function lookedInto(audit: Audit): (life: Life) => boolean {
  const ran = new Set(audit.checks.map(check => check.id));
  const evaluated = new Map(
    audit.population.accounts.map(account => [
      account.accountId,
      account.disposition === 'evaluated'
        ? new Set(account.regions?.filter(r => r.disposition === 'evaluated').map(r => r.region))
        : new Set<string>(),
    ]),
  );
  const blind = new Set(
    audit.results
      .filter(isBlindSpot)
      .map(({ check, subject }) => `${check} ${subject.accountId ?? '*'} ${subject.region ?? ALL_REGIONS}`),
  );
  return ({ check, account, region }) => {
    // No answer is of no place.
    if (account === null || region === null) return false;
    if (!audit.complete || audit.population.unread.length > 0 || !ran.has(check)) return false;
    const isBlind = [account, '*'].some(a =>
      [region, ALL_REGIONS].some(r => blind.has(`${check} ${a} ${r}`)),
    );
    return !isBlind && evaluated.get(account)?.has(region) === true;
  };
}
