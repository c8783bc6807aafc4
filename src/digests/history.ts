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
  /** The trail is there; of a former one there is no status to be had. */
  readonly live: boolean;
  readonly logging: boolean;
  /** StopLoggingTime of GetTrailStatus, the latest; null: none. */
  readonly stoppedAt: number | null;
  /** Since when events were asked for. */
  readonly askedFrom: number;
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
 * Only what closes explains: StopLogging to StartLogging, DeleteTrail to CreateTrail. A StartLogging on its own explains
 * nothing, for it may be called at any time, to cover for deleted digests; nor does the StopLoggingTime of the status,
 * which stays when logging has long begun again. Where a stop may lie before all events, they were not read.
 */
export function trailHistory(
  trailName: string,
  trailArn: string,
  events: readonly HistoryEvent[],
  times: LoggingTimes,
): TrailHistory {
  const all = events
    .flatMap(deedOf)
    .sort((a, b) => a.at - b.at || order.indexOf(a.name) - order.indexOf(b.name));
  const deeds = all.filter(deed => [trailName, trailArn].includes(deed.named));
  const off: Span[] = [];
  let stoppedAt: number | null = null;
  let deleted = false;
  let gone = false;
  let startedAlone = false;
  let createdAt: number | null = null;
  for (const { name, at } of deeds) {
    if (name === 'StopLogging') stoppedAt ??= at;
    if (name === 'DeleteTrail') {
      stoppedAt ??= at;
      deleted = true;
      gone = true;
    }
    if (name === 'CreateTrail') {
      gone = false;
      // A new trail of an old name explains the time since the old one was deleted, and no more.
      if (!deleted) createdAt = at;
      // It logs nothing before StartLogging.
      stoppedAt ??= at;
    }
    if (name === 'StartLogging') {
      if (stoppedAt === null) startedAlone = true;
      else off.push({ from: stoppedAt, to: at });
      stoppedAt = null;
    }
  }
  const end = times.live ? times.stoppedAt : null;
  const openStop = stoppedAt ?? end;
  const isOff = times.live ? !times.logging : gone;
  if (isOff && openStop !== null) off.push({ from: openStop, to: Number.POSITIVE_INFINITY });
  const updatedAt = deeds.filter(d => d.name === 'UpdateTrail').map(d => d.at);
  const deletions = all
    .filter(({ name }) => name === 'DeleteTrail')
    .map(({ named, at }) => ({ trailName: named.slice(named.lastIndexOf('/') + 1), at }));
  const stoppedBefore = times.stoppedAt !== null && times.stoppedAt < times.askedFrom;
  return { off, createdAt, updatedAt, historyRead: !(startedAlone && stoppedBefore), deletions };
}

/** Events carry whole seconds: of several in one, the order that explains the least. */
const order: readonly Deed['name'][] = [
  'StopLogging',
  'DeleteTrail',
  'CreateTrail',
  'StartLogging',
  'UpdateTrail',
];

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
