/** Reads evidence for planners and judges, keeps account of what was read, and lets nobody read past a gap. */
import type { AnyCall, Call } from '../model/call.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Json, Stored } from '../model/json.ts';
import type { Parameters } from '../model/parameters.ts';
import type { Population } from '../model/population.ts';
import { type Attempt, type Read, type Unread, Unreadable } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import type { EvidenceSource } from './index.ts';
import { questionId, unaskedIds } from './question.ts';

export interface ReaderContext {
  readonly source: EvidenceSource;
  readonly takenAt: string;
  readonly parameters: Parameters;
  readonly population: Population;
  /** Given while planning: whether all questions of a call are known by now. */
  readonly settled?: (callId: string) => boolean;
}

/** A planner read what has not been asked yet: it is to be run again in a later wave. */
export class NotYetAsked extends Error {}

export interface Reader extends Read {
  /** Ids of the evidence read so far, sorted. */
  evidence(): readonly string[];
}

/** Makes readers of one snapshot; they share what was derived from it. */
export function createReaders(context: ReaderContext): (allowed?: ReadonlySet<string>) => Reader {
  const derived = new Map<string, Attempt<unknown>>();
  return allowed => readerOf({ ...context, derived, ...(allowed ? { allowed } : {}) }, new Set());
}

interface SharedContext extends ReaderContext {
  readonly derived: Map<string, Attempt<unknown>>;
  /** Ids of the calls that may be read; absent: any. */
  readonly allowed?: ReadonlySet<string>;
}

function readerOf(context: SharedContext, seen: Set<string>): Reader {
  const { source } = context;

  function recordOf(call: AnyCall, scope: Scope, input: Json): Evidence | undefined {
    if (context.allowed && !context.allowed.has(call.id)) {
      throw new Error(`${call.id} was read but is not among the declared needs.`);
    }
    const exact = source.find(questionId(call.id, scope, input));
    if (exact) return exact;
    for (const id of unaskedIds(call.id, scope)) {
      const unasked = source.find(id);
      if (unasked) return unasked;
    }
    return undefined;
  }

  function read(call: AnyCall, scope: Scope, input: Json): Exclude<Evidence, { outcome: 'gap' }> {
    const record = recordOf(call, scope, input);
    if (record === undefined) {
      const id = questionId(call.id, scope, input);
      if (context.settled) throw new NotYetAsked(id);
      if (source.complete) throw new Error(`${id} was read but never asked.`);
      throw new Unreadable(stoppedBefore(call));
    }
    seen.add(record.id);
    if (record.outcome === 'gap')
      throw new Unreadable({ note: gapSentence(record, source), gaps: [record.id] });
    return record;
  }

  const reader: Reader = {
    now: new Date(context.takenAt),
    parameters: context.parameters,
    population: context.population,
    get<I extends Json, O>(call: Call<I, O>, scope: Scope, input: I): Stored<O> {
      const record = read(call, scope, input);
      if (record.outcome === 'absent')
        throw new Error(`${record.id} is absent; this read does not allow for that.`);
      return record.data as Stored<O>;
    },
    find<I extends Json, O>(call: Call<I, O>, scope: Scope, input: I): Stored<O> | undefined {
      const record = read(call, scope, input);
      return record.outcome === 'absent' ? undefined : (record.data as Stored<O>);
    },
    asked(call, scope, input) {
      if (recordOf(call, scope, input) !== undefined) return true;
      if (context.settled?.(call.id) === false) throw new NotYetAsked(call.id);
      if (!context.settled && !source.complete) throw new Unreadable(stoppedBefore(call));
      return false;
    },
    attempt<T>(part: (read: Read) => T): Attempt<T> {
      const inner = new Set<string>();
      try {
        const value = part(readerOf(context, inner));
        return { ok: true, value, evidence: [...inner].sort() };
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        return { ok: false, blind: error.unread, evidence: [...inner].sort() };
      } finally {
        for (const id of inner) seen.add(id);
      }
    },
    derive<T>(key: string, compute: (read: Read) => T) {
      const known = context.derived.get(key) as Attempt<T> | undefined;
      const found = known ?? readerOf(context, new Set()).attempt(compute);
      context.derived.set(key, found);
      if (found.ok) return found;
      for (const id of found.evidence) seen.add(id);
      throw new Unreadable(found.blind);
    },
    cite(evidence) {
      for (const id of evidence) seen.add(id);
    },
    evidence: () => [...seen].sort(),
  };
  return reader;
}

function stoppedBefore(call: AnyCall): Unread {
  return { note: `The run was stopped before ${call.permission} was asked.`, gaps: [] };
}

/** One sentence: which call could not be answered, where, and in AWS's words why. */
function gapSentence(record: Extract<Evidence, { outcome: 'gap' }>, source: EvidenceSource): string {
  const { gap } = rootOf(record, source);
  const where =
    record.scope.region === '*' ? record.scope.accountId : `${record.scope.accountId} ${record.scope.region}`;
  const root = gap.permission === permissionOf(record) ? '' : ` because ${gap.permission} failed`;
  return `${permissionOf(record)} in ${where} could not be read${root}: ${gap.code}.`;
}

function permissionOf(record: Extract<Evidence, { outcome: 'gap' }>): string {
  return record.gap.permission;
}

/** Follows `because` to the gap that started it. */
export function rootOf(
  record: Extract<Evidence, { outcome: 'gap' }>,
  source: EvidenceSource,
): Extract<Evidence, { outcome: 'gap' }> {
  let at = record;
  while (at.gap.because !== undefined) {
    const parent = source.find(at.gap.because);
    if (parent?.outcome !== 'gap' || parent === at) break;
    at = parent;
  }
  return at;
}
