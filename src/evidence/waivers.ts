/**
 * Waivers: what somebody accepted, with owner, reason and an end. They lie over findings; a verdict is never changed, an
 * expired waiver is said aloud, and one that fits nothing is reported.
 */
import { z } from 'zod';
import { UsageError } from '../model/error.ts';
import { isOpen } from '../model/verdict.ts';
import type { Judged } from './evaluations.ts';
import type { Life } from './lifecycle.ts';

const waiver = z.strictObject({
  check: z.string().min(1).describe('Id of the check'),
  subject: z.string().min(1).describe('ARN or id of the subject; `*` stands for any letters'),
  owner: z.string().min(1).describe('Who answers for it'),
  reason: z.string().min(1),
  ticket: z.string().min(1).optional(),
  approver: z.string().min(1),
  expires: z.iso.date().describe('The last day on which it holds, UTC'),
  compensating: z.array(z.string().min(1)).optional().describe('Controls that stand in for this one'),
});

export const waiversSchema = z.strictObject({ waivers: z.array(waiver) });

export type Waiver = z.infer<typeof waiver>;

export interface Disposition {
  readonly type: 'waived' | 'waiver-expired';
  readonly waiver: Waiver;
}

export type DispositionLine = NonNullable<ReturnType<typeof dispositionLine>>;

/** As a finding, a ticket and a sheet carry it. */
export function dispositionLine(disposition: Disposition | undefined) {
  if (disposition === undefined) return null;
  const { type, waiver: held } = disposition;
  const { owner, approver, reason, expires, ticket = null, compensating = [] } = held;
  return { type, owner, approver, reason, ticket, expires, compensating };
}

/** The day it expires is the last on which it holds. */
export function dispositionSentence({ type, expires, owner, approver, reason }: DispositionLine): string {
  const held = type === 'waived' ? `Waived until ${expires}` : `EXPIRED waiver: it held until ${expires}`;
  return `${held}; owner ${owner}, approved by ${approver}: ${reason}`;
}

export interface Applied {
  /** By finding id. */
  readonly dispositions: ReadonlyMap<string, Disposition>;
  readonly expired: readonly Waiver[];
  readonly unmatched: readonly Waiver[];
}

/**
 * `now`: the time of the snapshot, so that a replay gives the same. `stale`: what failed before and was not shown to be mended
 * can be accepted too, as when a bucket of old logs is deleted with its trail.
 */
export function applyWaivers(
  waivers: readonly Waiver[],
  findings: readonly Judged[],
  now: Date,
  stale: readonly Life[] = [],
): Applied {
  const open = [
    ...stale.map(({ finding_id: findingId, check, resource }) => ({ findingId, check, resource })),
    ...findings
      .filter(({ result }) => isOpen(result.verdict))
      .map(({ findingId, result: { check, subject } }) => ({ findingId, check, resource: subject.id })),
  ];
  const dispositions = new Map<string, Disposition>();
  const matched = new Set<Waiver>();
  const isExpired = (w: Waiver): boolean => new Date(`${w.expires}T23:59:59.999Z`) < now;
  // Those in force last, so that an expired one never hides a valid one.
  const ordered = [...waivers].sort((a, b) => Number(isExpired(b)) - Number(isExpired(a)));
  for (const entry of ordered) {
    for (const { findingId, check, resource } of open) {
      if (entry.check !== check || !fits(entry.subject, resource)) continue;
      matched.add(entry);
      dispositions.set(findingId, { type: isExpired(entry) ? 'waiver-expired' : 'waived', waiver: entry });
    }
  }
  return {
    dispositions,
    expired: waivers.filter(isExpired),
    unmatched: waivers.filter(entry => !matched.has(entry)),
  };
}

export function parseWaivers(json: unknown, source: string): readonly Waiver[] {
  const parsed = waiversSchema.safeParse(json);
  if (parsed.success) return parsed.data.waivers;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    'BAD_CONFIG',
    `${source}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`,
    {
      hint: 'Each waiver needs check, subject, owner, reason, approver and expires.',
    },
  );
}

/** `*` for any letters; everything else as it stands. Linear: the pieces are found one after the other. */
function fits(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', ...rest] = pieces;
  if (!text.startsWith(first)) return false;
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
