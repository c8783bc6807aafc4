/** How evidence is read: by planners, subjects and checks alike. A gap ends the judgement; nobody can read past it. */
import type { Call } from './call.ts';
import type { Json, Stored } from './json.ts';
import type { Parameters } from './parameters.ts';
import type { Population } from './population.ts';
import type { Scope } from './scope.ts';

export interface Read {
  /** The snapshot's `takenAt`, the only "now" there is. */
  readonly now: Date;
  readonly parameters: Parameters;
  readonly population: Population;
  /** The answer. A gap ends the judgement with `unknown`; `absent` is a defect here: use `find`. */
  get<I extends Json, O>(call: Call<I, O>, scope: Scope, input: I): Stored<O>;
  /** The answer, or undefined where AWS says that there is none. A gap ends the judgement with `unknown`. */
  find<I extends Json, O>(call: Call<I, O>, scope: Scope, input: I): Stored<O> | undefined;
  /** Whether the question was planned at all. A gap counts as planned. */
  asked<I extends Json, O>(call: Call<I, O>, scope: Scope, input: I): boolean;
  /** Runs one part of a judgement and turns a gap in it into a value. */
  attempt<T>(part: (read: Read) => T): Attempt<T>;
  /**
   * Works something out once for the whole snapshot. What that read does not count as read here: a fact about one
   * trail does not rest on every list of trails. The caller cites what its own conclusion rests on.
   */
  derive<T>(
    key: string,
    compute: (read: Read) => T,
  ): { readonly value: T; readonly evidence: readonly string[] };
  /** Counts evidence as read without reading it again: what a subject's own listing rested on. */
  cite(evidence: readonly string[]): void;
}

export type Attempt<T> =
  | { readonly ok: true; readonly value: T; readonly evidence: readonly string[] }
  | { readonly ok: false; readonly blind: Unread; readonly evidence: readonly string[] };

/** Why a judgement could not be made: the evidence that is missing, and one sentence on it. */
export interface Unread {
  readonly note: string;
  /** Ids of the evidence that is a gap. */
  readonly gaps: readonly string[];
}

/** Ends a judgement. Thrown by readers and by `must`; caught where a reader is made, nowhere else. */
export class Unreadable extends Error {
  readonly unread: Unread;

  constructor(unread: Unread) {
    super(unread.note);
    this.name = 'Unreadable';
    this.unread = unread;
  }
}

/** A field that AWS always sends. Where it did not, nothing can be said: never a default. */
export function must<T>(value: T | null | undefined, field: string): T {
  if (value === undefined || value === null) {
    throw new Unreadable({
      note: `AWS's answer lacks ${field}, so nothing can be concluded from it.`,
      gaps: [],
    });
  }
  return value;
}
