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
}
