/** Reads evidence as it would be after a change, so that a check can be asked again before a remedy is given. Pure. */
import type { AnyCall } from '../../src/model/call.ts';
import type { Json } from '../../src/model/json.ts';
import type { Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';

/** What AWS would answer; undefined: what it answered. */
export type Supposed = (call: AnyCall, scope: Scope, input: Json, answered: () => unknown) => unknown;

export function supposing(read: Read, supposed: Supposed): Read {
  return reader(read, supposed, new Map());
}

/** What was derived from the evidence as it is does not hold: it is derived anew, and kept apart. */
function reader(read: Read, supposed: Supposed, derived: Map<string, unknown>): Read {
  const { now, parameters, population } = read;
  return {
    now,
    parameters,
    population,
    get: (call, scope, input) =>
      (supposed(call, scope, input, () => read.get(call, scope, input)) as never) ??
      read.get(call, scope, input),
    find: (call, scope, input) =>
      (supposed(call, scope, input, () => read.find(call, scope, input)) as never) ??
      read.find(call, scope, input),
    asked: (call, scope, input) =>
      supposed(call, scope, input, () => undefined) !== undefined || read.asked(call, scope, input),
    attempt: part => read.attempt(inner => part(reader(inner, supposed, derived))),
    derive<T>(key: string, compute: (read: Read) => T) {
      if (!derived.has(key)) derived.set(key, compute(reader(read, supposed, derived)));
      return { value: derived.get(key) as T, evidence: [] };
    },
    cite: evidence => read.cite(evidence),
  };
}
