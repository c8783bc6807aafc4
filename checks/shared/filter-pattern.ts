/** Whether a CloudWatch Logs filter pattern catches an event: parsed as the boolean expression it is, never compared as text. Pure. */

/** `depends`: on fields of the event that are not the same in every such event. */
export type Caught = boolean | 'depends';

/** What is known of an event beforehand; null: the event has no such field. */
export type KnownFields = Readonly<Record<string, string | null>>;

/** null: the pattern is not of the form `{ ... }`, or holds what is not understood here. */
export function catches(pattern: string, known: KnownFields): Caught | null {
  const [, inside] = /^\s*\{([\s\S]*)\}\s*$/.exec(pattern) ?? [];
  const tokens = inside === undefined ? null : tokensOf(inside);
  if (tokens === null || tokens.length === 0) return null;
  const parsed = anyOfTerms({ tokens, at: 0, known });
  return parsed !== null && parsed.at === tokens.length ? parsed.value : null;
}

const token =
  /\s*(\$(?:\.[\w-]+|\[\d+\]|\['[^']+'\])+|"(?:[^"\\]|\\.)*"|%[^%]+%|&&|\|\||!=|<=|>=|[=<>()]|[^\s"%&|!=<>(){}]+)/y;

function tokensOf(text: string): string[] | null {
  const tokens: string[] = [];
  const rest = text.trimEnd();
  for (let at = 0; at < rest.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [, found] = token.exec(rest) ?? [];
    if (found === undefined) return null;
    tokens.push(found);
  }
  return tokens;
}

interface Place {
  readonly tokens: readonly string[];
  readonly at: number;
  readonly known: KnownFields;
}

type Parsed = { readonly value: Caught; readonly at: number } | null;

function anyOfTerms(place: Place): Parsed {
  return chain(place, '||', allOfTerms, or);
}

/** Binds tighter than `||`. */
function allOfTerms(place: Place): Parsed {
  return chain(place, '&&', term, and);
}

function chain(
  place: Place,
  operator: string,
  part: (place: Place) => Parsed,
  join: (a: Caught, b: Caught) => Caught,
): Parsed {
  let left = part(place);
  while (left !== null && place.tokens[left.at] === operator) {
    const right = part({ ...place, at: left.at + 1 });
    left = right === null ? null : { value: join(left.value, right.value), at: right.at };
  }
  return left;
}

function term(place: Place): Parsed {
  const [first, second, third] = place.tokens.slice(place.at, place.at + 3);
  if (first === '(') {
    const inner = anyOfTerms({ ...place, at: place.at + 1 });
    return inner !== null && place.tokens[inner.at] === ')' ? { ...inner, at: inner.at + 1 } : null;
  }
  if (first === undefined || second === undefined || third === undefined || !first.startsWith('$'))
    return null;
  const value = compare(place.known[first.slice(2)], second.toUpperCase(), third);
  return value === null ? null : { value, at: place.at + 3 };
}

/** null: no comparison. `undefined` for a field of which nothing is known. */
function compare(actual: string | null | undefined, operator: string, operand: string): Caught | null {
  const word = operand.toUpperCase();
  if (operator === 'NOT' && word === 'EXISTS') return actual === undefined ? 'depends' : actual === null;
  if (operator === 'IS' && /^(NULL|TRUE|FALSE)$/.test(word)) {
    if (actual === undefined || word === 'NULL') return 'depends';
    return actual !== null && actual.toUpperCase() === word;
  }
  if (/^([()=<>]|&&|\|\||!=|<=|>=)$/.test(operand) || operand.startsWith('$')) return null;
  if (/^(<|>|<=|>=)$/.test(operator)) return 'depends';
  if (operator !== '=' && operator !== '!=') return null;
  // A regular expression is not run, and what AWS makes of "not equal" where there is no field is not documented.
  if (actual === undefined || operand.startsWith('%') || (actual === null && operator === '!='))
    return 'depends';
  const equal = actual !== null && wildcard(operand).test(actual);
  return operator === '=' ? equal : !equal;
}

/** `*` is any text, in quotes or not; the case counts. */
function wildcard(operand: string): RegExp {
  const text = operand.startsWith('"') ? operand.slice(1, -1).replace(/\\(.)/g, '$1') : operand;
  return new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
}

function or(a: Caught, b: Caught): Caught {
  if (a === true || b === true) return true;
  return a === 'depends' || b === 'depends' ? 'depends' : false;
}

function and(a: Caught, b: Caught): Caught {
  if (a === false || b === false) return false;
  return a === 'depends' || b === 'depends' ? 'depends' : true;
}
