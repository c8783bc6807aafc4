/** Whether a Principal or NotPrincipal element names the principal of a request. */
import { accountOf, type Principal } from './context.ts';
import { any, not, type Truth, unknown } from './kleene.ts';
import type { Principals } from './policy.ts';

export interface Named {
  readonly truth: Truth;
  /** Named through its account: a Deny binds it; an Allow only lets that account's own policies allow. */
  readonly throughAccount: boolean;
}

export function matchPrincipals(element: Principals, principal: Principal, effect: 'Allow' | 'Deny'): Named {
  const account = accountNamed(element, principal);
  const direct = namedDirectly(element, principal);
  if (!element.negated) return { truth: any([direct, account]), throughAccount: account && direct !== true };
  // The account under NotPrincipal may spare all of it or its root user alone. Under Deny we take the worse: all of it.
  if (account && direct !== true && effect === 'Allow') {
    return { truth: unknown('NotPrincipal'), throughAccount: false };
  }
  return { truth: not(any([direct, account])), throughAccount: false };
}

/** The account of `111122223333` and of `arn:aws:iam::111122223333:root`. */
export function accountNamedBy(text: string): string | null {
  return /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(text)?.[1] ?? null;
}

export type Meant =
  | { readonly of: 'everybody' | 'nobody' }
  | { readonly of: 'account'; readonly account: string }
  | { readonly of: 'name'; readonly arn: string };

/** Whom a text stands for. Only a star by itself is a wildcard here; elsewhere it is a letter, and no name has it. */
export function meantBy(text: string): Meant {
  if (text === '*') return { of: 'everybody' };
  const account = accountNamedBy(text);
  if (account !== null) return { of: 'account', account };
  return /[*?]/.test(text) ? { of: 'nobody' } : { of: 'name', arn: text };
}

function accountNamed(element: Principals, principal: Principal): boolean {
  const account = accountOf(principal);
  return account !== null && element.aws.some(text => accountNamedBy(text) === account);
}

function namedDirectly(element: Principals, principal: Principal): Truth {
  if (element.anyone) return true;
  if (principal.kind === 'anonymous') return false;
  if (principal.kind === 'service') {
    return element.service.includes(principal.service) || element.service.includes('*');
  }
  return any([
    any(element.aws.map(text => isPrincipal(text, principal))),
    // A canonical user id cannot be told from an account id.
    element.canonicalUser.length > 0 ? unknown('CanonicalUser') : false,
    // The provider stands for sessions of roles that were taken through it (IAM user guide, Principal element: web identity
    // and SAML session principals); which sessions of a role those are, a request does not tell.
    principal.kind === 'role' && element.federated.length > 0 ? unknown('Federated') : false,
  ]);
}

/** There are no wildcards in the ARN of a principal; the unique id of a deleted one (`AROA...`) matches nobody. */
function isPrincipal(text: string, principal: Extract<Principal, { arn: string }>): Truth {
  if (text === principal.arn) return true;
  if (principal.kind !== 'role') return false;
  const session = sessionNamedBy(text);
  if (session === null || session.account !== accountOf(principal)) return false;
  if (session.role !== principal.arn.split('/').at(-1)) return false;
  return principal.session === undefined ? unknown('session name') : principal.session === session.name;
}

/** `arn:aws:sts::111122223333:assumed-role/Role/session`, in which the path of the role is missing. */
function sessionNamedBy(text: string): { account: string; role: string; name: string } | null {
  const [, account, role, name] = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(text) ?? [];
  return account === undefined || role === undefined || name === undefined ? null : { account, role, name };
}
