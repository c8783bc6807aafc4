/** A policy as read: the elements of its statements, normalised once, with the raw JSON kept for display. */
import type { Json } from '../model/json.ts';
import type { Glob } from './glob.ts';

/** `resource`: a bucket or key policy. */
export type PolicyKind = 'resource' | 'scp' | 'rcp';

export interface Pattern {
  /** As written. */
  readonly text: string;
  /** null: it has policy variables and depends on the request. */
  readonly glob: Glob | null;
}

/** Action or NotAction, Resource or NotResource. */
export interface Patterns {
  readonly negated: boolean;
  readonly patterns: readonly Pattern[];
}

/** Principal or NotPrincipal. */
export interface Principals {
  readonly negated: boolean;
  /** `"*"` or `{"AWS": "*"}`, which AWS documents as equal. */
  readonly anyone: boolean;
  readonly aws: readonly string[];
  readonly service: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUser: readonly string[];
}

export type Test =
  | 'StringEquals'
  | 'StringEqualsIgnoreCase'
  | 'StringLike'
  | 'ArnLike'
  | 'NumericEquals'
  | 'NumericLessThan'
  | 'NumericLessThanEquals'
  | 'NumericGreaterThan'
  | 'NumericGreaterThanEquals'
  | 'DateEquals'
  | 'DateLessThan'
  | 'DateLessThanEquals'
  | 'DateGreaterThan'
  | 'DateGreaterThanEquals'
  | 'Bool'
  | 'BinaryEquals'
  | 'IpAddress'
  | 'Null';

/** One key under one operator. */
export interface Condition {
  /** As written, for example `ForAnyValue:StringNotLikeIfExists`. */
  readonly operator: string;
  /** null: no operator that we know. */
  readonly test: Test | null;
  readonly negated: boolean;
  readonly quantifier: 'all' | 'any' | null;
  readonly ifExists: boolean;
  /** In lower case: names of keys are not case-sensitive. */
  readonly key: string;
  readonly writtenKey: string;
  readonly values: readonly string[];
  /** Version 2012-10-17 alone has policy variables. */
  readonly variables: boolean;
}

export interface Statement {
  readonly index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  readonly action: Patterns;
  readonly resource: Patterns;
  /** null in an SCP. */
  readonly principal: Principals | null;
  readonly conditions: readonly Condition[];
  /** Whether `${...}` in Resource is a variable. */
  readonly variables: boolean;
  readonly raw: Json;
}

export interface Policy {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly version: '2008-10-17' | '2012-10-17';
  readonly statements: readonly Statement[];
}

/** The policies attached to the root, to one organizational unit or to the account. */
export interface Level {
  readonly name: string;
  readonly policies: readonly Policy[];
}

export interface StatementRef {
  readonly policy: string;
  /** null for a resource policy. */
  readonly level: string | null;
  readonly index: number;
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
}

export function refTo(policy: Policy, statement: Statement, level: string | null = null): StatementRef {
  const { index, sid, effect } = statement;
  return { policy: policy.name, level, index, sid, effect };
}
