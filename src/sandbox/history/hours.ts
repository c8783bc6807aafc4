/** The hours of a recording and the log files delivered in them: names and times alone, no contents. */
import { createHash } from 'node:crypto';
import type { Recording } from './recording.ts';
import { concerns, type Segment } from './segments.ts';
import { compactTime, dayPath, HOUR } from './times.ts';

/** What one digest covers: an hour, or what is left of it where logging begins or ends. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  /** Of the trail at that time: part of the digest's key. */
  readonly trailName: string;
  readonly deliveredAt: number;
  /** The one before, unless logging began with this one. */
  readonly previous: Slot | undefined;
}

export interface LogFile {
  readonly key: string;
  readonly deliveredAt: number;
}

export interface Backfill {
  readonly slot: Slot;
  readonly generatedAt: number;
  readonly logs: readonly LogFile[];
}

const MINUTE = 60;

/** Slots that have ended by then and whose digests S3 has taken, oldest first. */
export function slotsUntil(recording: Recording, until: number): Slot[] {
  const slots: Slot[] = [];
  for (const segment of recording.segments) {
    let previous: Slot | undefined;
    let start = segment.from;
    while (start < segment.to) {
      const end = Math.min(nextBoundary(start, segment.phase), segment.to);
      const deliveredAt = end + recording.digestDelay;
      if (deliveredAt > until || deliveredAt > recording.digestsRefusedAt) return slots;
      const slot: Slot = { start, end, trailName: segment.name, deliveredAt, previous };
      slots.push(slot);
      previous = slot;
      start = end;
    }
  }
  return slots;
}

function nextBoundary(after: number, phase: number): number {
  return (Math.floor((after - phase) / HOUR) + 1) * HOUR + phase;
}

/** Log files delivered from `from` to just before `to`, without those only a backfill digest names. */
export function logsBetween(recording: Recording, from: number, to: number): LogFile[] {
  return logTimes(recording, from, to).map(({ at, which }) => logAt(recording, at, which));
}

interface LogTime {
  readonly at: number;
  readonly which: string;
}

export function logTimes(recording: Recording, from: number, to: number): LogTime[] {
  const times: LogTime[] = [];
  for (const segment of recording.silent ? [] : recording.segments) {
    const begin = Math.max(from, segment.from);
    const end = Math.min(to, segment.to, recording.logsRefusedAt + 1);
    if (begin < end) addTimes(times, recording.history.logsPerHour, segment, begin, end);
  }
  return times;
}

function addTimes(times: LogTime[], rate: number, { phase }: Segment, from: number, to: number): void {
  for (let hour = Math.floor((from - phase) / HOUR); hour * HOUR + phase < to; hour += 1) {
    // A rate of 12.5 is 12 and 13 by turns.
    const count = Math.floor((hour + 1) * rate) - Math.floor(hour * rate);
    for (let index = 0; index < count; index += 1) {
      const at = hour * HOUR + phase + Math.floor(((index + 0.5) * HOUR) / count);
      if (at >= from && at < to) times.push({ at, which: `${index}` });
    }
  }
}

/** `which` tells two files of one moment apart. */
export function logAt(recording: Recording, at: number, which: string): LogFile {
  const { account, region, trail, logFolder } = recording;
  // CloudTrail names a file by the five minutes it was delivered in.
  const minute = compactTime(at - (at % (5 * MINUTE))).slice(0, 13);
  const unique = createHash('sha256')
    .update([trail.arn, account, region, at, which].join('\n'))
    .digest('base64')
    .replace(/[+/=]/g, '')
    .slice(0, 16);
  const name = `${account}_CloudTrail_${region}_${minute}Z_${unique}.json.gz`;
  return { key: `${logFolder}${dayPath(at)}/${name}`, deliveredAt: at };
}

/** Backfills of these slots, oldest first, whether their digests have come already or not. */
export function backfillsOf(recording: Recording, slots: readonly Slot[]): Backfill[] {
  if (recording.silent) return [];
  const found = new Map<number, Backfill>();
  for (const { hoursAgo, logs, afterHours, ...where } of recording.history.backfill) {
    const slot = slotAt(slots, recording.openedAt - Math.round(hoursAgo * HOUR));
    if (slot === undefined || !concerns(where, recording)) continue;
    const length = slot.end - slot.start;
    const files = Array.from({ length: logs }, (_, index) =>
      logAt(recording, slot.start + Math.floor(((index + 1) * length) / (logs + 1)), `backfill ${index}`),
    );
    found.set(slot.end, { slot, generatedAt: slot.end + Math.round(afterHours * HOUR), logs: files });
  }
  return [...found.values()].sort((a, b) => a.slot.end - b.slot.end);
}

/** The slot that holds a moment. */
export function slotAt(slots: readonly Slot[], moment: number): Slot | undefined {
  return slots.find(({ start, end }) => start < moment && moment <= end);
}

export function digestKey(recording: Recording, { end, trailName }: Slot, suffix = ''): string {
  const { account, region, trail, digestFolder } = recording;
  const { homeRegion } = trail.description;
  const name = `${account}_CloudTrail-Digest_${region}_${trailName}_${homeRegion}_${compactTime(end)}${suffix}`;
  return `${digestFolder}${dayPath(end)}/${name}.json.gz`;
}
