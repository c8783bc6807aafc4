/** Whom a key policy lets decrypt, and whose accounts are to be asked about. Pure. */
import type { Read } from '../../src/model/read.ts';
import { matches } from '../../src/policy/glob.ts';
import type { Policy, Statement } from '../../src/policy/policy.ts';
import { accountNamedBy } from '../../src/policy/principals.ts';
import { FOREIGN_ACCOUNT } from './sources.ts';

/** Stands for an account of the organization that no policy mentions. */
export const UNNAMED = '999900002222';

export interface Readers {
  /** ARNs (patterns, where a session lost the path of its role) of roles and users named exactly. */
  readonly named: readonly string[];
  /** Everybody who is named, for a sentence. */
  readonly listed: readonly string[];
}

export function readersIn(policies: readonly Policy[], owner: string): Readers {
  const principals = policies
    .flatMap(policy => policy.statements)
    .filter(allowsDecrypt)
    .flatMap(namedIn);
  const own = principals.some(text => accountNamedBy(text) === owner);
  const texts = principals.filter(text => accountNamedBy(text) !== owner);
  return {
    named: texts.flatMap(patternsOf),
    listed: [
      ...new Set([...texts, ...(own ? [`whom the IAM policies of its account ${owner} allow`] : [])]),
    ].sort(),
  };
}

/** Every account that a statement mentions anywhere, one of the organization that none mentions, and a foreign one. */
export function candidateAccounts(read: Read, policies: readonly Policy[], owner: string): readonly string[] {
  const text = JSON.stringify(policies.map(policy => policy.statements.map(statement => statement.raw)));
  const mentioned = new Set(text.match(/(?<!\d)\d{12}(?!\d)/g) ?? []);
  for (const standIn of [FOREIGN_ACCOUNT, UNNAMED, owner]) mentioned.delete(standIn);
  const inside = read.population.organization === null ? [] : [UNNAMED];
  return [FOREIGN_ACCOUNT, ...inside, ...[...mentioned].sort()];
}

function allowsDecrypt({ effect, action }: Statement): boolean {
  // No pattern of an action has variables, so each is known.
  const named = action.patterns.some(({ glob }) => glob === null || matches(glob, 'kms:decrypt'));
  return effect === 'Allow' && named !== action.negated;
}

function namedIn({ principal, conditions }: Statement): readonly string[] {
  if (principal === null || principal.negated) return [];
  const byCondition = conditions.filter(({ key, negated }) => key === 'aws:principalarn' && !negated);
  const others = [...principal.federated, ...principal.canonicalUser, ...byCondition.flatMap(c => c.values)];
  return [
    ...(principal.anyone ? ['* under conditions'] : []),
    ...principal.aws,
    ...principal.service,
    ...others,
  ];
}

function patternsOf(text: string): readonly string[] {
  if (/^arn:[^:]+:iam::\d{12}:(?:role|user)\/[^*?]+$/.test(text)) return [text];
  const [, partition, account, role] =
    /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/*?]+)\//.exec(text) ?? [];
  if (role === undefined) return [];
  return [`arn:${partition}:iam::${account}:role/${role}`, `arn:${partition}:iam::${account}:role/*/${role}`];
}
