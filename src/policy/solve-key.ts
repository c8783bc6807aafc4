/** Finds a value of one condition key under which given conditions are true or false, or shows that there is none. */
import { evaluateCondition, matchesOne } from './conditions.ts';
import { type Glob, matches } from './glob.ts';
import { witness } from './glob-algebra.ts';
import type { Truth } from './kleene.ts';
import { isArn, styleOf } from './operators.ts';
import type { Condition } from './policy.ts';
import { poolFor } from './value-pool.ts';
import { type Lookup, resolve } from './variables.ts';

export interface Requirement {
  readonly condition: Condition;
  readonly mustBe: boolean;
}

export interface Domain {
  readonly inside: readonly Glob[];
  readonly outside: readonly Glob[];
  readonly mayBeAbsent: boolean;
  readonly several: 'yes' | 'no' | 'perhaps';
  readonly preferred: readonly string[];
  /** What the first star of a pattern may well stand for. */
  readonly fillings: readonly string[];
}

export type SolvedKey =
  | { readonly found: 'value'; readonly value: readonly string[] | null }
  | { readonly found: 'none' }
  | { readonly found: 'undecided' };

/** What one value must do: satisfy the operator, or not. */
interface Demand {
  readonly condition: Condition;
  readonly matched: boolean;
}

const none: SolvedKey = { found: 'none' };
const undecided: SolvedKey = { found: 'undecided' };

export function solveKey(
  key: string,
  requirements: readonly Requirement[],
  domain: Domain,
  others: Lookup,
): SolvedKey {
  const under =
    (value: readonly string[] | null): Lookup =>
    asked =>
      asked === key ? value : others(asked);
  const good = (value: readonly string[] | null): boolean => holds(requirements, under(value));
  if (domain.mayBeAbsent && good(null)) return { found: 'value', value: null };
  const doubtfulAbsence = domain.mayBeAbsent && requirements.some(r => isUnknown(r, under(null)));

  // With a value: what each one must do, and what at least one of them must do.
  const every: Demand[] = [];
  const some: Demand[] = [];
  for (const { condition, mustBe } of requirements) {
    if (condition.test === null) return undecided;
    if (condition.test === 'Null') {
      if (evaluateCondition(condition, under(['present'])) !== mustBe)
        return doubtfulAbsence ? undecided : none;
      continue;
    }
    const { quantifier } = condition;
    const existential = (quantifier === 'any' && mustBe) || (quantifier === 'all' && !mustBe);
    (existential ? some : every).push({ condition, matched: mustBe });
  }
  const plain = every.some(demand => demand.condition.quantifier === null);
  // Several values under an operator for one: AWS does not say what then. Where the key is not known, we trust its author.
  const mayHaveSeveral = domain.several === 'yes' || (domain.several === 'perhaps' && !plain);
  const sets = mayHaveSeveral && some.length > 1 ? some.map(demand => [demand]) : [some];
  const values: string[] = [];
  let doubt = doubtfulAbsence || (mayHaveSeveral && plain);
  for (const set of sets) {
    const single = solveValue([...every, ...set], domain, others);
    if (single.found === 'none') return doubt ? undecided : none;
    if (single.found === 'undecided') doubt = true;
    else values.push(single.text);
  }
  const value = [...new Set(values)];
  if (value.length > 0 && good(value)) return { found: 'value', value };
  return undecided;
}

function holds(requirements: readonly Requirement[], lookup: Lookup): boolean {
  return requirements.every(({ condition, mustBe }) => evaluateCondition(condition, lookup) === mustBe);
}

function isUnknown({ condition }: Requirement, lookup: Lookup): boolean {
  const truth: Truth = evaluateCondition(condition, lookup);
  return typeof truth !== 'boolean';
}

function solveValue(demands: readonly Demand[], domain: Domain, others: Lookup): ReturnType<typeof witness> {
  const texts = demands.every(({ condition: { test } }) => test !== null && styleOf(test) !== null);
  return texts ? solveText(demands, domain, others) : solveFromPool(demands, domain, others);
}

function solveText(demands: readonly Demand[], domain: Domain, others: Lookup): ReturnType<typeof witness> {
  const outside: Glob[] = [...domain.outside];
  const choices: (readonly Glob[])[] = [];
  let doubt = false;
  for (const { condition, matched } of demands) {
    const read = globsOf(condition, others);
    doubt ||= read.doubt;
    if (matched !== condition.negated) choices.push(read.globs);
    else outside.push(...read.globs);
  }
  const walk = (at: number, inside: readonly Glob[]): ReturnType<typeof witness> => {
    const choice = choices[at];
    if (choice === undefined)
      return witness(inside, outside, [...domain.preferred, ...guesses(inside, domain)]);
    for (const glob of choice) {
      const outcome = walk(at + 1, [...inside, glob]);
      if (outcome.found === 'text') return outcome;
      doubt ||= outcome.found === 'undecided';
    }
    return { found: 'none' };
  };
  const outcome = walk(0, domain.inside);
  return outcome.found === 'none' && doubt ? { found: 'undecided' } : outcome;
}

/** Saves the long way of a search where simply filling in the stars will do. */
function guesses(inside: readonly Glob[], { fillings }: Domain): readonly string[] {
  return inside.flatMap(({ steps }) =>
    ['', 'Any', ...fillings].map(first => {
      let filling = first;
      return steps
        .map(step => {
          if (!step.many) return step.accepts?.charAt(0) ?? '0';
          const text = filling;
          if (filling !== '') filling = 'Any';
          return text;
        })
        .join('');
    }),
  );
}

/** The values of a condition as patterns. `doubt`: some of them depend on what is not known. */
function globsOf(condition: Condition, others: Lookup): { globs: readonly Glob[]; doubt: boolean } {
  const { test } = condition;
  const globs: Glob[] = [];
  let doubt = false;
  for (const text of condition.values) {
    const style = test === null ? null : styleOf(test, text);
    const resolved = resolve(text, style ?? 'literal', condition.variables, others);
    if (resolved.as === 'glob') globs.push(resolved.glob);
    doubt ||= resolved.as === 'unknown' || (test === 'ArnLike' && text !== '*' && !isArn(text));
  }
  return { globs, doubt };
}

function solveFromPool(
  demands: readonly Demand[],
  domain: Domain,
  others: Lookup,
): ReturnType<typeof witness> {
  const { values, complete } = poolFor(demands.map(demand => demand.condition));
  let doubt = !complete;
  for (const text of [...domain.preferred, ...values]) {
    if (!domain.inside.every(glob => matches(glob, text))) continue;
    if (domain.outside.some(glob => matches(glob, text))) continue;
    const truths = demands.map(({ condition, matched }) => ({
      matched,
      truth: matchesOne(condition, text, others),
    }));
    if (truths.every(({ matched, truth }) => truth === matched)) return { found: 'text', text };
    doubt ||= values.includes(text) && truths.every(({ matched, truth }) => truth !== !matched);
  }
  return doubt ? { found: 'undecided' } : { found: 'none' };
}
