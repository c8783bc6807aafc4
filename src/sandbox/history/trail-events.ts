/** The management events that explain a trail's chains: made, started, changed, stopped, deleted. */

import { stableUuid } from '../stable-ids.ts';
import type { OwnedTrail } from '../trails.ts';
import { breaksOf, RENAMING } from './segments.ts';
import { isoTime, secondsAt } from './times.ts';

export interface TrailEvent {
  readonly id: string;
  readonly at: number;
  readonly name: 'CreateTrail' | 'StartLogging' | 'StopLogging' | 'UpdateTrail' | 'DeleteTrail';
  readonly user: string;
  readonly trailName: string;
  readonly trailArn: string;
  /** CloudTrailEvent: the record itself. */
  readonly text: string;
}

const user = 'TrailAdmin';
/** Seconds from CreateTrail to StartLogging. */
const STARTING = 5;

/** Oldest first. Nothing without a history: the sandbox knows of no other past. */
export function trailEvents(trail: OwnedTrail, opened: Date): TrailEvent[] {
  const { history, status, name } = trail.description;
  if (history === undefined) return [];
  const events: TrailEvent[] = [];
  const add = (event: TrailEvent['name'], at: number, called: string, parameters: object = {}): void => {
    events.push(eventOf(trail, event, at, called, parameters));
  };
  const made = (at: number, called: string): void => {
    add('CreateTrail', at - STARTING, called, settingsOf(trail));
    add('StartLogging', at, called);
  };

  const since = secondsAt(history.since, opened);
  const first = history.formerName ?? name;
  const startedAt = typeof status.startedAt === 'string' ? secondsAt(status.startedAt, opened) : since;
  // A trail that had been logging for longer got its digests when somebody switched them on.
  if (startedAt < since) add('UpdateTrail', since, first, { enableLogFileValidation: true });
  else made(since, first);

  let called = first;
  for (const { at, until, because, explained } of breaksOf({ history, status }, opened)) {
    if (because === 'renamed') {
      add('DeleteTrail', at, called);
      called = name;
      made(at + RENAMING, called);
    } else if (explained) {
      add('StopLogging', at, called);
      if (until !== Number.POSITIVE_INFINITY) add('StartLogging', until, called);
    }
  }
  // Whatever an estate tells of the time before is no part of the story.
  return events.filter(({ at }) => at >= since - STARTING).sort((a, b) => a.at - b.at);
}

function settingsOf({ description: trail }: OwnedTrail): object {
  return {
    s3BucketName: trail.bucket,
    s3KeyPrefix: trail.prefix,
    isMultiRegionTrail: trail.multiRegion,
    isOrganizationTrail: trail.organization,
    enableLogFileValidation: trail.logFileValidation,
    kmsKeyId: trail.kmsKeyId,
  };
}

function eventOf(
  trail: OwnedTrail,
  name: TrailEvent['name'],
  at: number,
  trailName: string,
  parameters: object,
): TrailEvent {
  const { account, arn } = trail;
  const { homeRegion } = trail.description;
  const trailArn = `${arn.slice(0, arn.lastIndexOf('/'))}/${trailName}`;
  const id = stableUuid('trail event', trailArn, name, String(at));
  const partition = arn.split(':')[1];
  const record = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE000000001:${user}`,
      arn: `arn:${partition}:sts::${account}:assumed-role/${user}/${user}`,
      accountId: account,
    },
    eventTime: isoTime(at),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: name,
    awsRegion: homeRegion,
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: { name: name === 'CreateTrail' ? trailName : trailArn, ...parameters },
    responseElements: name === 'CreateTrail' ? { name: trailName, trailARN: trailArn, ...parameters } : null,
    requestID: stableUuid('request', id),
    eventID: id,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
  return { id, at, name, user, trailName, trailArn, text: JSON.stringify(record) };
}
