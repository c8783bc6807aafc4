/** What one trail records in one account and region: from when to when, under which name, and into which folders. */
import { regionsOf } from '../regions.ts';
import type { HistoryDescription } from '../schema/history.ts';
import { stableNumber } from '../stable-ids.ts';
import { deliveryAt, type OwnedTrail } from '../trails.ts';
import type { Account, World } from '../world.ts';
import { type Segment, segmentsOf } from './segments.ts';
import { secondsAt } from './times.ts';

export interface Recording {
  readonly trail: OwnedTrail;
  readonly history: HistoryDescription;
  readonly account: string;
  readonly region: string;
  readonly segments: readonly Segment[];
  /** What is relative in the estate is relative to this moment, for ever. */
  readonly openedAt: number;
  /** Nothing happens in a closed account, and an hour without log files has a digest too. */
  readonly silent: boolean;
  readonly logFolder: string;
  readonly digestFolder: string;
  /** From these moments on the estate has S3 refuse them. */
  readonly logsRefusedAt: number;
  readonly digestsRefusedAt: number;
  /** Seconds between the end of an hour and the delivery of its digest. */
  readonly digestDelay: number;
}

export function recordingOf(
  trail: OwnedTrail,
  account: Account,
  region: string,
  world: World,
  opened: Date,
): Recording | undefined {
  const { history, prefix } = trail.description;
  if (history === undefined || !records(trail, account, region, world)) return undefined;
  const shared = isShared(trail, world);
  const root = prefix === undefined || prefix === '' ? 'AWSLogs' : `${prefix}/AWSLogs`;
  const organization = shared ? `/${world.estate.organization?.id}` : '';
  const folder = (kind: string) => `${root}${organization}/${account.id}/${kind}/${region}/`;
  const delivery = deliveryAt(trail, account.id, region);
  const refusedAt = (error: string | null | undefined, last: string | null | undefined): number => {
    if (error === undefined || error === null) return Number.POSITIVE_INFINITY;
    return last === undefined || last === null ? Number.NEGATIVE_INFINITY : secondsAt(last, opened);
  };
  const scope = { account: account.id, region };
  return {
    trail,
    history,
    ...scope,
    segments: segmentsOf({ ...trail.description, history }, trail.account, scope, opened),
    openedAt: secondsAt('now', opened),
    silent: !account.isRunning,
    logFolder: folder('CloudTrail'),
    digestFolder: folder('CloudTrail-Digest'),
    logsRefusedAt: refusedAt(delivery.deliveryError, delivery.lastDelivery),
    digestsRefusedAt: refusedAt(delivery.digestError, delivery.lastDigest),
    digestDelay: 450 + (stableNumber('delay', trail.arn, account.id, region) % 60),
  };
}

/** Every account and region a trail records. */
export function recordingsOf(trail: OwnedTrail, world: World, opened: Date): Recording[] {
  if (trail.description.history === undefined) return [];
  const owner = world.accounts.get(trail.account);
  const accounts = isShared(trail, world)
    ? [...world.accounts.values()].filter(account => account.isMember)
    : owner === undefined
      ? []
      : [owner];
  return accounts.flatMap(account =>
    [...account.enabledRegions].flatMap(region => recordingOf(trail, account, region, world, opened) ?? []),
  );
}

/** With trusted access off the organization's trail is one of its owner alone. */
function isShared(trail: OwnedTrail, world: World): boolean {
  return trail.description.organization && world.trustsCloudTrail;
}

function records(trail: OwnedTrail, account: Account, region: string, world: World): boolean {
  const { homeRegion, multiRegion } = trail.description;
  if (account.id !== trail.account && !(isShared(trail, world) && account.isMember)) return false;
  if (!multiRegion && region !== homeRegion) return false;
  // A member sends nothing to an organization trail whose home region it has not enabled.
  if (!account.enabledRegions.has(homeRegion) || !account.enabledRegions.has(region)) return false;
  return account.isRunning || regionsOf(world.estate).some(({ name, optIn }) => name === region && !optIn);
}
