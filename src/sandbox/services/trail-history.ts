/** CloudTrail's own memory: the keys it signed digests with, and the events that tell what was done to a trail. */
import { AwsError } from '../aws-error.ts';
import { type Input, numberOf, type Operation, paged, present, textOf } from '../call.ts';
import { DAY, secondsAt } from '../history/times.ts';
import type { TrailEvent } from '../history/trail-events.ts';

export const listPublicKeys: Operation = (input, call) => {
  const now = secondsAt('now', call.now);
  const span = { from: numberOf(input, 'StartTime') ?? now, to: numberOf(input, 'EndTime') ?? now };
  checkSpan(span);
  const { items, next } = paged(call, call.deliveries.keysShown(call.region, span, now), {
    token: textOf(input, 'NextToken'),
    max: undefined,
    size: 100,
    of: `${span.from}/${span.to}`,
    invalidToken: 'InvalidTokenException',
  });
  return present({
    PublicKeyList: items.map(key => ({
      Value: key.der.toString('base64'),
      ValidityStartTime: key.validFrom,
      ValidityEndTime: key.validTo,
      Fingerprint: key.fingerprint,
    })),
    NextToken: next,
  });
};

const remembered = 90 * DAY;

/** Of this account and region alone, newest first. */
export const lookupEvents: Operation = (input, call) => {
  const now = secondsAt('now', call.now);
  const span = { from: numberOf(input, 'StartTime') ?? 0, to: numberOf(input, 'EndTime') ?? now };
  checkSpan(span);
  const from = Math.max(span.from, now - remembered);
  const to = Math.min(span.to, now);
  const wanted = matcherOf(input);
  const insight = textOf(input, 'EventCategory') === 'insight';
  const events = insight
    ? []
    : call.deliveries
        .eventsOf(call.account, call.region)
        .filter(event => event.at >= from && event.at <= to && wanted(event));
  const { items, next } = paged(call, events, {
    token: textOf(input, 'NextToken'),
    max: numberOf(input, 'MaxResults'),
    size: 50,
    of: JSON.stringify([input.LookupAttributes, input.StartTime, input.EndTime]),
    invalidToken: 'InvalidNextTokenException',
  });
  return present({ Events: items.map(answer), NextToken: next });
};

function answer(event: TrailEvent) {
  const resource = (ResourceName: string) => ({ ResourceType: 'AWS::CloudTrail::Trail', ResourceName });
  return {
    EventId: event.id,
    EventName: event.name,
    ReadOnly: 'false',
    EventTime: event.at,
    EventSource: 'cloudtrail.amazonaws.com',
    Username: event.user,
    Resources: [resource(event.trailArn), resource(event.trailName)],
    CloudTrailEvent: event.text,
  };
}

const attributes: Record<string, (event: TrailEvent) => readonly string[]> = {
  EventId: event => [event.id],
  EventName: event => [event.name],
  EventSource: () => ['cloudtrail.amazonaws.com'],
  ReadOnly: () => ['false'],
  ResourceName: event => [event.trailArn, event.trailName],
  ResourceType: () => ['AWS::CloudTrail::Trail'],
  Username: event => [event.user],
  AccessKeyId: () => [],
};

/** One attribute a call, as in AWS. */
function matcherOf({ LookupAttributes: given }: Input): (event: TrailEvent) => boolean {
  if (given === undefined || given === null) return () => true;
  const [first, ...more]: unknown[] = Array.isArray(given) ? given : [{}];
  if (first === undefined) return () => true;
  const { AttributeKey: key, AttributeValue: value }: Record<string, unknown> = { ...Object(first) };
  const values = typeof key === 'string' && Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  if (more.length > 0 || values === undefined || typeof value !== 'string')
    throw new AwsError('InvalidLookupAttributesException', 'The specified lookup attributes are not valid.');
  return event => values(event).includes(value);
}

function checkSpan({ from, to }: { from: number; to: number }): void {
  if (from > to)
    throw new AwsError('InvalidTimeRangeException', 'The start time must be before the end time.');
}
