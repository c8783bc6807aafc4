/** Which tampering strikes which hour of a recording, and which of it lies in what was signed. */
import type { Tampering, TamperingKind } from '../schema/history.ts';
import { type LogFile, logsBetween, type Slot, slotsUntil } from './hours.ts';
import type { Recording } from './recording.ts';
import { concerns } from './segments.ts';
import { HOUR } from './times.ts';

/** What is wrong with a digest although CloudTrail's own key signed it. */
export type SignedChange =
  | 'restart'
  | 'expired-key'
  | 'broken-link-hash'
  | 'broken-link-signature'
  | 'unknown-field'
  | 'unknown-hash-algorithm';

const signedChange: Partial<Record<TamperingKind, SignedChange>> = {
  'delete-history': 'restart',
  'expired-key': 'expired-key',
  'broken-link-hash': 'broken-link-hash',
  'broken-link-signature': 'broken-link-signature',
  'unknown-field': 'unknown-field',
  'unknown-hash-algorithm': 'unknown-hash-algorithm',
};

/** These show only in a digest that names log files. */
const needsLogs: ReadonlySet<TamperingKind> = new Set([
  'unknown-hash-algorithm',
  'edit-digest',
  'delete-log',
  'truncate-log',
  'edit-log',
  'recompress-log',
  'replace-log',
]);

export function tamperingOf(recording: Recording): Tampering[] {
  return recording.history.tampering.filter(one => concerns(one, recording));
}

/** The changes to what was signed, by the end of the hour; empty for most recordings. */
export function signedChangesOf(recording: Recording): ReadonlyMap<number, ReadonlySet<SignedChange>> {
  const changes = new Map<number, Set<SignedChange>>();
  for (const tampering of tamperingOf(recording)) {
    const change = signedChange[tampering.kind];
    const slot = change === undefined ? undefined : targetOf(recording, tampering);
    if (change === undefined || slot === undefined) continue;
    changes.set(slot.end, (changes.get(slot.end) ?? new Set()).add(change));
  }
  return changes;
}

/** Slots somebody could tamper with: those whose digest had come when the sandbox started. */
export function slotsAtStart(recording: Recording): Slot[] {
  return slotsUntil(recording, recording.openedAt);
}

/** The slot that holds the moment, or the nearest to it; where log files matter, the nearest before that has some. */
export function targetOf(recording: Recording, tampering: Tampering): Slot | undefined {
  const slots = slotsAtStart(recording);
  const moment = recording.openedAt - Math.round(tampering.hoursAgo * HOUR);
  const held = slots.findIndex(({ end }) => moment <= end);
  let index = held < 0 ? slots.length - 1 : held;
  const wantsLogs = needsLogs.has(tampering.kind) || (aims(tampering.kind) && tampering.object === 'log');
  while (wantsLogs && index >= 0 && logsOf(recording, slots[index]).length === 0) index -= 1;
  return slots[index];
}

/** Kinds whose `object` says what they strike. */
function aims(kind: TamperingKind): boolean {
  return /^(append-|not-)/.test(kind) || ['inflate-bomb', 'archive', 'deny'].includes(kind);
}

export function logsOf(recording: Recording, slot: Slot | undefined): LogFile[] {
  return slot === undefined ? [] : logsBetween(recording, slot.start, slot.end);
}
