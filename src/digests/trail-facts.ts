/** What CloudTrail's API says beside the files: the public keys of a region, and the history of a trail. */
import { statusAt } from '../aws/cloudtrail.ts';
import { lookupEvents, trailEvents } from '../aws/event-history.ts';
import { listPublicKeys } from '../aws/public-keys.ts';
import { regionScopes } from '../aws/scopes.ts';
import type { Call } from '../model/call.ts';
import type { Json, Stored } from '../model/json.ts';
import type { Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import type { Chain, PublicKey, Span } from './chain.ts';
import {
  type HistoryEvent,
  type LoggingTimes,
  type TrailHistory,
  trailHistory,
  unreadHistory,
} from './history.ts';

/** Asks once and records what came of it; undefined: it could not be read. */
export type Ask = <I extends Json, O>(
  call: Call<I, O>,
  scope: Scope,
  input: I,
) => Promise<Stored<O> | undefined>;

export interface TrailFacts {
  keys(chain: Chain): Promise<readonly PublicKey[] | null>;
  /** `live`: the trail is there; of another one there is no status to be had. */
  history(chain: Chain, live: boolean): Promise<TrailHistory>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Event History goes no further back. */
const HISTORY = 90 * 24 * HOUR;
/** Any account will do for a region's keys; more than these are not troubled. */
const ACCOUNTS_TRIED = 3;

type Status = Pick<LoggingTimes, 'logging' | 'stoppedAt'>;

/** Where its own status cannot be read, nothing says that it is off. */
const notKnown: Status = { logging: true, stoppedAt: null };

export function trailFacts(read: Read, ask: Ask, window: Span): TrailFacts {
  const now = read.now.getTime();
  const keysOf = new Map<string, Promise<readonly PublicKey[] | null>>();
  const historyOf = new Map<string, Promise<TrailHistory>>();

  /** From before the window's first predecessor to now: a backfill digest is signed when it is made. */
  async function askForKeys({ trailArn, region }: Chain): Promise<readonly PublicKey[] | null> {
    const owner = ownerOf(trailArn);
    const enabled = regionScopes(read.population).filter(scope => scope.region === region);
    const order = [...enabled].sort((a, b) => rank(a, owner) - rank(b, owner));
    const StartTime = new Date(window.from - 3 * HOUR).toISOString();
    const EndTime = new Date(now + 2 * HOUR).toISOString();
    for (const scope of order.slice(0, ACCOUNTS_TRIED)) {
      const answer = await ask(listPublicKeys, scope, { StartTime, EndTime });
      if (answer !== undefined) return answer.PublicKeyList.flatMap(publicKeyOf);
    }
    return null;
  }

  async function askForHistory(chain: Chain, live: boolean): Promise<TrailHistory> {
    const { trailArn, trailName, homeRegion } = chain;
    const home = { accountId: ownerOf(trailArn), region: homeRegion };
    const status = live ? statusOf(home, trailArn) : notKnown;
    // Back to the last stop, if that was before the window: a start in the window may belong to it.
    const wanted = Math.min(window.from - HOUR, (status.stoppedAt ?? now) - MINUTE);
    const askedFrom = Math.max(wanted, now - HISTORY);
    const StartTime = new Date(askedFrom).toISOString();
    const EndTime = new Date(now).toISOString();
    const events: HistoryEvent[] = [];
    for (const EventName of trailEvents) {
      const answer = await ask(lookupEvents, home, { EventName, StartTime, EndTime });
      if (answer === undefined) return unreadHistory;
      events.push(...answer.Events);
    }
    const history = trailHistory(trailName, trailArn, events, { live, askedFrom, ...status });
    return { ...history, historyRead: history.historyRead && window.from >= now - HISTORY };
  }

  function statusOf(home: Scope, trailArn: string): Status {
    const status = read.attempt(r => statusAt(r, home, trailArn));
    if (!status.ok) return notKnown;
    const { IsLogging, StopLoggingTime } = status.value;
    const stoppedAt = StopLoggingTime === undefined ? null : Date.parse(StopLoggingTime);
    return { logging: IsLogging !== false, stoppedAt };
  }

  return {
    keys: chain => once(keysOf, `${ownerOf(chain.trailArn)} ${chain.region}`, () => askForKeys(chain)),
    history: (chain, live) => once(historyOf, `${chain.trailArn} ${live}`, () => askForHistory(chain, live)),
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? ask();
  known.set(key, found);
  return found;
}

function ownerOf(trailArn: string): string {
  return trailArn.split(':')[4] ?? '';
}

function rank(scope: Scope, owner: string): number {
  return scope.accountId === owner ? 0 : 1;
}

function publicKeyOf(key: {
  readonly Value?: string | undefined;
  readonly Fingerprint?: string | undefined;
  readonly ValidityStartTime?: string | undefined;
  readonly ValidityEndTime?: string | undefined;
}): PublicKey[] {
  const { Value, Fingerprint, ValidityStartTime, ValidityEndTime } = key;
  if (!Value || !Fingerprint || !ValidityStartTime || !ValidityEndTime) return [];
  const validity = { from: Date.parse(ValidityStartTime), to: Date.parse(ValidityEndTime) };
  return [{ fingerprint: Fingerprint, der: Buffer.from(Value, 'base64'), validity }];
}
