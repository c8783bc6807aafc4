/** Policy documents as JSON: the statements that stand, and those that are added. Pure. */
import type { Json } from '../../src/model/json.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { Statement } from '../../src/policy/policy.ts';

export interface Document {
  readonly Version: string;
  readonly Statement: readonly Json[];
  readonly [element: string]: Json;
}

export interface Amendment {
  readonly add: readonly Json[];
  /** Statements that go because the added ones take their place, and in one sentence which they are. */
  readonly drop?: (statement: Statement) => boolean;
  readonly dropped?: string;
}

/**
 * The present document with a change. Statements of an earlier remedy, known by their Sid, are replaced. undefined as
 * text: there is no policy yet. null: it cannot be read, so that nothing can be kept.
 */
export function amended(text: string | undefined, { add, drop = () => false }: Amendment): Document | null {
  if (text === undefined) return { Version: '2012-10-17', Statement: add };
  const parsed = parsePolicy(text, 'resource');
  if (!parsed.ok) return null;
  const sids = new Set(add.map(sidOf));
  const kept = parsed.policy.statements.filter(one => !(one.sid !== null && sids.has(one.sid)) && !drop(one));
  return { Version: parsed.policy.version, Statement: [...kept.map(({ raw }) => raw), ...add] };
}

function sidOf(statement: Json): string {
  const { Sid } = statement as { readonly Sid?: string };
  return Sid ?? '';
}

/** What an amendment leaves, for comments. */
export function keptWords(
  before: string | undefined,
  after: Document,
  { add, dropped }: Amendment,
): readonly string[] {
  if (before === undefined) return ['There was no policy: this is all of it.'];
  const kept = after.Statement.length - add.length;
  const whole = `The whole policy: ${kept} present statements as they are, and ${add.map(sidOf).join(', ')}.`;
  return dropped === undefined ? [whole] : [whole, dropped];
}

const CLOUDTRAIL = 'cloudtrail.amazonaws.com';

/** Lets CloudTrail in, and nobody else, without asking for whom. */
export function letsAnyTrailIn({ effect, principal, conditions }: Statement): boolean {
  if (effect !== 'Allow' || principal === null || principal.negated || principal.anyone) return false;
  const alone = principal.service.length === 1 && principal.service[0] === CLOUDTRAIL;
  const others = [...principal.aws, ...principal.federated, ...principal.canonicalUser];
  const sources = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid'];
  const exact = conditions.some(({ key, values, negated, test }) => {
    const narrow = test === 'StringEquals' || !values.some(value => /[*?]/.test(value));
    return sources.includes(key) && !negated && narrow;
  });
  return alone && others.length === 0 && !exact;
}

export const ANY_TRAIL = 'Left out are statements that let CloudTrail in for any trail.';

/** Does nothing but ask for an encryption header. */
export function asksForEncryption({ effect, action, conditions }: Statement): boolean {
  const puts = action.patterns.every(({ text }) => text.toLowerCase() === 's3:putobject') && !action.negated;
  const header = 's3:x-amz-server-side-encryption';
  return effect === 'Deny' && puts && conditions.length > 0 && conditions.every(({ key }) => key === header);
}
