/** One control: words and logic in one object, in the one file that its id names. */
import type { AnyCall } from './call.ts';
import type { Read } from './read.ts';
import type { Remedy } from './remedy.ts';
import type { Subject, SubjectKind } from './subject.ts';
import type { Verdict } from './verdict.ts';

export const severities = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** For sorting. */
export function gravestFirst(a: Severity, b: Severity): number {
  return severities.indexOf(b) - severities.indexOf(a);
}

export interface Check<T> {
  /** `cloudtrail/log-file-validation`: its path under checks/. Never renamed after a release. */
  readonly id: string;
  /** Raised whenever the logic changes what it concludes. */
  readonly version: number;
  /** A sentence that is true when the check passes. */
  readonly title: string;
  readonly severity: Severity;
  /** Whether it shows how a thing is set, or that it really worked. */
  readonly aspect: 'configured' | 'operated';
  /** How it decides, in plain language, with every borderline case. */
  readonly decides: string;
  readonly why: string;
  readonly fix: string;
  readonly links: readonly string[];
  /** The key of its framework mappings. */
  readonly map: string;
  readonly subject: SubjectKind<T>;
  /** Calls beyond those of the subject. Reading any other is a defect. */
  readonly needs: readonly AnyCall[];
  judge(subject: Subject<T>, read: Read): Verdict;
  /**
   * For a subject that fails; may read what `judge` may read. null: this failure has no remedy but words. `again` is
   * `judge`, for asking whether other evidence would pass before a remedy promises it.
   */
  remedy?(
    subject: Subject<T>,
    read: Read,
    again: (subject: Subject<T>, read: Read) => Verdict,
  ): Remedy | null;
}

// biome-ignore lint/suspicious/noExplicitAny: a check both lists and judges its subject type
export type AnyCheck = Check<any>;

export function defineCheck<T>(check: Check<T>): Check<T> {
  return check;
}
