/** The question coverage answers: which requests, by whom, with which fixed keys; and which policies stand against them. */
import type { Context } from './context.ts';
import type { Exemption } from './exemptions.ts';
import type { Fault } from './json-scan.ts';
import type { Level, Policy } from './policy.ts';

export interface Target {
  /** Patterns: `s3:*` is every action of S3 that exists or ever will. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Anyone at all, or the role, user and root principals of one account. */
export type Who = 'anyone' | { readonly account: string };

export interface RequestClass {
  readonly targets: readonly Target[];
  readonly principals: Who;
  /** Keys that every request of the class has so. All others are free: whoever asks may choose them. */
  readonly context?: Context;
  /** Patterns of role or user ARNs that the question leaves out. */
  readonly breakGlass?: readonly string[];
  /** Whether principals spared so may stay spared; otherwise they make a counter-example. */
  readonly tolerates?: (exemption: Exemption) => boolean;
  readonly partition?: string;
  /** Account of the resource. */
  readonly owner?: string;
  /**
   * Who needs an Allow in the resource policy, so that its absence protects as well: principals of other accounts
   * (S3), everyone (KMS), or nobody is believed to (default: an explicit Deny is asked for).
   */
  readonly needsAllow?: 'nobody' | 'foreigners' | 'everyone';
}

export interface Defences {
  readonly resourcePolicies?: readonly Policy[];
  /** From the root to the account whose principals they bind. Leave out for the management account. */
  readonly scps?: { readonly account: string; readonly levels: readonly Level[] };
  /** From the root to the resource's account. Leave out for the management account. */
  readonly rcps?: readonly Level[];
  /** Policies that could not be read: they might deny, so nothing is called open for certain. */
  readonly unreadable?: readonly { readonly policy: string; readonly fault: Fault }[];
}
