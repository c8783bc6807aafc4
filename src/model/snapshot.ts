/** What a snapshot says about itself, beside its evidence. */
import type { Parameters } from './parameters.ts';

export interface SnapshotHeader {
  readonly schema: 'snapshot/1';
  readonly tool: { readonly name: string; readonly version: string };
  /** ULID. Stands in the session name of every assumed role, so that CloudTrail itself confirms the run. */
  readonly runId: string;
  /** When the run began, ISO 8601 UTC: the only "now" a check may see. */
  readonly takenAt: string;
  readonly caller: { readonly arn: string; readonly accountId: string };
  readonly parameters: Parameters;
  readonly selection: Selection;
}

/** Which part of the estate was to be looked at. A resumed run must not change it. */
export interface Selection {
  /** false: the caller's account alone, even where there is an organization. */
  readonly organization: boolean;
  /** The account in which questions about the organization are asked; null: the management account. */
  readonly organizationAccount: string | null;
  /** Account ids; empty: all. */
  readonly accounts: readonly string[];
  readonly excludedAccounts: readonly Exclusion[];
  /** Region names; empty: all that are enabled. */
  readonly regions: readonly string[];
  readonly excludedRegions: readonly Exclusion[];
  /** Ids of the calls that the selected checks need. */
  readonly calls: readonly string[];
}

/** Left out on purpose, by somebody who says why. */
export interface Exclusion {
  readonly id: string;
  readonly reason: string;
}
