/** A trail's scorecard: the checklist, restricted to what that one trail stands on. */
import { type Trail, trail } from '../aws/cloudtrail.ts';
import type { ItemStatus, Result, Scorecard, ScorecardItem } from '../model/audit.ts';
import type { Framework, Requirement } from '../model/framework.ts';
import { grouped } from '../model/grouped.ts';
import type { Population } from '../model/population.ts';
import type { Read } from '../model/read.ts';
import { listed, type Subject } from '../model/subject.ts';
import type { Status } from '../model/verdict.ts';
import { nowhereId } from './blind-spots.ts';
import { countResults } from './counts.ts';
import { scoreOf } from './score.ts';

export function scorecards(read: Read, results: readonly Result[], checklist: Framework): Scorecard[] {
  const byCheck = groupByCheck(results);
  return listed(read, trail).subjects.map(subject =>
    scorecardOf(subject, read.population, byCheck, checklist),
  );
}

export function groupByCheck(results: readonly Result[]): Map<string, Result[]> {
  return grouped(results, result => result.check);
}

type ByCheck = ReadonlyMap<string, readonly Result[]>;

function scorecardOf(
  subject: Subject<Trail>,
  population: Population,
  byCheck: ByCheck,
  checklist: Framework,
): Scorecard {
  const accounts = recordedAccounts(subject, population);
  const bucket = subject.data.S3BucketName ?? null;
  const key = subject.data.KmsKeyId ?? null;
  const standsOn = relevance(subject, new Set(accounts), bucket, key);
  const items = checklist.requirements.map(requirement => itemOf(requirement, byCheck, standsOn));
  const { kind, id, name, accountId, region } = subject;
  return {
    trail: { kind, id, name, accountId, region },
    organizationTrail: subject.data.IsOrganizationTrail === true,
    bucket,
    key,
    accounts,
    items,
    score: scoreOf(items),
  };
}

function recordedAccounts(subject: Subject<Trail>, population: Population): readonly string[] {
  if (subject.data.IsOrganizationTrail !== true) return subject.accountId === null ? [] : [subject.accountId];
  return population.accounts
    .filter(account => account.disposition !== 'excluded')
    .map(account => account.accountId);
}

/**
 * Blind spots count where they hide what the trail records; a trail that nobody saw is not this one. Where no subject of a
 * kind could be listed at all, those that the trail stands on were not judged either.
 */
export function relevance(
  trailSubject: { readonly id: string },
  accounts: ReadonlySet<string>,
  bucket: string | null,
  key: string | null,
): (result: Result) => boolean {
  return ({ subject }) => {
    if (subject.id === nowhereId(subject.kind, 'unread')) return true;
    switch (subject.kind) {
      case 'trail':
        return subject.id === trailSubject.id;
      case 'bucket':
        return subject.name === bucket;
      case 'key':
        return subject.id === key;
      case 'account':
      case 'account-region':
      case 'event-data-store':
        return subject.accountId !== null && accounts.has(subject.accountId);
      case 'organization':
        return true;
    }
  };
}

const byGravity: readonly Status[] = ['fail', 'unknown', 'pass', 'not-applicable'];
const itemStatus: Record<Status, ItemStatus> = {
  fail: 'not-met',
  unknown: 'unknown',
  pass: 'met',
  'not-applicable': 'not-applicable',
};

/** An item of the checklist over the results that it stands on. */
export function itemOf(
  requirement: Requirement,
  byCheck: ByCheck,
  standsOn: (result: Result) => boolean,
): ScorecardItem {
  const { id, title, undecided } = requirement;
  const checks = requirement.checks.map(({ check }) => ({
    check,
    results: (byCheck.get(check) ?? []).filter(standsOn),
  }));
  const results = checks.flatMap(check => check.results);
  const left = requirement.checks.filter(({ check }) => !byCheck.has(check)).map(({ check }) => check);
  const decided = byGravity.find(status => results.some(result => result.verdict.status === status));
  // An item is met when all of it was looked at. What failed has failed all the same, and what is unknown is unknown.
  const whole = left.length === 0 && undecided.length === 0;
  const assessed = decided !== undefined && (whole || decided === 'fail' || decided === 'unknown');
  return {
    id,
    title,
    status: assessed ? itemStatus[decided] : 'not-assessed',
    checks: checks.map(({ check, results: own }) => ({ check, counts: countResults(own) })),
    counts: countResults(results),
    note: assessed ? noteOf(results, decided) : notAssessed(requirement, left, results.length),
    undecided,
  };
}

function notAssessed(requirement: Requirement, left: readonly string[], results: number): string {
  const { checks, undecided } = requirement;
  if (checks.length === 0) return `No check of this version decides it: ${undecided.join('; ')}.`;
  if (left.length > 0) return `Not run: ${left.join(', ')}.`;
  if (results === 0) return 'No check applies to this trail.';
  return `What was looked at passes; no check of this version decides: ${undecided.join('; ')}.`;
}

const NOTES_SHOWN = 2;

/** The sentences that decided: one check's own where it judged one thing, counts where it judged many. */
function noteOf(results: readonly Result[], decided: Status): string {
  const deciding = groupByCheck(results.filter(result => result.verdict.status === decided));
  const sentences = [...deciding].map(([check, own]) => {
    const all = results.filter(result => result.check === check);
    const [only] = own;
    if (all.length === 1 && only) return only.verdict.note;
    const passed = all.filter(result => result.verdict.status === 'pass').length;
    const counted = all.filter(result => result.verdict.status !== 'not-applicable').length;
    const one = own.length === 1 && only ? ` ${only.subject.name}: ${only.verdict.note}` : '';
    return `${check}: ${passed} of ${counted} pass.${one}`;
  });
  if (decided === 'pass')
    return sentences.length === 1 ? (sentences[0] ?? '') : `${sentences.length} checks pass.`;
  const more = sentences.length > NOTES_SHOWN ? ` And ${sentences.length - NOTES_SHOWN} more.` : '';
  return sentences.slice(0, NOTES_SHOWN).join(' ') + more;
}
