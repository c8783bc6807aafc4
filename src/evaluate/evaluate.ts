/** Judges every subject with every check: snapshot in, results out. Synchronous, pure, and no check ever vanishes. */
import { closureOf } from '../aws/calls.ts';
import type { Result } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { Unreadable } from '../model/read.ts';
import { ALL_REGIONS } from '../model/scope.ts';
import { type BlindSpot, listed, type Subject, type SubjectRef } from '../model/subject.ts';
import { notApplicable, undetermined, type Verdict } from '../model/verdict.ts';
import { createReaders, type Reader, type ReaderContext } from '../snapshot/reader.ts';
import { mergeBlindSpots, nowhereId } from './blind-spots.ts';

export function evaluate(
  snapshot: ReaderContext,
  checks: readonly AnyCheck[],
  newReader: NewReader = createReaders(snapshot),
): Result[] {
  const results = checks.flatMap(check => judgeAll(check, snapshot, newReader));
  return results.sort(compareResults);
}

type NewReader = (allowed?: ReadonlySet<string>) => Reader;

function judgeAll(check: AnyCheck, snapshot: ReaderContext, newReader: NewReader): Result[] {
  const allowed = allowedCalls(check);
  const listing = guarded(newReader(allowed), reader => listed(reader, check.subject));
  if (!listing.ok)
    return [result(check, nowhere(check, listing.scopeless), listing.verdict, listing.evidence)];
  const { subjects, blind } = listing.value;
  const results = subjects.map(subject => judgeOne(check, subject, newReader(allowed)));
  for (const spot of mergeBlindSpots(blind, snapshot.source)) {
    results.push(result(check, unread(check, spot), undetermined(spot.note, spot.gaps), spot.gaps));
  }
  if (results.length > 0) return results;
  const { plural } = check.subject;
  const { unread: gaps } = snapshot.population;
  if (gaps.length > 0) {
    const note = `There are no ${plural} in the accounts that are known, and not all accounts could be listed.`;
    return [result(check, nowhere(check, 'unread'), undetermined(note, gaps), gaps)];
  }
  return [result(check, nowhere(check, 'none'), notApplicable(`There are no ${plural}.`), [])];
}

function judgeOne(check: AnyCheck, subject: Subject<unknown>, reader: Reader): Result {
  reader.cite(subject.evidence);
  const judged = guarded(reader, r => check.judge(subject, r));
  return result(check, refOf(subject), judged.ok ? judged.value : judged.verdict, reader.evidence());
}

type Guarded<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly verdict: Verdict;
      readonly evidence: readonly string[];
      readonly scopeless: 'unread';
    };

/** A gap, and even a check that breaks, becomes an `unknown` of this one result; all others go on. */
function guarded<T>(reader: Reader, judge: (reader: Reader) => T): Guarded<T> {
  try {
    return { ok: true, value: judge(reader) };
  } catch (error) {
    const verdict =
      error instanceof Unreadable ? undetermined(error.unread.note, error.unread.gaps) : defect(error);
    return { ok: false, verdict, evidence: reader.evidence(), scopeless: 'unread' };
  }
}

function defect(error: unknown): Verdict {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    status: 'unknown',
    reason: 'defect',
    note: `The check broke, which is a defect of Trailproof: ${text}`,
    gaps: [],
  };
}

/** All calls that a check may read: its own, its subject's, and what planning those reads. */
export function allowedCalls(check: AnyCheck): ReadonlySet<string> {
  return new Set(closureOf([...check.subject.needs, ...check.needs]).map(call => call.id));
}

function result(check: AnyCheck, subject: SubjectRef, verdict: Verdict, evidence: readonly string[]): Result {
  return { check: check.id, severity: check.severity, subject, verdict, evidence };
}

function refOf({ kind, id, name, accountId, region }: Subject<unknown>): SubjectRef {
  return { kind, id, name, accountId, region };
}

/** Stands for the subjects that there may be where nobody could look. */
function unread(check: AnyCheck, spot: BlindSpot): SubjectRef {
  const { kind, plural } = check.subject;
  const { accountId, region } = spot.scope;
  const where = region === ALL_REGIONS ? accountId : `${accountId} ${region}`;
  return {
    kind,
    id: `urn:trailproof:unread:${kind}:${accountId}:${region}`,
    name: `${plural} of ${where}`,
    accountId,
    region,
  };
}

/** Stands for the subjects of an organization that has none, or whose list could not be made. */
function nowhere(check: AnyCheck, why: 'none' | 'unread'): SubjectRef {
  const { kind, plural } = check.subject;
  return { kind, id: nowhereId(kind, why), name: plural, accountId: null, region: null };
}

function compareResults(a: Result, b: Result): number {
  return (
    compare(a.check, b.check) ||
    compare(a.subject.accountId ?? '', b.subject.accountId ?? '') ||
    compare(a.subject.region ?? '', b.subject.region ?? '') ||
    compare(a.subject.id, b.subject.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
