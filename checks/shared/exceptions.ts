/** The exceptions in SCP statements that guard trails: whom they name, and whether that spares anybody at all. Pure. */
import { policyPath, SCP } from '../../src/aws/control-policies.ts';
import { accountIn } from '../../src/aws/scopes.ts';
import { type Read, type Unread, Unreadable } from '../../src/model/read.ts';
import { coverDenied } from '../../src/policy/coverage.ts';
import { type Exemption, exemptionsOf } from '../../src/policy/exemptions.ts';
import { includes } from '../../src/policy/glob-algebra.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { type Policy, refTo, type Statement } from '../../src/policy/policy.ts';
import { trailTampering } from './tampering.ts';

/** An exception of a guarding statement, with the policy that it stands in. */
export interface Exception {
  readonly exemption: Exemption;
  readonly policy: Policy;
}

export interface Guards {
  readonly statements: number;
  readonly exceptions: readonly Exception[];
  /** Policies that could not be read: they may hold more. */
  readonly unreadable: readonly string[];
}

/** Of each SCP above an account: the statements that guard, each looked at once. */
export function guardsOf(read: Read): Guards {
  const { accounts, partition } = read.population;
  const seen = new Set<Policy>();
  const unreadable = new Set<string>();
  const exceptions: Exception[] = [];
  let statements = 0;
  for (const { accountId, disposition } of accounts) {
    const path = disposition === 'excluded' ? null : policyPath(read, accountId, SCP);
    for (const { policy } of path?.unreadable ?? []) unreadable.add(policy);
    for (const { name, policies } of path?.levels ?? []) {
      for (const policy of policies.filter(p => !seen.has(p))) {
        seen.add(policy);
        const guarding = policy.statements.filter(s => isGuard(s, policy, accountId, partition));
        statements += guarding.length;
        for (const statement of guarding) {
          const spared = exemptionsOf(statement, refTo(policy, statement, name));
          // SCPs bind no service anyway.
          const people = spared.filter(({ exemption }) => exemption.breadth !== 'service');
          exceptions.push(...people.map(({ exemption }) => ({ exemption, policy })));
        }
      }
    }
  }
  return { statements, exceptions, unreadable: [...unreadable].sort() };
}

/** Why SCPs that guard may stand where nobody looked; null: some account that they bind was looked at. */
export function guardsUnseen({ population }: Read): Unread | null {
  const { accounts, unread } = population;
  if (unread.length > 0) {
    const note =
      'The list of the accounts of the organization could not be read: SCPs above others may spare more.';
    return { note, gaps: unread };
  }
  const bound = accounts.filter(a => !a.management && a.state !== 'CLOSED');
  if (bound.length === 0 || bound.some(a => a.disposition !== 'excluded')) return null;
  return { note: 'No account that an SCP binds was looked at, so what SCPs spare is not known.', gaps: [] };
}

/** Alone, and but for its exceptions, it denies one of the actions on every trail or store of the account. */
function isGuard(statement: Statement, policy: Policy, account: string, partition: string): boolean {
  if (statement.effect !== 'Deny') return false;
  const allowAll = parsePolicy({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, 'scp');
  const policies = [...(allowAll.ok ? [allowAll.policy] : []), { ...policy, statements: [statement] }];
  const scps = { account, levels: [{ name: account, policies }] };
  return trailTampering
    .targets(account, partition)
    .flatMap(({ actions, resources }) => actions.map(action => ({ actions: [action], resources })))
    .some(target => {
      const cls = { targets: [target], principals: { account }, partition, tolerates: () => true };
      return coverDenied(cls, { scps }).covered === true;
    });
}

/** What is wrong with an exception, or null. */
export function faultOf(read: Read, { exemption, policy }: Exception): string | null {
  const { breadth, key } = exemption;
  if (breadth === 'nobody') return 'names nobody: no principal has such an ARN';
  if (key.toLowerCase() !== 'aws:principalarn' || !['exact', 'any-account'].includes(breadth)) {
    return 'names no exact role';
  }
  const account = exemption.value.split(':')[4] ?? '';
  if (!/^\d{12}$/.test(account)) return null;
  if (account === read.population.organization?.managementAccount) {
    return 'is dead text: no SCP binds the management account';
  }
  if (accountIn(read.population, account) === undefined) {
    const { unread } = read.population;
    if (unread.length === 0) return `is dead text: ${account} is no account of the organization`;
    throw new Unreadable({
      note: `Whether ${account} belongs to the organization is not known.`,
      gaps: unread,
    });
  }
  const path = policyPath(read, account, SCP);
  const binds = path?.levels.some(({ policies }) => policies.includes(policy)) === true;
  return binds ? null : `is dead text: ${policy.name} is not attached above ${account}`;
}

/** Whether the configuration declares whomever the exception spares. A star for the partition stands for ours. */
export function isDeclared(read: Read, { exemption }: Exception): boolean {
  const { parameters, population } = read;
  const value = exemption.value.replace(/^arn:[^:]*[*?][^:]*:/, `arn:${population.partition}:`);
  return parameters.breakGlass.some(declared => includes(declared, value));
}
