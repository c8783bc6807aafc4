/** Decides one request: allowed, explicitly denied, implicitly denied, or unknown with the keys that are missing. */
import { isServiceLinked, lookupIn, type Request } from './context.ts';
import { type Truth, unknown } from './kleene.ts';
import { matchStatement, type StatementMatch } from './match.ts';
import type { Level, Policy, Statement, StatementRef } from './policy.ts';
import { refTo } from './policy.ts';
import { bindsAction } from './rcp-services.ts';

export interface Decision {
  readonly decision: 'allowed' | 'explicitly-denied' | 'implicitly-denied' | 'unknown';
  /** The statements that decided; under `unknown` those that might. */
  readonly statements: readonly StatementRef[];
  readonly unknownKeys: readonly string[];
  /** Allowed only through the principal's account, whose own policies must allow as well. */
  readonly delegated: boolean;
  /** The level of a path at which no statement allows; why an SCP or RCP does not bind. */
  readonly note: string | null;
}

interface Judged {
  readonly statement: Statement;
  readonly ref: StatementRef;
  readonly match: StatementMatch;
}

/**
 * A bucket or key policy by itself. `implicitly-denied` within the owner's account leaves room for its IAM policies in a
 * bucket; in a key policy silence is final.
 */
export function decideResourcePolicy(policy: Policy | readonly Policy[], request: Request): Decision {
  return decided(judge(listOf(policy), null, request), null);
}

export interface Binding {
  /** SCP: the principal's account is the management account. RCP: the resource's account is. */
  readonly managementAccount?: boolean;
}

/** The levels from the root to the account of the principal. `allowed` means: nothing here stands against it. */
export function decideScps(levels: readonly Level[], request: Request, binding: Binding = {}): Decision {
  const { principal } = request;
  if (binding.managementAccount === true) return free('SCPs do not bind the management account.');
  if (principal.kind === 'service' || principal.kind === 'anonymous') {
    return free('SCPs bind the principals of an account, not services or anonymous callers.');
  }
  if (isServiceLinked(principal)) return free('SCPs do not bind service-linked roles.');
  return decidePath(levels, request);
}

/** The levels from the root to the account of the resource. RCPFullAWSAccess cannot be detached, so no Allow is asked for. */
export function decideRcps(levels: readonly Level[], request: Request, binding: Binding = {}): Decision {
  if (binding.managementAccount === true)
    return free('RCPs do not bind resources of the management account.');
  if (isServiceLinked(request.principal)) return free('RCPs do not bind service-linked roles.');
  if (!bindsAction(request.action)) return free(`RCPs do not bind ${request.action}.`);
  return decidePath(levels, request, true);
}

function free(note: string): Decision {
  return { decision: 'allowed', statements: [], unknownKeys: [], delegated: false, note };
}

function listOf(policy: Policy | readonly Policy[]): readonly Policy[] {
  return 'statements' in policy ? [policy] : policy;
}

function judge(policies: readonly Policy[], level: string | null, request: Request): Judged[] {
  const lookup = lookupIn(request);
  return policies.flatMap(policy =>
    policy.statements.map(statement => ({
      statement,
      ref: refTo(policy, statement, level),
      match: matchStatement(statement, request, lookup),
    })),
  );
}

/** A Deny at any level wins; an Allow is needed at every one. */
function decidePath(levels: readonly Level[], request: Request, allowedByDefault = false): Decision {
  const decisions = levels.map(level =>
    decided(judge(level.policies, level.name, request), level.name, allowedByDefault),
  );
  const worst =
    decisions.find(d => d.decision === 'explicitly-denied') ??
    decisions.find(d => d.decision === 'implicitly-denied');
  if (worst !== undefined) return worst;
  const doubtful = decisions.filter(d => d.decision === 'unknown');
  const deciding = doubtful.length > 0 ? doubtful : decisions;
  return {
    decision: doubtful.length > 0 ? 'unknown' : 'allowed',
    statements: deciding.flatMap(d => d.statements),
    unknownKeys: unknown(...deciding.flatMap(d => d.unknownKeys)).unknown,
    delegated: false,
    note: null,
  };
}

function decided(judged: readonly Judged[], level: string | null, allowedByDefault = false): Decision {
  const which = (effect: 'Allow' | 'Deny', test: (truth: Truth) => boolean) =>
    judged.filter(j => j.statement.effect === effect && test(j.match.truth));
  const isUnknown = (truth: Truth) => typeof truth !== 'boolean';
  const denies = which('Deny', truth => truth === true);
  if (denies.length > 0) return outcome('explicitly-denied', denies, level);
  const allows = which('Allow', truth => truth === true);
  const mayAllow = which('Allow', isUnknown);
  if (allows.length === 0 && mayAllow.length === 0 && !allowedByDefault)
    return outcome('implicitly-denied', [], level);
  const mayDeny = which('Deny', isUnknown);
  if (mayDeny.length > 0)
    return outcome('unknown', [...mayDeny, ...(allows.length > 0 ? [] : mayAllow)], level);
  if (allows.length > 0 || allowedByDefault) return outcome('allowed', allows, level);
  return outcome('unknown', mayAllow, level);
}

function outcome(decision: Decision['decision'], by: readonly Judged[], level: string | null): Decision {
  const keys = by.flatMap(({ match: { truth } }) => (typeof truth === 'boolean' ? [] : truth.unknown));
  return {
    decision,
    statements: by.map(j => j.ref),
    unknownKeys: unknown(...keys).unknown,
    delegated: decision === 'allowed' && by.length > 0 && by.every(j => j.match.throughAccount),
    note: decision === 'implicitly-denied' && level !== null ? `No statement at ${level} allows it.` : null,
  };
}
