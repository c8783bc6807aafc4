/** Who is calling: base credentials of the estate and the sessions AssumeRole has issued. */
import { randomBytes } from 'node:crypto';
import { matcherOf } from './actions.ts';
import type { RoleDescription } from './schema/account.ts';
import type { CallerDescription } from './schema/estate.ts';
import { stableId } from './stable-ids.ts';
import type { World } from './world.ts';

export interface Principal {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** ARN of the role behind a session; undefined for a user. */
  readonly roleArn: string | undefined;
  readonly expiresAt: number | undefined;
  may(action: string): boolean;
}

interface SessionRequest {
  readonly account: string;
  readonly role: RoleDescription;
  readonly sessionName: string;
  readonly allowed: readonly string[] | undefined;
  readonly denied: readonly string[];
  readonly expiresAt: number;
}

export interface Principals {
  find(accessKeyId: string): Principal | undefined;
  issue(session: SessionRequest): Principal;
}

export function buildPrincipals(world: World): Principals {
  const known = new Map<string, Principal>();
  for (const caller of world.estate.callers)
    known.set(caller.accessKeyId, basePrincipal(caller, world.partition));
  return {
    find: accessKeyId => known.get(accessKeyId),
    issue: session => {
      const principal = issuedPrincipal(session, world.partition);
      known.set(principal.accessKeyId, principal);
      return principal;
    },
  };
}

function roleArn(partition: string, account: string, role: string): string {
  return `arn:${partition}:iam::${account}:role/${role}`;
}

/** A session's ARN leaves the path of its role out. */
function sessionArn(partition: string, account: string, role: string, session: string): string {
  return `arn:${partition}:sts::${account}:assumed-role/${role.split('/').pop() ?? role}/${session}`;
}

function basePrincipal(caller: CallerDescription, partition: string): Principal {
  const { account, role, user } = caller;
  const identity =
    role === undefined
      ? {
          arn: `arn:${partition}:iam::${account}:user/${user ?? ''}`,
          userId: stableId('AIDA', account, user ?? ''),
          roleArn: undefined,
        }
      : {
          arn: sessionArn(partition, account, role, caller.sessionName),
          userId: `${stableId('AROA', account, role)}:${caller.sessionName}`,
          roleArn: roleArn(partition, account, role),
        };
  return {
    accessKeyId: caller.accessKeyId,
    secretAccessKey: caller.secretAccessKey,
    sessionToken: caller.sessionToken,
    account,
    ...identity,
    expiresAt: undefined,
    may: permission(undefined, caller.deniedActions),
  };
}

function issuedPrincipal(session: SessionRequest, partition: string): Principal {
  const { account, role, sessionName } = session;
  return {
    accessKeyId: `ASIA${randomBytes(10).toString('hex').toUpperCase().slice(0, 16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(192).toString('base64')}`,
    account,
    arn: sessionArn(partition, account, role.name, sessionName),
    userId: `${stableId('AROA', account, role.name)}:${sessionName}`,
    roleArn: roleArn(partition, account, role.name),
    expiresAt: session.expiresAt,
    may: permission(session.allowed, [...role.deniedActions, ...session.denied]),
  };
}

function permission(
  allowed: readonly string[] | undefined,
  denied: readonly string[],
): (action: string) => boolean {
  if (allowed === undefined && denied.length === 0) return () => true;
  const isDenied = matcherOf(denied);
  const isAllowed = allowed === undefined ? () => true : matcherOf(allowed);
  const decided = new Map<string, boolean>();
  return action => {
    let decision = decided.get(action);
    if (decision === undefined) {
      decision = !isDenied(action) && isAllowed(action);
      decided.set(action, decision);
    }
    return decision;
  };
}
