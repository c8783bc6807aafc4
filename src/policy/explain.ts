/** Requests, decisions and statements that do not apply, as sentences and as data. */
import { lookupIn, type Principal, type Request } from './context.ts';
import type { Truth } from './kleene.ts';
import { type Matched, matchStatement } from './match.ts';
import type { Patterns, Principals, Statement, StatementRef } from './policy.ts';

/** One part of a statement held against a request. */
export interface Explained {
  readonly part: 'principal' | 'action' | 'resource' | 'condition';
  /** `Action`, `NotResource`, `StringNotEquals`. */
  readonly operator: string;
  /** The condition key as written; null for the other parts. */
  readonly key: string | null;
  readonly expected: readonly string[];
  /** null: the request does not have the key; undefined: not known. */
  readonly actual: readonly string[] | null | undefined;
  readonly truth: Truth;
}

export function explainStatement(statement: Statement, request: Request): readonly Explained[] {
  return matchStatement(statement, request).parts.map(part => explained(statement, part, request));
}

/** Why a statement does not apply: one sentence for each part that does not. */
export function reasonsAgainst(statement: Statement, request: Request): readonly string[] {
  return explainStatement(statement, request)
    .filter(part => part.truth !== true)
    .map(sentenceFor);
}

export function describeStatement(ref: StatementRef): string {
  const where = ref.level === null ? '' : ` at ${ref.level}`;
  const name = ref.sid === null || ref.sid === '' ? `statement ${ref.index + 1}` : `"${ref.sid}"`;
  return `${ref.effect} ${name} of ${ref.policy}${where}`;
}

export function describeRequest({ principal, action, resource, context }: Request): string {
  const keys = Object.entries(context)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => (value === null ? `without ${key}` : `${key} = ${String(value)}`));
  return `${action} on ${resource} by ${describePrincipal(principal)}${keys.length > 0 ? `, ${keys.join(', ')}` : ''}`;
}

export function describePrincipal(principal: Principal): string {
  if (principal.kind === 'anonymous') return 'an anonymous caller';
  return principal.kind === 'service' ? principal.service : principal.arn;
}

function explained(statement: Statement, { part, truth }: Matched, request: Request): Explained {
  if (part === 'action' || part === 'resource') {
    const patterns = statement[part];
    const operator = `${patterns.negated ? 'Not' : ''}${part === 'action' ? 'Action' : 'Resource'}`;
    return { part, operator, key: null, expected: textsOf(patterns), actual: [request[part]], truth };
  }
  if (part === 'principal') {
    const { principal } = statement;
    const operator = principal?.negated === true ? 'NotPrincipal' : 'Principal';
    const actual = [describePrincipal(request.principal)];
    return {
      part,
      operator,
      key: null,
      expected: principal === null ? [] : namesIn(principal),
      actual,
      truth,
    };
  }
  const actual = lookupIn(request)(part.key);
  return {
    part: 'condition',
    operator: part.operator,
    key: part.writtenKey,
    expected: part.values,
    actual,
    truth,
  };
}

function sentenceFor({ part, operator, key, expected, actual, truth }: Explained): string {
  const wanted = shortened(expected);
  const seen = actual === undefined ? 'not known' : actual === null ? 'absent' : actual.join(', ');
  if (truth !== true && truth !== false) return `it hangs on ${truth.unknown.join(', ')}, which is not known`;
  if (part === 'condition') return `${operator} ${key ?? ''} [${wanted}] does not hold: the key is ${seen}`;
  return `${operator} [${wanted}] ${operator.startsWith('Not') ? 'leaves out' : 'does not cover'} ${seen}`;
}

function shortened(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).join(', ');
  return texts.length > 5 ? `${shown} and ${texts.length - 5} more` : shown;
}

function textsOf({ patterns }: Patterns): readonly string[] {
  return patterns.map(pattern => pattern.text);
}

function namesIn(principal: Principals): readonly string[] {
  const { anyone, aws, service, federated, canonicalUser } = principal;
  return anyone ? ['*'] : [...aws, ...service, ...federated, ...canonicalUser];
}
