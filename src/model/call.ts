/** One AWS operation: how it is sent, and which questions to ask with it. */
import type { Json } from './json.ts';
import type { Read } from './read.ts';
import type { Scope } from './scope.ts';

export interface Question {
  readonly call: AnyCall;
  readonly scope: Scope;
  readonly input: Json;
}

export interface Aim<I> {
  readonly scope: Scope;
  readonly input: I;
}

/** The session of one scope. `client` makes (or finds) the SDK client of that scope. */
export interface Aws {
  readonly scope: Scope;
  client<C>(Client: new (config: never) => C): C;
  /** Our own record of verifications of a trail; absent: no ledger was named. */
  readonly ledger?: (trailArn: string) => unknown;
}

/** Which questions to ask, worked out from answers to earlier ones. */
export interface Stage<I> {
  /** `ask` runs once in all, once if there is an organization, or for each account and region. */
  readonly where: 'once' | 'organization' | 'region';
  /** The calls that `ask` reads. Earlier stages of the same call come first by themselves. */
  readonly needs: readonly AnyCall[];
  /** May aim at another scope than the one it runs for: a bucket is asked about in its owner's account. */
  ask(read: Read, origin: Scope): Iterable<Aim<I>>;
}

export interface Call<I extends Json, O> {
  /** `service.Operation`, as AWS spells it. */
  readonly id: string;
  /** The IAM action. */
  readonly permission: string;
  /** Error names that are an answer: there is none. */
  readonly absentOn?: readonly string[];
  /** Empty for the calls that discover the population. */
  readonly stages: readonly Stage<I>[];
  /** Every page; AWS's field names untouched. */
  send(aws: Aws, input: I): Promise<O>;
}

// A call both takes and yields its input type, so no other type stands for "any call".
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyCall = Call<any, unknown>;

export function defineCall<I extends Json, O>(call: Call<I, O>): Call<I, O> {
  return call;
}
