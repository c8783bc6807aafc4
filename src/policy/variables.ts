/** Policy variables: `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}`. */
import type { Glob, Step } from './glob.ts';
import { globOf, ignoringCase, literalStep, many, stepFor, stepInSegment, units } from './glob.ts';
import type { Pattern } from './policy.ts';

/** Values of a key in lower case; null: the request does not have it; undefined: not known. */
export type Lookup = (key: string) => readonly string[] | null | undefined;

export type Style = 'literal' | 'ignoring-case' | 'wildcards' | 'arn';

export type Resolved =
  | { readonly as: 'glob'; readonly glob: Glob }
  /** A variable without a value equals nothing and is like nothing. */
  | { readonly as: 'nothing' }
  /** `loose`: what it matches at most. */
  | { readonly as: 'unknown'; readonly keys: readonly string[]; readonly loose: Glob };

const variable = /\$\{([^{}]*)\}/g;
/** `aws:PrincipalTag/team, 'none'`. What has no colon is no condition key: an unedited placeholder such as `${Account}`. */
const reference = /^\s*([^\s,':]+:[^,']+?)\s*(?:,\s*'([^']*)'\s*)?$/;

export function patternOf(text: string, variables: boolean, lowerCase: boolean): Pattern {
  if (variables && text.includes('${')) return { text, glob: null };
  return { text, glob: globOf(units(lowerCase ? text.toLowerCase() : text).map(stepFor)) };
}

/** The keys that the variables of a text refer to, in lower case. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(variable)].flatMap(([, inner]) => {
    const key = reference.exec(inner ?? '')?.[1];
    return key === undefined ? [] : [key.toLowerCase()];
  });
}

export function resolve(text: string, style: Style, variables: boolean, lookup: Lookup): Resolved {
  const steps: Step[] = [];
  const unknown: string[] = [];
  let colons = 0;
  const write = (chunk: string, plain: boolean) => {
    for (const char of units(chunk)) {
      if (plain || style === 'literal') steps.push(literalStep(char));
      else if (style === 'ignoring-case') steps.push(ignoringCase(char));
      else if (style === 'arn' && colons < 5) steps.push(stepInSegment(char));
      else steps.push(stepFor(char));
      if (char === ':') colons += 1;
    }
  };
  let from = 0;
  for (const found of variables && text.includes('${') ? text.matchAll(variable) : []) {
    write(text.slice(from, found.index), false);
    from = found.index + found[0].length;
    const value = substituteFor(found[1] ?? '', lookup);
    if (value === null) return { as: 'nothing' };
    if (value === undefined) {
      unknown.push((reference.exec(found[1] ?? '')?.[1] ?? '').toLowerCase());
      steps.push(many);
    } else {
      // Whatever a variable stands for is text, even a star in it.
      write(value, style !== 'ignoring-case');
    }
  }
  write(text.slice(from), false);
  const glob = globOf(steps);
  return unknown.length > 0 ? { as: 'unknown', keys: unknown, loose: glob } : { as: 'glob', glob };
}

function substituteFor(inner: string, lookup: Lookup): string | null | undefined {
  if (inner === '*' || inner === '?' || inner === '$') return inner;
  const [, key, fallback] = reference.exec(inner) ?? [];
  if (key === undefined) return null;
  const values = lookup(key.toLowerCase());
  if (values === undefined) return undefined;
  // A key with several values is no variable.
  if (values !== null && values.length === 1) return values[0] ?? null;
  return fallback ?? null;
}
