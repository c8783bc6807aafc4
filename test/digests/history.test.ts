import { describe, expect, test } from 'vitest';
import { type HistoryEvent, type LoggingTimes, trailHistory } from '../../src/digests/history.ts';

const NAME = 'org-trail';
const ARN = `arn:aws:cloudtrail:us-east-1:111122223333:trail/${NAME}`;
const at = (hour: number): number => Date.UTC(2026, 10, 20, hour);

const logging: LoggingTimes = { live: true, logging: true, stoppedAt: null, askedFrom: at(0) };

function event(EventName: string, hour: number, changes: object = {}): HistoryEvent {
  const record = { eventName: EventName, requestParameters: { name: NAME }, ...changes };
  return {
    EventName,
    EventTime: new Date(at(hour)).toISOString(),
    CloudTrailEvent: JSON.stringify(record),
  };
}

function offOf(events: readonly HistoryEvent[], times: LoggingTimes = logging) {
  return trailHistory(NAME, ARN, events, times).off.map(({ from, to }) => [hourOf(from), hourOf(to)]);
}

function hourOf(time: number): number {
  return time === Number.POSITIVE_INFINITY ? time : (time - at(0)) / 3_600_000;
}

describe('when logging was off', () => {
  test('from StopLogging to StartLogging, in any order of events', () => {
    const events = [event('StartLogging', 5), event('StopLogging', 3)];
    expect(offOf(events)).toEqual([[3, 5]]);
    expect(offOf(events.toReversed())).toEqual([[3, 5]]);
  });

  test('by name or by ARN, and of no other trail', () => {
    const named = (name: string) => event('StopLogging', 3, { requestParameters: { name } });
    expect(offOf([named(ARN), event('StartLogging', 5)])).toEqual([[3, 5]]);
    expect(offOf([named('other-trail'), event('StartLogging', 5)])).toEqual([]);
  });

  test('StartLogging alone explains nothing: it can be called at any time', () => {
    expect(offOf([event('StartLogging', 5)])).toEqual([]);
  });

  test('StartLogging alone explains nothing, whatever stop the status still names', () => {
    expect(offOf([event('StartLogging', 5)], { ...logging, stoppedAt: at(1) })).toEqual([]);
  });

  test('a stop that may lie before all events leaves the history unread', () => {
    const of = (stoppedAt: number | null) =>
      trailHistory(NAME, ARN, [event('StartLogging', 5)], { ...logging, stoppedAt }).historyRead;
    expect(of(at(-3))).toBe(false);
    expect(of(at(1))).toBe(true);
    expect(of(null)).toBe(true);
  });

  test('a second StartLogging does not lengthen it', () => {
    const events = [event('StopLogging', 3), event('StartLogging', 4), event('StartLogging', 20)];
    expect(offOf(events)).toEqual([[3, 4]]);
  });

  test('of several events in one second, the order that explains the least', () => {
    const events = [event('StartLogging', 3), event('StopLogging', 3), event('StartLogging', 20)];
    expect(offOf(events)).toEqual([[3, 3]]);
    const renewed = [event('CreateTrail', 3), event('DeleteTrail', 3), event('StartLogging', 3)];
    expect(offOf(renewed, { ...logging, stoppedAt: at(9) })).toEqual([[3, 3]]);
  });

  test('a call that failed did nothing', () => {
    const failed = event('StopLogging', 3, { errorCode: 'AccessDenied' });
    expect(offOf([failed, event('StartLogging', 5)])).toEqual([]);
  });

  test('a second StopLogging does not shorten it', () => {
    expect(offOf([event('StopLogging', 2), event('StopLogging', 4), event('StartLogging', 5)])).toEqual([
      [2, 5],
    ]);
  });

  test('still off, as the status says', () => {
    expect(offOf([event('StopLogging', 3)], { ...logging, logging: false, stoppedAt: at(3) })).toEqual([
      [3, Number.POSITIVE_INFINITY],
    ]);
    expect(offOf([], { ...logging, logging: false, stoppedAt: at(1) })).toEqual([
      [1, Number.POSITIVE_INFINITY],
    ]);
    expect(offOf([event('StopLogging', 3)])).toEqual([]);
  });

  test('from DeleteTrail to the StartLogging of a new trail of that name', () => {
    const events = [event('DeleteTrail', 2), event('CreateTrail', 4), event('StartLogging', 5)];
    expect(offOf(events)).toEqual([[2, 5]]);
    expect(trailHistory(NAME, ARN, events, logging).createdAt).toBeNull();
  });

  test('a former trail is off for good from its deletion on', () => {
    const former = { ...logging, live: false };
    expect(offOf([event('DeleteTrail', 2)], former)).toEqual([[2, Number.POSITIVE_INFINITY]]);
  });
});

describe('when it was made and changed', () => {
  test('a new trail: nothing is owed before it, nor until it logs', () => {
    const events = [event('CreateTrail', 4), event('StartLogging', 6)];
    const history = trailHistory(NAME, ARN, events, logging);
    expect(history.createdAt).toBe(at(4));
    expect(offOf(events)).toEqual([[4, 6]]);
  });

  test('changes, with their times', () => {
    const history = trailHistory(NAME, ARN, [event('UpdateTrail', 7), event('UpdateTrail', 2)], logging);
    expect(history.updatedAt).toEqual([at(2), at(7)]);
  });

  test.each([
    ['no JSON', { CloudTrailEvent: '{' }],
    ['no object', { CloudTrailEvent: 'null' }],
    ['no record', { CloudTrailEvent: undefined }],
    ['no time', { EventTime: undefined }],
    ['another event', { EventName: 'PutEventSelectors' }],
  ])('%s explains nothing', (_what, changes) => {
    const broken = { ...event('StopLogging', 3), ...changes };
    expect(offOf([broken as HistoryEvent, event('StartLogging', 5)])).toEqual([]);
  });
});
