/** GuardDuty's detectors by account and region, and the members an administrator has in a region. */
import { emailOf } from './organization.ts';
import { detectorId } from './stable-ids.ts';
import type { Account, World } from './world.ts';

export interface Detector {
  readonly id: string;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly features: ReadonlySet<string>;
}

interface Member {
  readonly accountId: string;
  readonly relationshipStatus: string;
  readonly [field: string]: string;
}

export interface Members {
  readonly all: readonly Member[];
  readonly associated: readonly Member[];
  readonly byId: ReadonlyMap<string, Member>;
  isAssociated(account: string): boolean;
}

export function detectorIn(account: Account, region: string): Detector | undefined {
  const { guardDuty } = account.description;
  if (guardDuty === undefined || !account.enabledRegions.has(region)) return undefined;
  const state = guardDuty.except[region] ?? (guardDuty.enabledByDefault ? 'on' : 'off');
  if (state === 'off') return undefined;
  return {
    id: detectorId(account.id, region),
    status: state === 'on' ? 'ENABLED' : 'DISABLED',
    features: new Set(guardDuty.features),
  };
}

/** An administrator rules a region only if it has enabled that region itself. */
export function administers(world: World, account: Account, region: string): boolean {
  const { guardDuty } = world.estate;
  if (guardDuty?.administrator !== account.id || !account.enabledRegions.has(region)) return false;
  return guardDuty.regions === 'all' || guardDuty.regions.includes(region);
}

const associatedStates = new Set(['Enabled', 'Paused']);

/** Worked out once a region: an organization may have thousands of members. */
export function rememberMembers(world: World): (region: string) => Members {
  const byRegion = new Map<string, Members>();
  return region => {
    const members = byRegion.get(region) ?? membersIn(world, region);
    byRegion.set(region, members);
    return members;
  };
}

function membersIn(world: World, region: string): Members {
  const all = [...world.accounts.values()].flatMap(account => memberIn(world, account, region) ?? []);
  const byId = new Map(all.map(member => [member.accountId, member]));
  const associated = all.filter(member => associatedStates.has(member.relationshipStatus));
  const ids = new Set(associated.map(member => member.accountId));
  return { all, associated, byId, isAssociated: account => ids.has(account) };
}

function memberIn(world: World, account: Account, region: string): Member | undefined {
  const { guardDuty } = world.estate;
  if (guardDuty === undefined || !account.isMember || account.id === guardDuty.administrator)
    return undefined;
  const left = guardDuty.notMembers.some(
    one => one.account === account.id && (one.region === undefined || one.region === region),
  );
  const detector = detectorIn(account, region);
  if (!left && detector === undefined && account.enabledRegions.has(region) && account.isRunning)
    return undefined;
  const member = {
    accountId: account.id,
    masterId: guardDuty.administrator,
    administratorId: guardDuty.administrator,
    email: emailOf(account),
    updatedAt: '2023-03-01T09:00:00.000Z',
    invitedAt: '2023-03-01T09:00:00.000Z',
  };
  if (!account.isRunning) return { ...member, relationshipStatus: 'AccountSuspended' };
  if (!account.enabledRegions.has(region)) return { ...member, relationshipStatus: 'RegionDisabled' };
  if (left || detector === undefined) return { ...member, relationshipStatus: 'Removed' };
  return {
    ...member,
    detectorId: detector.id,
    relationshipStatus: detector.status === 'ENABLED' ? 'Enabled' : 'Paused',
  };
}
