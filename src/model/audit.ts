/** What an audit concluded: results, one scorecard for each trail, totals, population. */
import type { AnyCheck, Severity } from './check.ts';
import type { Control, ControlFramework, Framework, Mapping } from './framework.ts';
import type { Population } from './population.ts';
import type { SnapshotHeader } from './snapshot.ts';
import type { SubjectRef } from './subject.ts';
import type { Verdict } from './verdict.ts';

export interface Result {
  readonly check: string;
  readonly severity: Severity;
  readonly subject: SubjectRef;
  readonly verdict: Verdict;
  /** Ids of every piece of evidence that was read, sorted. */
  readonly evidence: readonly string[];
}

export interface Counts {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
}

export type ItemStatus = 'met' | 'not-met' | 'unknown' | 'not-applicable' | 'not-assessed';

/** One item of the checklist, restricted to what one trail stands on. */
export interface ScorecardItem {
  readonly id: string;
  readonly title: string;
  readonly status: ItemStatus;
  /** Results behind it, by check: "GuardDuty: 101 of 102 account-regions". */
  readonly checks: readonly { readonly check: string; readonly counts: Counts }[];
  readonly counts: Counts;
  /** One sentence: what decided. */
  readonly note: string;
  readonly undecided: readonly string[];
}

export interface Score {
  readonly met: number;
  readonly notMet: number;
  readonly unknown: number;
  /** Leave the denominator, and are said. */
  readonly notApplicable: number;
  readonly notAssessed: number;
}

export interface Scorecard {
  readonly trail: SubjectRef;
  readonly organizationTrail: boolean;
  readonly bucket: string | null;
  readonly key: string | null;
  /** Accounts whose activity the trail records. */
  readonly accounts: readonly string[];
  readonly items: readonly ScorecardItem[];
  readonly score: Score;
}

/** One item of the checklist over all results, and how many trails meet it. */
export interface OrganizationItem {
  readonly id: string;
  readonly title: string;
  readonly status: ItemStatus;
  readonly counts: Counts;
  /** Numbers of trails. */
  readonly trails: Score;
}

/** `met`: the evidence supports it. Nothing here says that anybody complies with anything. */
export type ControlStatus = 'met' | 'not-met' | 'not-concluded' | 'not-assessed';

export interface ControlResult {
  readonly mapping: Mapping;
  /** null: the check was not run. */
  readonly counts: Counts | null;
}

export interface ControlOutcome {
  readonly control: Control;
  readonly status: ControlStatus;
  /** One sentence: what decided. */
  readonly note: string;
  readonly checks: readonly ControlResult[];
  readonly counts: Counts;
}

export interface FrameworkOutcome {
  readonly framework: ControlFramework;
  readonly controls: readonly ControlOutcome[];
  /** Numbers of requirements. */
  readonly met: number;
  readonly notMet: number;
  readonly notConcluded: number;
  readonly notAssessed: number;
}

/** Accounts by regions, in short codes: one cell for each of `regions`. */
export interface Coverage {
  readonly regions: readonly string[];
  /** ARNs of the trails that log anywhere; cells name them by number. */
  readonly trails: readonly string[];
  readonly accounts: readonly CoverageRow[];
}

export interface CoverageRow {
  readonly accountId: string;
  /**
   * Numbers of trails that log there (`0 2`; `0!` where the latest delivery of that trail failed; `0 ?` where more could
   * not be read), `none`, `unknown`, or `-`: not looked at.
   */
  readonly recorded: readonly string[];
  /** The verdict on the detector, `unknown` where there is none, or `-`: not looked at. */
  readonly guardduty: readonly string[];
}

/** Accounts, or account-regions: expected = evaluated + excluded + notEvaluable. */
export interface Reconciliation {
  readonly expected: number;
  readonly evaluated: number;
  readonly excluded: number;
  readonly notEvaluable: number;
  readonly balances: boolean;
}

/** `balances` is said of the accounts that were to be looked into. */
export interface RegionReconciliation extends Reconciliation {
  /** Accounts that were left out unseen: their regions are in none of the numbers, for nobody asked which they are. */
  readonly excludedAccountsNotCounted: number;
}

export interface Audit {
  readonly snapshot: SnapshotHeader;
  readonly complete: boolean;
  readonly population: Population;
  readonly reconciliation: {
    readonly accounts: Reconciliation;
    readonly accountRegions: RegionReconciliation;
  };
  readonly checks: readonly AnyCheck[];
  readonly checklist: Framework;
  readonly results: readonly Result[];
  readonly scorecards: readonly Scorecard[];
  readonly organization: readonly OrganizationItem[];
  /** Those that the report is about. */
  readonly frameworks: readonly FrameworkOutcome[];
  readonly coverage: Coverage;
  readonly totals: Counts;
}
