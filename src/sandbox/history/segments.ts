/** When a trail was logging in an account and region, and when not: from its history to stretches without a break. */
import type { HistoryDescription } from '../schema/history.ts';
import { stableNumber } from '../stable-ids.ts';
import type { OwnedTrail } from '../trails.ts';
import { HOUR, secondsAt } from './times.ts';

/** A stretch of logging without a break: one chain of digests. */
export interface Segment {
  /** Of the trail, at that time. */
  readonly name: string;
  readonly from: number;
  /** Infinity while logging goes on. */
  readonly to: number;
  /** Digests end at this second of every hour: arbitrary, and always the same. */
  readonly phase: number;
}

export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** Does something that may be narrowed to an account and a region concern this one? */
export function concerns(
  narrowed: { account?: string | undefined; region?: string | undefined },
  scope: Scope,
) {
  return (
    (narrowed.account === undefined || narrowed.account === scope.account) &&
    (narrowed.region === undefined || narrowed.region === scope.region)
  );
}

/** Making a trail again and starting it takes a while. */
export const RENAMING = 45;

export interface Break {
  readonly at: number;
  readonly until: number;
  readonly because: 'stopped' | 'renamed';
  readonly explained: boolean;
}

type Kept = Pick<OwnedTrail['description'], 'status'> & { readonly history: HistoryDescription };

/** When logging was off, oldest first; without a scope, wherever that was. */
export function breaksOf({ history, status }: Kept, opened: Date, scope?: Scope): Break[] {
  const now = secondsAt('now', opened);
  const ago = (hours: number) => now - Math.round(hours * HOUR);
  const breaks: Break[] = history.restarts
    .filter(restart => scope === undefined || concerns(restart, scope))
    .map(({ hoursAgo, offHours, explained }) => ({
      at: ago(hoursAgo),
      until: ago(hoursAgo - offHours),
      because: 'stopped',
      explained,
    }));
  if (history.renamedHoursAgo !== undefined) {
    const at = ago(history.renamedHoursAgo);
    breaks.push({ at, until: at + RENAMING, because: 'renamed', explained: true });
  }
  if (!status.logging && typeof status.stoppedAt === 'string') {
    const at = secondsAt(status.stoppedAt, opened);
    breaks.push({ at, until: Number.POSITIVE_INFINITY, because: 'stopped', explained: true });
  }
  return breaks.sort((a, b) => a.at - b.at);
}

export function segmentsOf(
  { name, homeRegion, ...kept }: Kept & { readonly name: string; readonly homeRegion: string },
  owner: string,
  scope: Scope,
  opened: Date,
): Segment[] {
  const segments: Segment[] = [];
  let from = secondsAt(kept.history.since, opened);
  let called = kept.history.formerName ?? name;
  const add = (to: number): void => {
    const phase = stableNumber('phase', owner, homeRegion, called, scope.account, scope.region) % HOUR;
    if (to > from) segments.push({ name: called, from, to, phase });
  };
  for (const { at, until, because } of breaksOf(kept, opened, scope)) {
    add(at);
    from = Math.max(from, until);
    if (because === 'renamed') called = name;
  }
  if (from !== Number.POSITIVE_INFINITY) add(Number.POSITIVE_INFINITY);
  return segments;
}
