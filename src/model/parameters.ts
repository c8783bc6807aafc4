/** What the user may set about the judgement itself. Stored in the snapshot, so that a replay uses the same. */

/** The user's own machine that verifies digests, as the user declares it. AWS can show whether it runs, not what it does. */
export interface Verifier {
  /** Where schedule, function and alarm live. */
  readonly account: string;
  readonly region: string;
  /** EventBridge Scheduler's schedule, by name or ARN; null: a rule starts it. */
  readonly schedule: string | null;
  /** EventBridge's rule, by name or ARN; null: a schedule starts it. */
  readonly rule: string | null;
  /** ARN of the Lambda function. */
  readonly function: string;
  /** Name of the alarm on the function's errors. */
  readonly alarm: string;
  /** ARNs of the trails whose digests it verifies; null: the organization's trails. */
  readonly trails: readonly string[] | null;
}

export interface Parameters {
  /** Account id of the dedicated Log Archive account; null: not declared. */
  readonly logArchiveAccount: string | null;
  /** ARNs of the roles that may do in an emergency what is denied to all others; `*` may stand for the account. */
  readonly breakGlass: readonly string[];
  /** Account ids that may be delegated administrators for CloudTrail; null: not declared. */
  readonly delegatedAdministrators: readonly string[] | null;
  /** ARNs of trails that a regulated workload keeps for itself. */
  readonly regulatedTrails: readonly string[];
  /** What verifies the digests every day; null: not declared. */
  readonly verifier: Verifier | null;
  /** Our own ledger must show a verification of the digests in each of the last so many days. */
  readonly verificationDays: number;
  /** Up to this many accounts per-account trails are good enough. */
  readonly smallEstateAccounts: number;
  /** A log delivery may be at most this old, in hours. */
  readonly deliveryHours: number;
  /** A digest delivery may be at most this old, in hours. */
  readonly digestHours: number;
  /** Logs are kept at least this long, in days. */
  readonly retentionDays: number;
  /** Logs can be read without a restore at least this long, in days. */
  readonly immediateDays: number;
  /** The key rotates at least this often, in days. */
  readonly rotationDays: number;
  /** Names of the buckets whose objects must be recorded; null: of all. */
  readonly sensitiveBuckets: readonly string[] | null;
  /** ARNs of the functions whose invocations must be recorded; null: of all. */
  readonly sensitiveFunctions: readonly string[] | null;
  /** `required`: a missing event data store is a finding although CloudTrail Lake takes no new customers. */
  readonly lake: 'auto' | 'required';
}

export const defaultParameters: Parameters = {
  logArchiveAccount: null,
  breakGlass: [],
  delegatedAdministrators: null,
  regulatedTrails: [],
  verifier: null,
  verificationDays: 7,
  smallEstateAccounts: 3,
  deliveryHours: 24,
  digestHours: 3,
  retentionDays: 365,
  immediateDays: 90,
  rotationDays: 365,
  sensitiveBuckets: null,
  sensitiveFunctions: null,
  lake: 'auto',
};
