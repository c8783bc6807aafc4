/** All that follows from the histories of an estate's trails: objects, signing keys, delivery times, events. Made when asked for. */
import { regionsOf } from '../regions.ts';
import type { OwnedTrail } from '../trails.ts';
import type { Account, World } from '../world.ts';
import { tamperingOf } from './changes.ts';
import { buildContents } from './contents.ts';
import { logTimes, slotsUntil } from './hours.ts';
import { buildKeyring, type Keyring } from './keyring.ts';
import { buildObjectStore, type ObjectStore } from './object-store.ts';
import { type Recording, recordingOf, recordingsOf } from './recording.ts';
import { HOUR, secondsAt } from './times.ts';
import { type TrailEvent, trailEvents } from './trail-events.ts';

export interface DeliveryTimes {
  readonly startedAt: number | undefined;
  readonly stoppedAt: number | undefined;
  readonly lastDelivery: number | undefined;
  readonly lastDigest: number | undefined;
}

export interface Deliveries {
  readonly objects: ObjectStore;
  keysShown: Keyring['shown'];
  /** Undefined for a trail without a history, and where it records nothing. */
  timesOf(trail: OwnedTrail, account: Account, region: string, now: Date): DeliveryTimes | undefined;
  /** Of an account's trails with that home region, newest first. */
  eventsOf(account: Account, region: string): readonly TrailEvent[];
}

/** `opened`: what an estate tells relative to now is relative to this moment, so that the past stays where it is. */
export function buildDeliveries(world: World, opened: Date): Deliveries {
  const trails = [...world.accounts.values()].flatMap(account => account.trails);
  const rotation = trails.find(({ description }) => description.history?.keyRotation !== undefined);
  const hoursAgo = rotation?.description.history?.keyRotation;
  const keyring = buildKeyring(
    regionsOf(world.estate).map(region => region.name),
    hoursAgo === undefined ? undefined : secondsAt('now', opened) - Math.round(hoursAgo * HOUR),
  );
  const store = buildObjectStore(() => trails.flatMap(trail => recordingsOf(trail, world, opened)), {
    contents: buildContents(keyring),
    forged: () => keyring.forged(),
    sibling: recording => siblingOf(recording, world, opened),
  });
  return {
    objects: store,
    keysShown: (region, span, now) => keyring.shown(region, span, now),
    timesOf: (trail, account, region, now) => {
      const recording = recordingOf(trail, account, region, world, opened);
      return recording && timesOf(recording, secondsAt('now', now));
    },
    eventsOf: (account, region) =>
      account.trails
        .filter(({ description }) => description.homeRegion === region)
        .flatMap(trail => trailEvents(trail, opened))
        .sort((a, b) => b.at - a.at),
  };
}

/** Each is worked out when it is read: an estate that says it outright need not wait for it. */
function timesOf(recording: Recording, now: number): DeliveryTimes {
  const begun = recording.segments.filter(({ from }) => from <= now);
  return {
    startedAt: begun.at(-1)?.from,
    stoppedAt: begun.map(({ to }) => to).findLast(to => to <= now),
    get lastDelivery() {
      // A rate below one an hour leaves hours without a log file.
      const span = Math.ceil(2 / Math.max(recording.history.logsPerHour, 1 / 240)) * HOUR;
      const newest = Math.min(now, begun.at(-1)?.to ?? now, recording.logsRefusedAt);
      return logTimes(recording, newest - span, newest + 1).at(-1)?.at;
    },
    get lastDigest() {
      if (!recording.trail.description.logFileValidation) return undefined;
      const late = tamperingOf(recording).filter(({ kind }) => kind === 'late');
      const hours = late.reduce((sum, tampering) => sum + tampering.hours, 0);
      return slotsUntil(recording, now - hours * HOUR).at(-1)?.deliveredAt;
    },
  };
}

function siblingOf({ trail, account, region }: Recording, world: World, opened: Date): Recording | undefined {
  const all = recordingsOf(trail, world, opened);
  return (
    all.find(other => other.account !== account && other.region === region) ??
    all.find(other => other.account === account && other.region !== region)
  );
}
