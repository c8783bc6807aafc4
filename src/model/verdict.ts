/** The four verdicts, and how several make one. What is unknown never counts as a pass. */
import type { Json } from './json.ts';
import type { Read } from './read.ts';

export type Status = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** One fact the verdict rests on. */
export interface Observed {
  /** AWS's field name, for example `LogFileValidationEnabled`. */
  readonly path: string;
  readonly expected: Json;
  /** null: AWS's answer does not have the field. */
  readonly actual: Json;
}

/** The steps that led to a verdict, one sentence each: the statements that decided, the path that was walked. */
export type Reasoning = readonly string[];

export type Verdict =
  | {
      readonly status: 'pass' | 'fail';
      readonly note: string;
      readonly observed: readonly Observed[];
      readonly reasoning?: Reasoning;
    }
  | {
      readonly status: 'unknown';
      readonly note: string;
      /** `defect`: the check itself broke. */
      readonly reason: 'evidence' | 'undetermined' | 'defect';
      /** Ids of the evidence that is missing. */
      readonly gaps: readonly string[];
      readonly reasoning?: Reasoning;
    }
  | { readonly status: 'not-applicable'; readonly note: string };

export function pass(note: string, observed: readonly Observed[] = [], reasoning?: Reasoning): Verdict {
  return { status: 'pass', note, observed, ...(reasoning ? { reasoning } : {}) };
}

export function fail(note: string, observed: readonly Observed[] = [], reasoning?: Reasoning): Verdict {
  return { status: 'fail', note, observed, ...(reasoning ? { reasoning } : {}) };
}

/** Everything was read and it still does not decide the matter. A gap says `unknown` by itself. */
export function undetermined(note: string, gaps: readonly string[] = []): Verdict {
  return { status: 'unknown', note, reason: gaps.length > 0 ? 'evidence' : 'undetermined', gaps };
}

export function notApplicable(note: string): Verdict {
  return { status: 'not-applicable', note };
}

/** One field, compared. The usual verdict of a check that reads a flag. */
export function observed(path: string, expected: Json, actual: Json | undefined): Observed {
  return { path, expected, actual: actual ?? null };
}

const severityForAll: readonly Status[] = ['fail', 'unknown', 'pass', 'not-applicable'];
const severityForAny: readonly Status[] = ['pass', 'unknown', 'fail', 'not-applicable'];

export interface Combined {
  readonly status: Status;
  readonly verdicts: readonly Verdict[];
  /** The verdicts that decided. */
  readonly deciding: readonly Verdict[];
  /** Ids of the evidence missing in the deciding verdicts. */
  readonly gaps: readonly string[];
}

/** True of all: one failure fails, else one unknown is unknown. A gap in one item is that item's alone. */
export function allOf<T>(read: Read, items: readonly T[], judge: (item: T, read: Read) => Verdict): Combined {
  return combine(judgeEach(read, items, judge), severityForAll);
}

/** True of at least one: one pass passes, else one unknown is unknown. A gap in one item is that item's alone. */
export function anyOf<T>(read: Read, items: readonly T[], judge: (item: T, read: Read) => Verdict): Combined {
  return combine(judgeEach(read, items, judge), severityForAny);
}

function judgeEach<T>(read: Read, items: readonly T[], judge: (item: T, read: Read) => Verdict): Verdict[] {
  return items.map(item => {
    const attempt = read.attempt(r => judge(item, r));
    return attempt.ok ? attempt.value : undetermined(attempt.blind.note, attempt.blind.gaps);
  });
}

function combine(verdicts: readonly Verdict[], order: readonly Status[]): Combined {
  const status = order.find(s => verdicts.some(v => v.status === s)) ?? 'not-applicable';
  const deciding = verdicts.filter(v => v.status === status);
  const gaps = [...new Set(deciding.flatMap(v => (v.status === 'unknown' ? v.gaps : [])))].sort();
  return { status, verdicts, deciding, gaps };
}

/**
 * The combination as a verdict, in the words of whoever combined. Where `walked` is given, the verdict tells its steps: those
 * first, then the ones of the verdicts that decided.
 */
export function conclude(
  combined: Combined,
  words: Record<Status, (c: Combined) => string>,
  walked?: Reasoning,
): Verdict {
  const verdict = concluded(combined, words[combined.status](combined));
  if (walked === undefined || verdict.status === 'not-applicable') return verdict;
  return { ...verdict, reasoning: [...walked, ...combined.deciding.flatMap(reasoningIn)] };
}

function concluded(combined: Combined, note: string): Verdict {
  switch (combined.status) {
    case 'pass':
      return pass(note, combined.deciding.flatMap(observedIn));
    case 'fail':
      return fail(note, combined.deciding.flatMap(observedIn));
    case 'unknown':
      return undetermined(note, combined.gaps);
    case 'not-applicable':
      return notApplicable(note);
  }
}

/** Fails, or could not be decided: somebody has to look. */
export function isOpen({ status }: Verdict): boolean {
  return status === 'fail' || status === 'unknown';
}

/** Empty for verdicts that observe nothing. */
export function observedIn(verdict: Verdict): readonly Observed[] {
  return verdict.status === 'pass' || verdict.status === 'fail' ? verdict.observed : [];
}

/** Empty for verdicts without steps. */
export function reasoningIn(verdict: Verdict): Reasoning {
  return verdict.status === 'not-applicable' ? [] : (verdict.reasoning ?? []);
}
