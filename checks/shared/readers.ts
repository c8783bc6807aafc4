/** Whom a key policy lets decrypt, and whose accounts are to be asked about. Pure. */
import { accountIn, accountLabel } from '../../src/aws/scopes.ts';
import type { Read } from '../../src/model/read.ts';
import { glob, matches } from '../../src/policy/glob.ts';
import type { Condition, Policy, Statement } from '../../src/policy/policy.ts';
import { accountNamedBy } from '../../src/policy/principals.ts';
import type { Defences } from '../../src/policy/request-class.ts';
import { accountLike, FOREIGN_ACCOUNT, FOREIGN_ORGANIZATION, organizationLike } from './sources.ts';

/** Stands for an account of the organization that no policy mentions. */
const UNNAMED = '999900002222';

/** Somebody whose account may or may not decrypt. */
export interface Asker {
  readonly account: string;
  /** The organization that the account is of; null: of none. */
  readonly organization: string | null;
  /** For a sentence. */
  readonly who: string;
  /** Whether the account is of that organization could not be read. */
  readonly doubtful: boolean;
}

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

/**
 * Every account that a statement mentions anywhere, one of the organization that none mentions, and a foreign one. A foreign
 * account is of no organization, of one that nobody names, or of one that a condition names.
 */
export function askersOf(
  read: Read,
  policies: readonly Policy[],
  rcps: Defences['rcps'],
  owner: string,
): readonly Asker[] {
  const { organization, unread } = read.population;
  const statements = policies.flatMap(policy => policy.statements);
  const conditions = [...policies, ...(rcps ?? []).flatMap(level => level.policies)]
    .flatMap(policy => policy.statements)
    .flatMap(statement => statement.conditions);
  const own = organization?.id ?? null;
  const foreign = foreignOrganizations(conditions, own);
  const asker = (account: string, of: string | null, who: string, doubtful = false): Asker => {
    return { account, organization: of, who, doubtful };
  };
  const strangers = [FOREIGN_ORGANIZATION, null].map(id => asker(FOREIGN_ACCOUNT, id, 'any account at all'));
  const inside = own === null ? [] : [asker(UNNAMED, own, 'every account of the organization')];
  const partners = foreign.map(({ id, written }) => asker(FOREIGN_ACCOUNT, id, `any account of ${written}`));
  const mentioned = accountsIn(statements, conditions).filter(
    account => ![FOREIGN_ACCOUNT, UNNAMED, owner].includes(account),
  );
  const named = mentioned.flatMap(account => {
    const who = accountLabel(read.population, account);
    if (accountIn(read.population, account) !== undefined) return [asker(account, own, who)];
    const perhaps = own !== null && unread.length > 0 ? [asker(account, own, who, true)] : [];
    const ids = [FOREIGN_ORGANIZATION, null, ...foreign.map(({ id }) => id)];
    return [...ids.map(id => asker(account, id, who)), ...perhaps];
  });
  return [...strangers, ...inside, ...partners, ...named];
}

/** Whoever such a condition lets in, or spares, may be of that organization. */
function foreignOrganizations(conditions: readonly Condition[], own: string | null) {
  const written = conditions.filter(({ key }) => key === 'aws:principalorgid').flatMap(c => c.values);
  return [...new Set(written)]
    .filter(text => text !== own && !matches(glob(text), FOREIGN_ORGANIZATION))
    .map(text => ({ id: organizationLike(text), written: text }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const accountKeys: readonly string[] = ['aws:principalaccount', 'kms:calleraccount', 'aws:principalarn'];

/** The ones written out, and one for each pattern of a number. */
function accountsIn(statements: readonly Statement[], conditions: readonly Condition[]): readonly string[] {
  const text = JSON.stringify(statements.map(statement => statement.raw));
  const patterns = conditions
    .filter(({ key }) => accountKeys.includes(key))
    .flatMap(({ values }) => values)
    .map(value => (value.startsWith('arn:') ? (value.split(':')[4] ?? '') : value));
  return [...new Set([...(text.match(/(?<!\d)\d{12}(?!\d)/g) ?? []), ...patterns.map(accountLike)])].sort();
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
