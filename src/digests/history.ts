/** When a trail was made, stopped, started and changed: what explains that a chain begins anew. */
import { trailEvents } from '../aws/event-history.ts';
import { jsonIn } from '../model/json.ts';
import type { Expectation, Span } from './chain.ts';

/** An event as Event History answers it. */
export interface HistoryEvent {
  readonly EventName?: string | undefined;
  readonly EventTime?: string | undefined;
  /** The whole record, as JSON text. */
  readonly CloudTrailEvent?: string | undefined;
}

export interface TrailHistory extends Omit<Expectation, 'latestDigestAt'> {
  /** Of any trail of the same account and region, this one or another. */
  readonly deletions: readonly Deletion[];
}

export interface Deletion {
  readonly trailName: string;
  readonly at: number;
}

export interface LoggingTimes {
  readonly logging: boolean;
  /** StopLoggingTime of GetTrailStatus, the latest; null: none. */
  readonly stoppedAt: number | null;
}

/** Nothing could be read, so nothing explains anything. */
export const unreadHistory: TrailHistory = {
  off: [],
  createdAt: null,
  updatedAt: [],
  historyRead: false,
  deletions: [],
};

interface Deed {
  readonly name: (typeof trailEvents)[number];
  readonly at: number;
  /** The trail, by its name or its ARN. */
  readonly named: string;
}

/**
 * Only what closes explains: StopLogging to StartLogging, DeleteTrail to CreateTrail. A StartLogging on its own is no
 * proof that logging was off before it (it may be called at any time, to cover for deleted digests), unless the trail's
 * own status names the stop.
 */
export function trailHistory(
  trailName: string,
  trailArn: string,
  events: readonly HistoryEvent[],
  times: LoggingTimes,
): TrailHistory {
  const all = events.flatMap(deedOf).sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  const deeds = all.filter(deed => [trailName, trailArn].includes(deed.named));
  const off: Span[] = [];
  let stoppedAt: number | null = null;
  let deleted = false;
  let gone = false;
  let createdAt: number | null = null;
  for (const { name, at } of deeds) {
    if (name === 'StopLogging') stoppedAt ??= at;
    if (name === 'DeleteTrail') {
      stoppedAt ??= at;
      deleted = true;
      gone = true;
    }
    if (name === 'CreateTrail') {
      // A new trail of an old name explains the time since the old one was deleted, and no more.
      if (!deleted) createdAt = at;
      gone = false;
      // It logs nothing before StartLogging.
      stoppedAt ??= at;
    }
    if (name === 'StartLogging') {
      const from = stoppedAt ?? earlierStop(times, at);
      if (from !== null) off.push({ from, to: at });
      stoppedAt = null;
    }
  }
  const openStop = stoppedAt ?? times.stoppedAt;
  if ((gone || !times.logging) && openStop !== null)
    off.push({ from: openStop, to: Number.POSITIVE_INFINITY });
  const updatedAt = deeds.filter(d => d.name === 'UpdateTrail').map(d => d.at);
  const deletions = all
    .filter(({ name }) => name === 'DeleteTrail')
    .map(({ named, at }) => ({ trailName: named.slice(named.lastIndexOf('/') + 1), at }));
  return { off, createdAt, updatedAt, historyRead: true, deletions };
}

function earlierStop({ stoppedAt }: LoggingTimes, before: number): number | null {
  return stoppedAt !== null && stoppedAt < before ? stoppedAt : null;
}

/** A call that failed did nothing, so it explains nothing. */
function deedOf(event: HistoryEvent): Deed[] {
  const name = trailEvents.find(known => known === event.EventName);
  const at = Date.parse(event.EventTime ?? '');
  const record = recordOf(event.CloudTrailEvent);
  if (name === undefined || Number.isNaN(at) || record === null || record.errorCode !== undefined) return [];
  const named = record.requestParameters?.name;
  return typeof named === 'string' ? [{ name, at, named }] : [];
}

interface EventRecord {
  readonly errorCode?: unknown;
  readonly requestParameters?: { readonly name?: unknown } | null;
}

function recordOf(text: string | undefined): EventRecord | null {
  if (text === undefined) return null;
  const parsed = jsonIn(text);
  return typeof parsed === 'object' && parsed !== null ? (parsed as EventRecord) : null;
}
