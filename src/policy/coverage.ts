/** Whether every request of a class is denied: yes and whom the denials spare, or a request that gets through. */
import { asOneOnArn } from './alternatives.ts';
import { type Case, casesOf, type Placed } from './branches.ts';
import type { Request } from './context.ts';
import { type Exemption, isTolerable, principalCondition, type Spared } from './exemptions.ts';
import { describeRequest, reasonsAgainst } from './explain.ts';
import { matches } from './glob.ts';
import { includes, intersects } from './glob-algebra.ts';
import { unknown } from './kleene.ts';
import { loosest } from './match.ts';
import type { StatementRef } from './policy.ts';
import { bindsAction } from './rcp-services.ts';
import type { Defences, RequestClass } from './request-class.ts';
import { type Found, findUndenied, type Point, type Trace } from './search.ts';
import type { Requirement } from './solve-key.ts';

export interface Exempt extends Exemption {
  /** A request that this exemption lets through. */
  readonly example: Request;
}

/** A Deny and what in it does not apply to the counter-example. */
export interface Nearest {
  readonly statement: StatementRef;
  readonly because: readonly string[];
}

/** One action (pattern) on one resource (pattern) of the class that is not denied. */
export interface Open {
  readonly action: string;
  readonly resource: string;
  readonly request: Request;
}

export type Coverage =
  | {
      readonly covered: true;
      /** The Deny statements that it takes. */
      readonly by: readonly StatementRef[];
      /** Levels (or `the resource policy`) at which nothing allows, which denies as well. */
      readonly silentAt: readonly string[];
      /** Whom the denials let through, each with an example. */
      readonly exempt: readonly Exempt[];
      /** Exemptions that let nobody through: no principal has the value, or another statement denies all the same. */
      readonly dead: readonly Exemption[];
    }
  | {
      readonly covered: false;
      readonly counterExample: { readonly request: Request; readonly sentence: string };
      readonly open: readonly Open[];
      readonly nearest: readonly Nearest[];
    }
  | { readonly covered: 'unknown'; readonly keys: readonly string[]; readonly why: string };

const MOST_NEAREST = 5;

export function coverDenied(cls: RequestClass, defences: Defences): Coverage {
  const trace: Trace = { denies: new Map(), silentAt: new Set() };
  const points = pointsOf(cls);
  const cases = casesByReach(cls, defences);
  const open: Open[] = [];
  const doubts: string[] = [];
  let first: Case | null = null;
  for (const point of points) {
    const outcome = firstUndenied(cls, cases, point, trace);
    if (outcome.found === 'request') {
      first ??= outcome.of;
      open.push({ ...point, request: outcome.request });
    } else if (outcome.found === 'undecided') doubts.push(...outcome.keys);
  }
  const [shown] = open;
  const unread = defences.unreadable ?? [];
  if (shown !== undefined && first !== null && unread.length === 0) {
    const sentence = `${describeRequest(shown.request)}: no statement denies it.`;
    return {
      covered: false,
      counterExample: { request: shown.request, sentence },
      open,
      nearest: nearestTo(first, shown.request),
    };
  }
  if (shown !== undefined) {
    const names = unread
      .map(({ policy, fault }) => `${policy} (${fault.message} ${fault.position})`)
      .join('; ');
    const why = `What can be read leaves ${describeRequest(shown.request)} open, and these policies cannot be read: ${names}.`;
    return { covered: 'unknown', keys: [], why };
  }
  if (doubts.length > 0) {
    const keys = unknown(...doubts).unknown;
    return { covered: 'unknown', keys, why: `Whether every request is denied hangs on ${keys.join(', ')}.` };
  }
  return {
    covered: true,
    by: [...trace.denies.values()],
    silentAt: [...trace.silentAt].sort(),
    ...sparedIn(cases, points),
  };
}

type Cases = (action: string) => readonly Case[];

/** The cases are the same for all actions that RCPs reach, and for all that they do not. */
function casesByReach(cls: RequestClass, defences: Defences): Cases {
  const made = new Map<boolean, readonly Case[]>();
  return action => {
    const reached = bindsAction(action);
    const cases = made.get(reached) ?? casesOf(cls, defences, reached);
    made.set(reached, cases);
    return cases;
  };
}

function pointsOf(cls: RequestClass): readonly Point[] {
  return cls.targets.flatMap(({ actions, resources }) =>
    actions.flatMap(action => resources.map(resource => ({ action, resource }))),
  );
}

type FoundIn =
  | Exclude<Found, { found: 'request' }>
  | { readonly found: 'request'; readonly request: Request; readonly of: Case };

/** Whoever is spared by an exemption that may stand is left out here, and looked at afterwards. */
function firstUndenied(cls: RequestClass, cases: Cases, point: Point, trace: Trace): FoundIn {
  const keys: string[] = [];
  for (const of of cases(point.action)) {
    // That nobody has such a name is our reading of it: the search finds out by itself.
    const spared = relevant(of, point).filter(
      ({ exemption }) => exemption.breadth !== 'nobody' && (cls.tolerates ?? isTolerable)(exemption),
    );
    const outcome = findUndenied(
      of,
      point,
      [...breakGlassLeftOut(cls, of), ...spared.map(s => notSpared(s, of))],
      trace,
    );
    if (outcome.found === 'request') return { ...outcome, of };
    if (outcome.found === 'undecided') keys.push(...outcome.keys);
  }
  return keys.length > 0 ? { found: 'undecided', keys } : { found: 'none' };
}

function relevant(of: Case, point: Point): readonly Spared[] {
  return of.denies
    .filter(placed => placed.spares.length > 0 && mayConcern(placed, point))
    .flatMap(placed => placed.spares);
}

function mayConcern({ statement: { action } }: Placed, point: Point): boolean {
  const wanted = point.action.toLowerCase();
  // One action is held against the patterns at once; patterns against patterns take a search.
  const exact = !/[*?]/.test(wanted);
  const patterns = action.patterns.map(loosest);
  if (action.negated) return !patterns.some(p => (exact ? matches(p, wanted) : includes(p, wanted)));
  return patterns.some(p => (exact ? matches(p, wanted) : intersects(p, wanted)));
}

function breakGlassLeftOut(cls: RequestClass, of: Case): readonly Requirement[] {
  const { breakGlass = [] } = cls;
  if (breakGlass.length === 0 || of.kind === 'service' || of.kind === 'anonymous') return [];
  const condition = principalCondition(true, 'aws:principalarn', 'aws:PrincipalArn', breakGlass);
  return [{ condition, mustBe: true }];
}

function notSpared({ unless }: Spared, of: Case): Requirement {
  return { condition: asOneOnArn(unless, of), mustBe: true };
}

/** Each exemption by itself: does it really let somebody through? */
function sparedIn(
  cases: Cases,
  points: readonly Point[],
): { exempt: readonly Exempt[]; dead: readonly Exemption[] } {
  const exempt = new Map<string, Exempt>();
  const all = new Map<string, Exemption>();
  for (const point of points) {
    for (const of of cases(point.action)) {
      for (const spared of relevant(of, point)) {
        const { exemption } = spared;
        const id = idOf(exemption);
        all.set(id, exemption);
        if (exempt.has(id)) continue;
        const requirement: Requirement = { condition: asOneOnArn(spared.unless, of), mustBe: false };
        const outcome = findUndenied(of, point, [requirement], { denies: new Map(), silentAt: new Set() });
        if (outcome.found === 'request') exempt.set(id, { ...exemption, example: outcome.request });
      }
    }
  }
  return {
    exempt: [...exempt.values()],
    dead: [...all].filter(([id]) => !exempt.has(id)).map(([, exemption]) => exemption),
  };
}

function idOf({ source, operator, key, value }: Exemption): string {
  return JSON.stringify([source.level, source.policy, source.index, operator, key, value]);
}

/** Denials of the case that come closest: with the fewest parts that do not apply. */
function nearestTo(of: Case, request: Request): readonly Nearest[] {
  return of.denies
    .map(({ statement, ref }) => ({ statement: ref, because: reasonsAgainst(statement, request) }))
    .sort((a, b) => a.because.length - b.because.length)
    .slice(0, MOST_NEAREST);
}
