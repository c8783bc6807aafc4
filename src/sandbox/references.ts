/** Checks what a schema cannot: that names used in an estate are names that exist in it, once. */
import { regionsOf } from './regions.ts';
import type { Estate } from './schema/estate.ts';

interface Place {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

export function faultyReferences(estate: Estate): string[] {
  const faults: string[] = [];
  const regions = new Set(regionsOf(estate).map(region => region.name));
  const optIn = new Set(
    regionsOf(estate)
      .filter(region => region.optIn)
      .map(region => region.name),
  );
  const accounts = new Set<string>();
  const buckets = new Map<string, string>();
  const keys = new Set<string>();
  const units = new Set(estate.organization?.units.map(unit => unit.id));
  const foreign = new Set(estate.foreignBuckets.map(bucket => bucket.name));

  const knownRegion = (region: string, path: string): void => {
    if (!regions.has(region)) faults.push(`${path}: ${region} is no region of this estate`);
  };
  const knownAccount = (id: string, path: string): void => {
    if (!accounts.has(id)) faults.push(`${path}: no account ${id} in accounts`);
  };
  /** Left out, either means any. */
  const knownPlace = (place: Place, path: string): void => {
    if (place.account !== undefined) knownAccount(place.account, `${path}.account`);
    if (place.region !== undefined) knownRegion(place.region, `${path}.region`);
  };

  estate.accounts.forEach((account, a) => {
    if (accounts.has(account.id)) faults.push(`accounts[${a}].id: ${account.id} is there twice`);
    accounts.add(account.id);
    if (account.unit !== undefined && !units.has(account.unit))
      faults.push(`accounts[${a}].unit: no unit ${account.unit} in organization.units`);
    account.optInRegions.forEach((region, r) => {
      if (!optIn.has(region))
        faults.push(`accounts[${a}].optInRegions[${r}]: ${region} is no opt-in region of this estate`);
    });
    account.buckets.forEach((bucket, b) => {
      const path = `accounts[${a}].buckets[${b}]`;
      const owner = buckets.get(bucket.name);
      if (owner !== undefined || foreign.has(bucket.name))
        faults.push(`${path}.name: ${bucket.name} already belongs to ${owner ?? 'foreignBuckets'}`);
      buckets.set(bucket.name, account.id);
      knownRegion(bucket.region, `${path}.region`);
    });
    for (const kind of [
      'functions',
      'schedules',
      'eventRules',
      'alarms',
      'logGroups',
      'topics',
      'configRules',
    ] as const)
      account[kind].forEach(({ region }, at) => {
        knownRegion(region, `accounts[${a}].${kind}[${at}].region`);
      });
    account.keys.forEach((key, k) => {
      const id = `${account.id}/${key.region}/${key.id}`;
      if (keys.has(id)) faults.push(`accounts[${a}].keys[${k}].id: ${key.id} is there twice`);
      keys.add(id);
      knownRegion(key.region, `accounts[${a}].keys[${k}].region`);
      if (key.state === 'PendingDeletion' && key.deletionDate === undefined)
        faults.push(`accounts[${a}].keys[${k}].deletionDate: is missing; PendingDeletion has one`);
    });
  });

  estate.accounts.forEach((account, a) => {
    account.keys.forEach(({ describableBy = [] }, k) => {
      describableBy.forEach((id, d) => {
        knownAccount(id, `accounts[${a}].keys[${k}].describableBy[${d}]`);
      });
    });
    for (const region of Object.keys(account.guardDuty?.except ?? {}))
      knownRegion(region, `accounts[${a}].guardDuty.except`);
    const names = new Set<string>();
    account.trails.forEach((trail, t) => {
      const path = `accounts[${a}].trails[${t}]`;
      const id = `${trail.homeRegion}/${trail.name}`;
      if (names.has(id)) faults.push(`${path}.name: ${trail.name} is there twice in ${trail.homeRegion}`);
      names.add(id);
      knownRegion(trail.homeRegion, `${path}.homeRegion`);
      trail.status.overrides?.forEach((override, o) => {
        knownPlace(override, `${path}.status.overrides[${o}]`);
      });
      const exists = buckets.has(trail.bucket) || foreign.has(trail.bucket);
      if (!exists && trail.bucketDeleted !== true)
        faults.push(
          `${path}.bucket: no account owns ${trail.bucket}; name it in foreignBuckets, or set bucketDeleted`,
        );
      if (exists && trail.bucketDeleted === true)
        faults.push(`${path}.bucketDeleted: but ${trail.bucket} exists`);
      if (trail.organization && estate.organization?.managementAccount !== account.id)
        faults.push(`${path}.organization: only the management account owns organization trails`);
      if (trail.eventSelectors !== undefined && trail.advancedEventSelectors !== undefined)
        faults.push(`${path}.advancedEventSelectors: a trail has basic or advanced selectors, never both`);
      for (const list of ['backfill', 'restarts', 'tampering'] as const)
        trail.history?.[list].forEach((one, h) => {
          knownPlace(one, `${path}.history.${list}[${h}]`);
        });
    });
    account.eventDataStores.forEach((store, s) => {
      knownRegion(store.region, `accounts[${a}].eventDataStores[${s}].region`);
      if (store.organization && estate.organization?.managementAccount !== account.id)
        faults.push(
          `accounts[${a}].eventDataStores[${s}].organization: only the management account owns organization stores`,
        );
    });
  });

  const { organization } = estate;
  if (organization !== undefined) {
    knownAccount(organization.managementAccount, 'organization.managementAccount');
    const seen = new Set<string>();
    organization.units.forEach((unit, u) => {
      if (seen.has(unit.id)) faults.push(`organization.units[${u}].id: ${unit.id} is there twice`);
      // Parents come first: so the tree has no loops.
      if (unit.parent !== undefined && !seen.has(unit.parent))
        faults.push(`organization.units[${u}].parent: no unit ${unit.parent} before this one`);
      seen.add(unit.id);
    });
    organization.delegatedAdministrators.forEach((admin, d) => {
      knownAccount(admin.account, `organization.delegatedAdministrators[${d}].account`);
    });
    const policies = new Set<string>();
    organization.policies.forEach((policy, p) => {
      if (policies.has(policy.id)) faults.push(`organization.policies[${p}].id: ${policy.id} is there twice`);
      policies.add(policy.id);
      if (policy.targets === 'everything') return;
      policy.targets.forEach((target, t) => {
        if (target !== organization.rootId && !units.has(target) && !accounts.has(target))
          faults.push(`organization.policies[${p}].targets[${t}]: ${target} is no root, unit or account`);
      });
    });
  } else if (estate.accounts.some(account => account.unit !== undefined)) {
    faults.push('organization: is missing, but accounts name units');
  }

  const accessKeys = new Set<string>();
  estate.callers.forEach((caller, c) => {
    knownAccount(caller.account, `callers[${c}].account`);
    if ((caller.user === undefined) === (caller.role === undefined))
      faults.push(`callers[${c}]: names a user or a role, one of the two`);
    if (accessKeys.has(caller.accessKeyId))
      faults.push(`callers[${c}].accessKeyId: ${caller.accessKeyId} is there twice`);
    accessKeys.add(caller.accessKeyId);
  });
  if (estate.guardDuty !== undefined) {
    knownAccount(estate.guardDuty.administrator, 'guardDuty.administrator');
    estate.guardDuty.notMembers.forEach((member, m) => {
      knownPlace(member, `guardDuty.notMembers[${m}]`);
    });
    if (estate.guardDuty.regions !== 'all')
      estate.guardDuty.regions.forEach((region, r) => {
        knownRegion(region, `guardDuty.regions[${r}]`);
      });
  }
  estate.foreignBuckets.forEach(({ region }, f) => {
    knownRegion(region, `foreignBuckets[${f}].region`);
  });
  estate.faults.forEach((fault, f) => {
    knownPlace(fault, `faults[${f}]`);
  });
  return faults;
}
