/** Arranges an estate in maps, once, so that no request has to search it. */
import { regionsOf } from './regions.ts';
import type { AccountDescription, RoleDescription } from './schema/account.ts';
import type { BucketDescription } from './schema/bucket.ts';
import type { Estate } from './schema/estate.ts';
import type { KeyDescription } from './schema/key.ts';
import type { EventDataStoreDescription } from './schema/trail.ts';
import { canonicalUserId, stableUuid } from './stable-ids.ts';
import { type OwnedTrail, ownTrail } from './trails.ts';

interface OwnedBucket {
  readonly description: BucketDescription;
  readonly account: string;
}

export interface OwnedKey {
  readonly description: KeyDescription;
  readonly account: string;
  readonly arn: string;
}

export interface OwnedStore {
  readonly description: EventDataStoreDescription;
  readonly account: string;
  readonly arn: string;
}

export interface Account {
  readonly id: string;
  readonly description: AccountDescription;
  /** Is it in the organization (the management account is too)? */
  readonly isMember: boolean;
  /** Sessions can be had in this state. PENDING_CLOSURE still runs. */
  readonly isRunning: boolean;
  readonly enabledRegions: ReadonlySet<string>;
  readonly roles: ReadonlyMap<string, RoleDescription>;
  readonly trails: readonly OwnedTrail[];
  readonly stores: readonly OwnedStore[];
  readonly buckets: readonly OwnedBucket[];
  readonly canonicalId: string;
  /** Keys by region, then by id, alias and ARN. Mutable: DescribeKey on a predefined alias creates one. */
  readonly keys: Map<string, Map<string, OwnedKey>>;
}

export interface World {
  readonly estate: Estate;
  readonly partition: string;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly buckets: ReadonlyMap<string, OwnedBucket>;
  readonly foreignBuckets: ReadonlyMap<string, string>;
  /** Trails that members see too: none while trusted access for CloudTrail is off. */
  readonly organizationTrails: readonly OwnedTrail[];
  readonly organizationStores: readonly OwnedStore[];
  readonly trustsCloudTrail: boolean;
  /** Service principals each account administers. */
  readonly delegated: ReadonlyMap<string, ReadonlySet<string>>;
}

export function buildWorld(estate: Estate): World {
  const { partition, organization } = estate;
  const accounts = new Map<string, Account>();
  const buckets = new Map<string, OwnedBucket>();
  const everyRole = estate.rolesInEveryAccount;
  const regions = regionsOf(estate);
  const alwaysOn = regions.filter(region => !region.optIn).map(region => region.name);
  const shared = new Set(alwaysOn);

  for (const description of estate.accounts) {
    const { id } = description;
    const owned = description.buckets.map(bucket => ({ description: bucket, account: id }));
    for (const bucket of owned) buckets.set(bucket.description.name, bucket);
    owned.sort((a, b) => (a.description.name < b.description.name ? -1 : 1));
    accounts.set(id, {
      id,
      description,
      isMember: organization !== undefined && !description.outsideOrganization,
      isRunning: description.state === 'ACTIVE' || description.state === 'PENDING_CLOSURE',
      enabledRegions:
        description.optInRegions.length === 0 ? shared : new Set([...alwaysOn, ...description.optInRegions]),
      roles: new Map([...everyRole, ...description.roles].map(role => [role.name, role])),
      trails: description.trails.map(trail => ownTrail(trail, id, partition)),
      stores: description.eventDataStores.map(store => ({
        description: store,
        account: id,
        arn: `arn:${partition}:cloudtrail:${store.region}:${id}:eventdatastore/${stableUuid(id, store.region, store.name)}`,
      })),
      buckets: owned,
      canonicalId: canonicalUserId(id),
      keys: keysOf(description, partition),
    });
  }

  const trustsCloudTrail = organization?.trustedServices.includes('cloudtrail.amazonaws.com') ?? false;
  const management = organization === undefined ? undefined : accounts.get(organization.managementAccount);
  const organizationWide = trustsCloudTrail ? management : undefined;
  return {
    estate,
    partition,
    accounts,
    buckets,
    foreignBuckets: new Map(estate.foreignBuckets.map(bucket => [bucket.name, bucket.region])),
    organizationTrails: organizationWide?.trails.filter(trail => trail.description.organization) ?? [],
    organizationStores: organizationWide?.stores.filter(store => store.description.organization) ?? [],
    trustsCloudTrail,
    delegated: new Map(
      organization?.delegatedAdministrators.map(admin => [admin.account, new Set(admin.services)]),
    ),
  };
}

function keysOf(account: AccountDescription, partition: string): Map<string, Map<string, OwnedKey>> {
  const keys = new Map<string, Map<string, OwnedKey>>();
  for (const description of account.keys) {
    const { id, region } = description;
    const owned = {
      description,
      account: account.id,
      arn: `arn:${partition}:kms:${region}:${account.id}:key/${id}`,
    };
    addKey(keys, owned);
  }
  return keys;
}

export function addKey(keys: Map<string, Map<string, OwnedKey>>, key: OwnedKey): void {
  const { id, region, aliases } = key.description;
  const here = keys.get(region) ?? new Map<string, OwnedKey>();
  keys.set(region, here);
  for (const name of [id, ...(aliases ?? [])]) here.set(name, key);
}
