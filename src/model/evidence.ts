/** What came of one question to AWS. Exactly one record for each question that was planned. */
import type { Json, Stored } from './json.ts';
import type { Scope } from './scope.ts';

export type GapReason =
  | 'denied' // AWS refused: the permission is missing, or a policy denies it
  | 'throttled' // refused for its rate until the retries ran out
  | 'expired' // the session ended
  | 'region-disabled' // the region is not enabled in the account
  | 'unreachable' // no complete answer: time-out, reset, refused connection, 5xx
  | 'malformed' // an answer that cannot be read
  | 'not-observable' // AWS does not show this from here
  | 'rejected' // AWS calls the request wrong
  | 'parent' // an earlier answer that this question depends on is itself a gap
  | 'interrupted'; // the run was stopped before the question was asked

/** Why we could not find out. `code` and `message` are AWS's own words wherever AWS spoke. */
export interface Gap {
  readonly reason: GapReason;
  readonly code: string;
  readonly message: string;
  /** The IAM action that would have been needed, for example `cloudtrail:GetTrailStatus`. */
  readonly permission: string;
  readonly requestId?: string;
  /** The id of the evidence whose gap caused this one. */
  readonly because?: string;
}

interface Asked {
  /** `cloudtrail.GetTrailStatus/111122223333/us-east-1/<digest of the input, or ->` */
  readonly id: string;
  readonly call: string;
  readonly scope: Scope;
  /** As sent to AWS. `null` where a gap hid which inputs there would have been. */
  readonly input: Json;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface Answer<T = unknown> extends Asked {
  readonly outcome: 'answer';
  readonly data: Stored<T>;
  /** SHA-256 of the canonical JSON of `data`, in hex. */
  readonly sha256: string;
  /** One for each page. */
  readonly requestIds: readonly string[];
}

/** AWS says that there is none: `code` is the error name that says so. */
export interface Absent extends Asked {
  readonly outcome: 'absent';
  readonly code: string;
  readonly requestIds: readonly string[];
}

export interface Unanswered extends Asked {
  readonly outcome: 'gap';
  readonly gap: Gap;
}

export type Evidence<T = unknown> = Answer<T> | Absent | Unanswered;
