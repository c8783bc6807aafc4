/** Splits the principals of a class into cases, each with its own keys and its own set of policies that bind it. */
import { type Context, lookupIn, type Principal, type Request } from './context.ts';
import { exemptionsOf, type Spared } from './exemptions.ts';
import { glob, globOf, type Step, stepFor, units } from './glob.ts';
import { examplesOf, isAlwaysPresent, severalOf } from './keys.ts';
import type { Level, Policy, Statement, StatementRef } from './policy.ts';
import { refTo } from './policy.ts';
import type { Defences, RequestClass } from './request-class.ts';
import type { Domain } from './solve-key.ts';
import { type Lookup, variablesIn } from './variables.ts';

export interface Placed {
  readonly statement: Statement;
  readonly ref: StatementRef;
  readonly spares: readonly Spared[];
}

/** At least one of these must allow, or the request is denied by silence. */
export interface Gate {
  readonly name: string;
  readonly allows: readonly Placed[];
}

export type CaseKind = 'role' | 'user' | 'root' | 'federated-user' | 'service' | 'anonymous';

export interface Case {
  readonly kind: CaseKind;
  /** null: any but those in `outsideOf`. */
  readonly account: string | null;
  readonly outsideOf: readonly string[];
  readonly partition: string;
  readonly context: Context;
  readonly denies: readonly Placed[];
  readonly gates: readonly Gate[];
  /** Keys that any of these statements mentions, in lower case, each with a way in which it is written. */
  readonly mentioned: ReadonlyMap<string, string>;
}

export function casesOf(cls: RequestClass, defences: Defences, rcpsReach: boolean): readonly Case[] {
  const partition = cls.partition ?? 'aws';
  const place = (policies: readonly Policy[], effect: 'Allow' | 'Deny', level: string | null): Placed[] =>
    policies.flatMap(policy =>
      policy.statements
        .filter(statement => statement.effect === effect)
        .map(statement => {
          const ref = refTo(policy, statement, level);
          return { statement, ref, spares: exemptionsOf(statement, ref) };
        }),
    );
  const onPath = (levels: readonly Level[], effect: 'Allow' | 'Deny') =>
    levels.flatMap(level => place(level.policies, effect, level.name));
  const resource = defences.resourcePolicies ?? [];
  const scps = defences.scps;
  const common = [
    ...place(resource, 'Deny', null),
    ...(defences.rcps !== undefined && rcpsReach ? onPath(defences.rcps, 'Deny') : []),
  ];
  const scpDenies = scps === undefined ? [] : onPath(scps.levels, 'Deny');
  const scpGates = (scps?.levels ?? [])
    .map(level => ({ name: level.name, allows: place(level.policies, 'Allow', level.name) }))
    .filter(gate => !gate.allows.some(allowsEverything));
  const resourceGate: Gate = { name: 'the resource policy', allows: place(resource, 'Allow', null) };

  const make = (kind: CaseKind, account: string | null, outsideOf: readonly string[]): Case => {
    const bound = scps !== undefined && account === scps.account;
    const foreign = cls.owner === undefined || account !== cls.owner;
    const gated = cls.needsAllow === 'everyone' || (cls.needsAllow === 'foreigners' && foreign);
    const denies = bound ? [...common, ...scpDenies] : common;
    const gates = [...(bound ? scpGates : []), ...(gated ? [resourceGate] : [])];
    const mentioned = keysIn([...denies, ...gates.flatMap(gate => gate.allows)]);
    return { kind, account, outsideOf, partition, context: cls.context ?? {}, denies, gates, mentioned };
  };
  const people = ['role', 'user', 'root', 'federated-user'] as const;
  if (cls.principals !== 'anyone') {
    const { account } = cls.principals;
    return people.map(kind => make(kind, account, []));
  }
  const named = [...new Set([scps?.account, cls.owner].filter(account => account !== undefined))];
  return [
    ...named.flatMap(account => people.map(kind => make(kind, account, []))),
    ...people.map(kind => make(kind, null, named)),
    make('anonymous', null, []),
    make('service', null, []),
  ];
}

function keysIn(statements: readonly Placed[]): ReadonlyMap<string, string> {
  return new Map(statements.flatMap(keysMentioned).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function keysMentioned({ statement }: Placed): readonly (readonly [string, string])[] {
  const inTexts = (texts: readonly string[]) => texts.flatMap(variablesIn).map(key => [key, key] as const);
  return [
    ...inTexts(statement.variables ? statement.resource.patterns.map(pattern => pattern.text) : []),
    ...statement.conditions.flatMap(({ key, writtenKey, variables, values }) => [
      ...inTexts(variables ? values : []),
      [key, writtenKey] as const,
    ]),
  ];
}

/** FullAWSAccess and its like: no need to ask whether it allows. */
function allowsEverything({ statement: { action, resource, conditions } }: Placed): boolean {
  const everything = (patterns: typeof action) =>
    !patterns.negated && patterns.patterns.some(p => p.text === '*');
  return everything(action) && everything(resource) && conditions.length === 0;
}

/** Keys that are looked for, because they hang together with the name of the principal. */
export function isSought(of: Case, key: string): boolean {
  if (of.kind === 'anonymous') return false;
  if (of.kind === 'service') return key === 'aws:principalservicename';
  return key === 'aws:principalarn';
}

/** Keys that follow from the ARN; a requirement on them is one on the ARN. */
export function isAccountKey(of: Case, key: string): boolean {
  return (
    of.account === null &&
    of.kind !== 'anonymous' &&
    of.kind !== 'service' &&
    (key === 'aws:principalaccount' || key === 'kms:calleraccount')
  );
}

/** What is certain for every request of the case. */
export function certainIn(of: Case): Lookup {
  const lookup = lookupIn(requestOf(of, placeholder(of), 'x:x', '*', {}));
  const given = new Set(Object.keys(of.context).map(key => key.toLowerCase()));
  return key => {
    if (isSought(of, key) || isAccountKey(of, key)) return undefined;
    // Chosen freely: they hang on names and ids that nobody can foresee.
    const free =
      key === 'aws:userid' ? of.kind !== 'anonymous' : key === 'aws:username' && of.kind === 'user';
    return free && !given.has(key) ? undefined : lookup(key);
  };
}

export function requestOf(
  of: Case,
  name: string,
  action: string,
  resource: string,
  context: Context,
): Request {
  return {
    principal: principalNamed(of.kind, name),
    action,
    resource,
    context: { ...context, ...of.context },
  };
}

function principalNamed(kind: CaseKind, name: string): Principal {
  if (kind === 'anonymous') return { kind };
  return kind === 'service' ? { kind, service: name } : { kind, arn: name };
}

function placeholder(of: Case): string {
  return preferredNames(of)[0] ?? '';
}

/** Everybody of an account who is of the case's kind. STS names federated users, IAM all others. */
export function arnsIn(account: string, of: Case): string {
  return `${arnOf(account, of)}*`;
}

function arnOf(account: string, { kind, partition }: Case): string {
  return `arn:${partition}:${kind === 'federated-user' ? 'sts' : 'iam'}::${account}:`;
}

function preferredNames(of: Case): readonly string[] {
  const { kind, account } = of;
  if (kind === 'anonymous') return [];
  if (kind === 'service') return ['ec2.amazonaws.com', 'config.amazonaws.com'];
  const accounts = account === null ? ['999900001111', '999900002222'] : [account];
  const names = kind === 'root' ? ['root'] : [`${kind}/AnyAdministrator`, `${kind}/Anyone`];
  return accounts.flatMap(id => names.map(name => `${arnOf(id, of)}${name}`));
}

const digit: Step = { accepts: '0123456789', refuses: '', many: false };
const nameCharacters: Step = { accepts: null, refuses: ':*?{}$ "', many: true };
const nameCharacter: Step = { ...nameCharacters, many: false };

export function domainOf(of: Case, key: string): Domain {
  if (!isSought(of, key)) {
    return {
      inside: [],
      outside: [],
      mayBeAbsent: !isAlwaysPresent(key),
      several: severalOf(key),
      fillings: [],
      preferred: examplesOf(key),
    };
  }
  const fillings = [of.account ?? '999900001111'];
  const common = { mayBeAbsent: false, several: 'no' as const, preferred: preferredNames(of), fillings };
  if (of.kind === 'service') return { ...common, inside: [glob('?*.amazonaws.com*')], outside: [] };
  const accountSteps =
    of.account === null ? Array.from({ length: 12 }, () => digit) : units(of.account).map(stepFor);
  const tail =
    of.kind === 'root'
      ? units('root').map(stepFor)
      : [...units(`${of.kind}/`).map(stepFor), nameCharacter, nameCharacters];
  const arn = globOf([
    ...units(arnOf('', of).slice(0, -1)).map(stepFor),
    ...accountSteps,
    stepFor(':'),
    ...tail,
  ]);
  return {
    ...common,
    inside: [arn],
    // Service-linked roles are out of everybody's hands, and no SCP or RCP binds them.
    outside: [
      ...of.outsideOf.map(id => glob(arnsIn(id, of))),
      glob(`arn:${of.partition}:iam::*:role/aws-service-role/*`),
    ],
  };
}
