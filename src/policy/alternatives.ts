/** The ways in which a statement comes to apply to a request, or not to apply. */
import { arnsIn, type Case, isAccountKey, type Placed } from './branches.ts';
import { principalCondition } from './exemptions.ts';
import type { Glob } from './glob.ts';
import { loosest, type Matched, type Part } from './match.ts';
import { styleOf } from './operators.ts';
import type { Condition, Patterns, Statement } from './policy.ts';
import { meantBy } from './principals.ts';
import type { Requirement } from './solve-key.ts';

export interface Alternative {
  /** Names the choice, so that none is taken twice on one way. */
  readonly id: string;
  readonly on: 'action' | 'resource' | 'key';
  readonly inside: readonly Glob[];
  readonly outside: readonly Glob[];
  readonly requirement: Requirement | null;
}

/** Any one of these keeps the statement from applying. */
export function waysPast(placed: Placed, of: Case): readonly Alternative[] {
  const { statement } = placed;
  const parts: Part[] = [
    'action',
    'resource',
    ...(statement.principal === null ? [] : ['principal' as const]),
  ];
  return [...parts, ...statement.conditions].flatMap((part, index) => turn(placed, part, index, false, of));
}

/** Any one of these makes the part apply; the others of the statement come in their turn. */
export function waysInto(placed: Placed, parts: readonly Matched[], of: Case): readonly Alternative[] {
  const index = parts.findIndex(part => part.truth !== true);
  const part = parts[index]?.part;
  if (part === undefined) return [];
  return turn(placed, part, index + 100, true, of);
}

function turn(placed: Placed, part: Part, index: number, applies: boolean, of: Case): readonly Alternative[] {
  const { ref, statement } = placed;
  const id = `${ref.level ?? ''}/${ref.policy}/${ref.index}/${index}`;
  if (part === 'action' || part === 'resource') return turnPatterns(id, part, statement[part], applies);
  const condition = part === 'principal' ? principalAsCondition(statement, of) : part;
  if (condition === null) return [];
  return [onKey(id, asOneOnArn(condition, of), applies)];
}

function turnPatterns(
  id: string,
  on: 'action' | 'resource',
  patterns: Patterns,
  applies: boolean,
): Alternative[] {
  const nothing = { on, inside: [], outside: [], requirement: null };
  if (applies !== patterns.negated) {
    return patterns.patterns.map((p, i) => ({ ...nothing, id: `${id}/${i}`, inside: [loosest(p)] }));
  }
  // A pattern with variables is not ruled out: what it leaves depends on the request, which is then tried.
  const outside = patterns.patterns.flatMap(p => (p.glob === null ? [] : [p.glob]));
  return [{ ...nothing, id, outside }];
}

function onKey(id: string, condition: Condition, mustBe: boolean): Alternative {
  return { id, on: 'key', inside: [], outside: [], requirement: { condition, mustBe } };
}

/** Principal as a condition on the name of whoever asks; null: always so, or never, whoever it is. */
function principalAsCondition(statement: Statement, of: Case): Condition | null {
  const { principal } = statement;
  if (principal === null || principal.anyone || of.kind === 'anonymous') return null;
  if (of.kind === 'service') {
    return principalCondition(principal.negated, 'aws:principalservicename', 'Principal', principal.service);
  }
  const names = principal.aws.flatMap(text => {
    const meant = meantBy(text);
    if (meant.of === 'account') return [arnsIn(meant.account, of)];
    return meant.of === 'nobody' ? [] : [text];
  });
  return principalCondition(principal.negated, 'aws:principalarn', 'Principal', names);
}

/** An account number that is not certain is asked of the ARN. */
export function asOneOnArn(condition: Condition, of: Case): Condition {
  const { key, test, values } = condition;
  if (!isAccountKey(of, key) || test === null || styleOf(test) === null) return condition;
  return {
    ...condition,
    test: 'StringLike',
    key: 'aws:principalarn',
    values: values.map(value => arnsIn(value, of)),
  };
}
