/** A trail as its owner holds it, and how its delivery goes in a given account and region. */
import type { DeliveryOverride, TrailDescription } from './schema/trail.ts';

export interface OwnedTrail {
  readonly description: TrailDescription;
  readonly account: string;
  readonly arn: string;
  /** Overrides by `account/region`, with `*` for any. */
  readonly overrides: ReadonlyMap<string, readonly DeliveryOverride[]>;
}

export type Delivery =
  | Omit<TrailDescription['status'], 'overrides'>
  | Omit<DeliveryOverride, 'account' | 'region'>;

export function ownTrail(description: TrailDescription, account: string, partition: string): OwnedTrail {
  const overrides = new Map<string, DeliveryOverride[]>();
  for (const override of description.status.overrides ?? []) {
    const scope = `${override.account ?? '*'}/${override.region ?? '*'}`;
    overrides.set(scope, [...(overrides.get(scope) ?? []), override]);
  }
  return {
    description,
    account,
    arn: `arn:${partition}:cloudtrail:${description.homeRegion}:${account}:trail/${description.name}`,
    overrides,
  };
}

/** The nearer to (account, region), the later it is laid over: region, then account, then both. */
export function deliveryAt(trail: OwnedTrail, account: string, region: string): Delivery {
  const { overrides: _, ...base } = trail.description.status;
  if (trail.overrides.size === 0) return base;
  const scopes = ['*/*', `*/${region}`, `${account}/*`, `${account}/${region}`];
  let delivery: Delivery = base;
  for (const scope of scopes) {
    for (const { account: _account, region: _region, ...rest } of trail.overrides.get(scope) ?? []) {
      delivery = { ...delivery, ...rest };
    }
  }
  return delivery;
}
