/** Looks for a request of a case that no statement denies: makes one up, sees what denies it, and turns away from that. */
import { type Alternative, waysInto, waysPast } from './alternatives.ts';
import {
  type Case,
  certainIn,
  domainOf,
  isAccountKey,
  isSought,
  type Placed,
  requestOf,
} from './branches.ts';
import { evaluateCondition } from './conditions.ts';
import { accountOf, type ContextValue, lookupIn, type Request } from './context.ts';
import { exampleActions, exampleResource } from './examples.ts';
import { type Glob, glob } from './glob.ts';
import { witness } from './glob-algebra.ts';
import { matchStatement, type StatementMatch } from './match.ts';
import type { StatementRef } from './policy.ts';
import { type Requirement, solveKey } from './solve-key.ts';
import type { Lookup } from './variables.ts';

export type Found =
  | { readonly found: 'request'; readonly request: Request }
  | { readonly found: 'none' }
  /** Perhaps there is one; it hangs on these. */
  | { readonly found: 'undecided'; readonly keys: readonly string[] };

/** What was used to close the ways that are closed. */
export interface Trace {
  readonly denies: Map<string, StatementRef>;
  readonly silentAt: Set<string>;
}

export interface Point {
  readonly action: string;
  readonly resource: string;
}

const MOST_STEPS = 2_000;

interface Store {
  readonly taken: ReadonlySet<string>;
  readonly action: { readonly inside: readonly Glob[]; readonly outside: readonly Glob[] };
  readonly resource: { readonly inside: readonly Glob[]; readonly outside: readonly Glob[] };
  readonly keys: ReadonlyMap<string, readonly Requirement[]>;
}

export function findUndenied(
  of: Case,
  point: Point,
  requirements: readonly Requirement[],
  trace: Trace,
): Found {
  return new Search(of, point, trace).from(requirements);
}

class Search {
  readonly #of: Case;
  readonly #trace: Trace;
  readonly #certain: Lookup;
  readonly #point: Point;
  readonly #actions: readonly string[];
  #steps = 0;

  constructor(of: Case, point: Point, trace: Trace) {
    this.#of = of;
    this.#point = point;
    this.#actions = exampleActions(point.action, point.resource);
    this.#trace = trace;
    this.#certain = certainIn(of);
  }

  from(requirements: readonly Requirement[]): Found {
    const keys = new Map<string, Requirement[]>();
    for (const requirement of requirements) {
      const { key } = requirement.condition;
      keys.set(key, [...(keys.get(key) ?? []), requirement]);
    }
    return this.#solve({
      taken: new Set(),
      action: { inside: [glob(this.#point.action.toLowerCase())], outside: [] },
      resource: { inside: [glob(this.#point.resource)], outside: [] },
      keys,
    });
  }

  #solve(store: Store): Found {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) return { found: 'undecided', keys: ['more cases than are tried'] };
    const made = this.#make(store);
    if (made.found !== 'request') return made;
    const { request } = made;
    const lookup = lookupIn(request);
    const judge = (placed: Placed) => ({ placed, match: matchStatement(placed.statement, request, lookup) });

    for (const gate of this.#of.gates) {
      const allows = gate.allows.map(judge);
      if (allows.some(({ match }) => match.truth === true)) continue;
      this.#trace.silentAt.add(gate.name);
      const ways = allows.flatMap(({ placed, match }) => waysInto(placed, match.parts, this.#of));
      return this.#tryAll(store, ways, keysUnknown(allows));
    }

    const denies = this.#of.denies.map(judge).filter(({ match }) => match.truth !== false);
    const certain = denies.filter(({ match }) => match.truth === true);
    if (denies.length === 0) return made;
    // The ones with the fewest ways past them first: a dead end shows soonest.
    const options = (certain.length > 0 ? certain : denies)
      .map(({ placed }) => ({ placed, ways: waysPast(placed, this.#of) }))
      .sort((a, b) => a.ways.length - b.ways.length);
    const keys: string[] = [];
    for (const { placed, ways } of options) {
      const { ref } = placed;
      if (certain.length > 0) this.#trace.denies.set(`${ref.level ?? ''}/${ref.policy}/${ref.index}`, ref);
      // A way was taken and the statement applies all the same: it hung on a variable, and we cannot see through.
      const blind = ways.some(way => store.taken.has(way.id)) ? ['policy variables'] : [];
      const outcome = this.#tryAll(store, ways, [
        ...blind,
        ...(certain.length > 0 ? [] : keysUnknown(denies)),
      ]);
      // Another statement may close for certain what this one leaves in doubt.
      if (outcome.found !== 'undecided') return outcome;
      keys.push(...outcome.keys);
    }
    return { found: 'undecided', keys };
  }

  /** `doubt`: what must be known to call it closed when no way leads on. */
  #tryAll(store: Store, ways: readonly Alternative[], doubt: readonly string[]): Found {
    const keys = [...doubt];
    for (const way of ways) {
      if (store.taken.has(way.id)) continue;
      const outcome = this.#solve(narrowed(store, way));
      if (outcome.found === 'request') return outcome;
      if (outcome.found === 'undecided') keys.push(...outcome.keys);
    }
    return keys.length > 0 ? { found: 'undecided', keys } : { found: 'none' };
  }

  #make(store: Store): Found {
    const action = witness(store.action.inside, store.action.outside, lower(this.#actions));
    const { inside, outside } = store.resource;
    const resource = witness(inside, outside, [exampleResource(this.#point.resource)]);
    if (action.found === 'none' || resource.found === 'none') return { found: 'none' };
    if (action.found !== 'text' || resource.found !== 'text')
      return { found: 'undecided', keys: ['patterns too entangled'] };
    const chosen = new Map<string, readonly string[] | null>();
    const doubtful: string[] = [];
    const lookup: Lookup = key => {
      const certain = this.#certain(key);
      return certain === undefined ? chosen.get(key) : certain;
    };
    // The name of the principal first: the account follows from it.
    const order = [...new Set([...nameKeys, ...this.#of.mentioned.keys(), ...store.keys.keys()])];
    for (const key of order) {
      const requirements = store.keys.get(key) ?? [];
      if (isAccountKey(this.#of, key)) {
        if (requirements.length > 0 && !this.#holds(requirements, lookup)) doubtful.push(key);
        continue;
      }
      if (this.#certain(key) !== undefined) {
        const truths = requirements.map(r => ({ r, truth: evaluateCondition(r.condition, lookup) }));
        if (truths.some(({ r, truth }) => truth === !r.mustBe)) return { found: 'none' };
        if (truths.some(({ r, truth }) => truth !== r.mustBe)) doubtful.push(key);
        continue;
      }
      if (!isSought(this.#of, key) && nameKeys.includes(key) && requirements.length === 0) continue;
      const solved = solveKey(key, requirements, domainOf(this.#of, key), lookup);
      if (solved.found === 'none') return { found: 'none' };
      if (solved.found === 'undecided') doubtful.push(key);
      else {
        chosen.set(key, solved.value);
        if (key === 'aws:principalarn') this.#followUp(chosen, solved.value);
      }
    }
    if (doubtful.length > 0) return { found: 'undecided', keys: doubtful };
    const name = (chosen.get('aws:principalarn') ?? chosen.get('aws:principalservicename'))?.[0] ?? '';
    const context: Record<string, ContextValue> = {};
    for (const [key, value] of chosen) {
      if (!derived.has(key))
        context[this.#of.mentioned.get(key) ?? key] = value === null || value.length !== 1 ? value : value[0];
    }
    return {
      found: 'request',
      request: requestOf(this.#of, name, this.#properCase(action.text), resource.text, context),
    };
  }

  #followUp(chosen: Map<string, readonly string[] | null>, arn: readonly string[] | null): void {
    if (this.#of.account !== null || arn?.[0] === undefined) return;
    const account = accountOf({ kind: 'role', arn: arn[0] });
    if (account === null) return;
    chosen.set('aws:principalaccount', [account]);
    chosen.set('kms:calleraccount', [account]);
  }

  #properCase(action: string): string {
    return this.#actions.find(name => name.toLowerCase() === action) ?? action;
  }

  #holds(requirements: readonly Requirement[], lookup: Lookup): boolean {
    return requirements.every(({ condition, mustBe }) => evaluateCondition(condition, lookup) === mustBe);
  }
}

const nameKeys = ['aws:principalarn', 'aws:principalservicename'];
const derived = new Set([...nameKeys, 'aws:principalaccount', 'kms:calleraccount']);

function lower(names: readonly string[]): readonly string[] {
  return names.map(name => name.toLowerCase());
}

function narrowed(store: Store, way: Alternative): Store {
  const taken = new Set([...store.taken, way.id]);
  if (way.on !== 'key') {
    const { inside, outside } = store[way.on];
    const narrower = { inside: [...inside, ...way.inside], outside: [...outside, ...way.outside] };
    return { ...store, taken, [way.on]: narrower };
  }
  if (way.requirement === null) return { ...store, taken };
  const { key } = way.requirement.condition;
  return {
    ...store,
    taken,
    keys: new Map([...store.keys, [key, [...(store.keys.get(key) ?? []), way.requirement]]]),
  };
}

function keysUnknown(judged: readonly { readonly match: StatementMatch }[]): readonly string[] {
  return judged.flatMap(({ match: { truth } }) => (typeof truth === 'boolean' ? [] : truth.unknown));
}
