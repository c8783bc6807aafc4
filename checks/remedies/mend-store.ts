/** The usual corrections of event data stores. Pure. */
import { type EventDataStore, eventDataStore } from '../../src/aws/lake.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import { listed, type Subject } from '../../src/model/subject.ts';
import { makeStore, mendStore } from './event-data-store.ts';
import { newKey, storeKeyPolicy } from './new-key.ts';

type Store = Subject<EventDataStore>;

/** AWS keeps events no longer than this: with the fixed price, and with the one that can be extended. */
const LONGEST = { fixed: 2557, extendable: 3653 } as const;
const EXTENDABLE = 'EXTENDABLE_RETENTION_PRICING';

export function keepEvents(store: Store, read: Read): Remedy | null {
  const days = Math.max(read.parameters.retentionDays, must(store.data.RetentionPeriod, 'RetentionPeriod'));
  if (days > LONGEST.extendable) return null;
  const longer = days > must(store.data.RetentionPeriod, 'RetentionPeriod');
  const reprice = longer && days > LONGEST.fixed && store.data.BillingMode === 'FIXED_RETENTION_PRICING';
  return mendStore(
    store,
    read,
    {
      fields: { RetentionPeriod: days, Status: 'ENABLED', ...(reprice ? { BillingMode: EXTENDABLE } : {}) },
      options: {
        ...(longer ? { 'retention-period': days } : {}),
        ...(reprice ? { 'billing-mode': EXTENDABLE } : {}),
      },
      first: store.data.Status === 'PENDING_DELETION' ? ['restore-event-data-store'] : [],
    },
    'Events are kept longer, which may be charged for; a period can be shortened later, and then what is older goes at once. ' +
      'A store that was to be deleted takes in events again, and is charged for, once it is restored.',
  );
}

export function protectStore(store: Store, read: Read): Remedy {
  return mendStore(
    store,
    read,
    {
      fields: { TerminationProtectionEnabled: true },
      options: { 'termination-protection-enabled': true },
      first: store.data.Status === 'PENDING_DELETION' ? ['restore-event-data-store'] : [],
    },
    'Programs that delete the store, such as the destruction of a test stack, fail until the protection is taken off again.',
  );
}

export function encryptStore(store: Store, read: Read): Remedy {
  const scope = { accountId: must(store.accountId, 'the owner'), region: must(store.region, 'its region') };
  const policy = storeKeyPolicy(read.population.partition, scope.accountId, store.id);
  const { alias, reference, part } = newKey(read, scope, store.name, policy);
  return mendStore(
    store,
    read,
    { fields: { KmsKeyId: alias }, options: { 'kms-key-id': alias }, keyReference: reference },
    'It cannot be undone: a store with a key of yours cannot go back, nor take another key. Whoever disables or deletes the key ' +
      'makes the events unreadable. Whoever queries needs kms:Decrypt and kms:GenerateDataKey on the key: queries that fail ' +
      'with AccessDenied show who was forgotten.',
    [part],
  );
}

/** A store of the management account is widened; only where it has none is one made. */
export function standStore(managementAccount: string, read: Read): Remedy {
  const own = listed(read, eventDataStore).subjects.filter(store => store.accountId === managementAccount);
  const [store] = own;
  const cost =
    'Every account and region is taken in, and charged for by the gigabyte. The management account must be the one that asks.';
  if (store === undefined) {
    const scope = { accountId: managementAccount, region: read.population.globalRegion };
    return makeStore(
      read,
      scope,
      'organization-events',
      `${cost} CloudTrail Lake takes no new customers since 2026-05-31: if AWS refuses it, make the logs queryable in CloudWatch ` +
        'or Athena instead.',
    );
  }
  const status = must(store.data.Status, 'Status');
  const fields = { OrganizationEnabled: true, MultiRegionEnabled: true, Status: 'ENABLED' } as const;
  const wide = store.data.OrganizationEnabled === true && store.data.MultiRegionEnabled === true;
  return mendStore(
    store,
    read,
    {
      fields,
      options: wide ? {} : { 'multi-region-enabled': true, 'organization-enabled': true },
      first: [
        ...(status === 'PENDING_DELETION' ? ['restore-event-data-store'] : []),
        ...(status === 'STOPPED_INGESTION' ? ['start-event-data-store-ingestion'] : []),
      ],
    },
    cost,
  );
}
