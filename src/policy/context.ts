/** A request as policies see it: who, what, on what, and the condition keys. A key that nobody gave is unknown. */
import type { Lookup } from './variables.ts';

/** The request does not have the key. */
export const ABSENT = null;

/** Not in the record (or undefined): nothing is known of the key. */
export type ContextValue = string | boolean | number | readonly string[] | typeof ABSENT | undefined;
export type Context = Readonly<Record<string, ContextValue>>;

interface Known {
  /** All tags of the principal; undefined: not known. */
  readonly tags?: Readonly<Record<string, string>>;
  /** null: outside of any organization; undefined: not known. */
  readonly organization?: string | null;
}

export type Principal =
  /** `arn` is the role's, `session` the name of the session. */
  | ({ readonly kind: 'role'; readonly arn: string; readonly session?: string } & Known)
  | ({ readonly kind: 'user'; readonly arn: string } & Known)
  | ({ readonly kind: 'root'; readonly arn: string } & Known)
  | ({ readonly kind: 'federated-user'; readonly arn: string } & Known)
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'anonymous' };

export interface Request {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export function rootOf(account: string, partition = 'aws'): Principal {
  return { kind: 'root', arn: `arn:${partition}:iam::${account}:root` };
}

/** null: a service or nobody at all. */
export function accountOf(principal: Principal): string | null {
  return 'arn' in principal ? (principal.arn.split(':')[4] ?? null) : null;
}

/** Service-linked roles are out of reach of SCPs and RCPs. */
export function isServiceLinked(principal: Principal): boolean {
  return principal.kind === 'role' && principal.arn.includes(':role/aws-service-role/');
}

/** Every key of a request, what the caller gave before what follows from the principal. */
export function lookupIn(request: Request): Lookup {
  const given = new Map<string, ContextValue>();
  for (const [key, value] of Object.entries(request.context)) given.set(key.toLowerCase(), value);
  return key => {
    if (given.has(key)) {
      const value = given.get(key);
      if (value !== undefined) return valuesOf(value);
    }
    const derived = derivedFrom(request.principal, key);
    if (derived !== undefined) return valuesOf(derived);
    // Without TLS there is no version of it.
    if (key === 's3:tlsversion' && String(given.get('aws:securetransport')) === 'false') return null;
    return undefined;
  };
}

function valuesOf(value: Exclude<ContextValue, undefined>): readonly string[] | null {
  if (value === null) return null;
  return typeof value === 'object' ? value : [String(value)];
}

const types = {
  role: 'AssumedRole',
  user: 'User',
  root: 'Account',
  'federated-user': 'FederatedUser',
} as const;

function derivedFrom(principal: Principal, key: string): ContextValue {
  // Only a service that calls on behalf of a resource brings its source along.
  if (/^aws:source(?:arn|account|orgid|orgpaths)$/.test(key)) {
    return principal.kind === 'service' ? undefined : ABSENT;
  }
  if (principal.kind === 'service') return ofService(principal.service, key);
  if (principal.kind === 'anonymous') return ofNobody(key);
  const { arn } = principal;
  const tag = /^aws:principaltag\/(.*)$/.exec(key)?.[1];
  if (tag !== undefined) {
    if (principal.tags === undefined) return undefined;
    return Object.entries(principal.tags).find(([name]) => name.toLowerCase() === tag)?.[1] ?? ABSENT;
  }
  switch (key) {
    case 'aws:principalarn':
      return arn;
    case 'aws:principalaccount':
    case 'kms:calleraccount':
      return accountOf(principal) ?? undefined;
    case 'aws:principaltype':
      return types[principal.kind];
    case 'aws:principalisawsservice':
      return 'false';
    case 'aws:principalservicename':
    case 'aws:principalservicenameslist':
      return ABSENT;
    case 'aws:principalorgid':
      return principal.organization;
    case 'aws:principalorgpaths':
      return principal.organization === null ? ABSENT : undefined;
    case 'aws:username':
      return principal.kind === 'user' ? arn.split('/').at(-1) : ABSENT;
    case 'aws:userid':
      return principal.kind === 'root' ? (accountOf(principal) ?? undefined) : undefined;
    default:
      return undefined;
  }
}

function ofService(service: string, key: string): ContextValue {
  if (key.startsWith('aws:principaltag/')) return ABSENT;
  switch (key) {
    case 'aws:principalisawsservice':
      return 'true';
    case 'aws:principalservicename':
      return service;
    case 'aws:principalarn':
    case 'aws:principalorgid':
    case 'aws:principalorgpaths':
    case 'aws:username':
      return ABSENT;
    default:
      return undefined;
  }
}

function ofNobody(key: string): ContextValue {
  if (key.startsWith('aws:principaltag/')) return ABSENT;
  switch (key) {
    case 'aws:principaltype':
      return 'Anonymous';
    case 'aws:principalaccount':
    case 'kms:calleraccount':
    case 'aws:userid':
      return 'anonymous';
    case 'aws:principalarn':
    case 'aws:principalisawsservice':
    case 'aws:principalservicename':
    case 'aws:principalservicenameslist':
    case 'aws:principalorgid':
    case 'aws:principalorgpaths':
    case 'aws:username':
      return ABSENT;
    default:
      return undefined;
  }
}
