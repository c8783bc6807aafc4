/** Whether a statement applies to a request, part by part, so that a part that does not can be shown. */
import { evaluateCondition } from './conditions.ts';
import { lookupIn, type Request } from './context.ts';
import { glob, matches } from './glob.ts';
import { all, any, not, type Truth, unknown } from './kleene.ts';
import type { Condition, Pattern, Patterns, Statement } from './policy.ts';
import { matchPrincipals } from './principals.ts';
import { type Lookup, resolve } from './variables.ts';

export type Part = 'principal' | 'action' | 'resource' | Condition;

export interface Matched {
  readonly part: Part;
  readonly truth: Truth;
}

export interface StatementMatch {
  readonly truth: Truth;
  readonly parts: readonly Matched[];
  /** The principal is named through its account only. */
  readonly throughAccount: boolean;
}

export function matchStatement(
  statement: Statement,
  request: Request,
  lookup = lookupIn(request),
): StatementMatch {
  const named =
    statement.principal === null
      ? null
      : matchPrincipals(statement.principal, request.principal, statement.effect);
  const parts: Matched[] = [
    { part: 'action', truth: matchPatterns(statement.action, request.action.toLowerCase(), lookup) },
    { part: 'resource', truth: matchPatterns(statement.resource, request.resource, lookup) },
    ...(named === null ? [] : [{ part: 'principal' as const, truth: named.truth }]),
    ...statement.conditions.map(part => ({ part, truth: evaluateCondition(part, lookup) })),
  ];
  return { truth: all(parts.map(part => part.truth)), parts, throughAccount: named?.throughAccount ?? false };
}

function matchPatterns({ negated, patterns }: Patterns, text: string, lookup: Lookup): Truth {
  const truth = any(patterns.map(pattern => matchPattern(pattern, text, lookup)));
  return negated ? not(truth) : truth;
}

function matchPattern(pattern: Pattern, text: string, lookup: Lookup): Truth {
  if (pattern.glob !== null) return matches(pattern.glob, text);
  const resolved = resolve(pattern.text, 'wildcards', true, lookup);
  if (resolved.as === 'nothing') return false;
  if (resolved.as === 'glob') return matches(resolved.glob, text);
  return matches(resolved.loose, text) ? unknown(...resolved.keys) : false;
}

/** What a pattern matches at most, whatever its variables stand for. */
export function loosest(pattern: Pattern): ReturnType<typeof glob> {
  if (pattern.glob !== null) return pattern.glob;
  const resolved = resolve(pattern.text, 'wildcards', true, () => undefined);
  return resolved.as === 'unknown' ? resolved.loose : resolved.as === 'glob' ? resolved.glob : glob('');
}
