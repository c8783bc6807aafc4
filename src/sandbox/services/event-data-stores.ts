/** CloudTrail Lake stores: in their home region, for their owner; the organization's also for delegated administrators. */
import { AwsError } from '../aws-error.ts';
import { type Call, numberOf, type Operation, paged, present, requiredText, textOf } from '../call.ts';
import { epochSeconds } from '../clock.ts';
import type { OwnedStore } from '../world.ts';

const created = '2023-06-01T10:00:00Z';

export const listEventDataStores: Operation = (input, call) => {
  const stores = storesHere(call).map(({ arn, description }) => ({
    EventDataStoreArn: arn,
    Name: description.name,
  }));
  const { items, next } = paged(call, stores, {
    token: textOf(input, 'NextToken'),
    max: numberOf(input, 'MaxResults'),
    size: 1000,
    invalidToken: 'InvalidNextTokenException',
  });
  return present({ EventDataStores: items, NextToken: next });
};

export const getEventDataStore: Operation = (input, call) => {
  const { arn, description: store } = findStore(requiredText(input, 'EventDataStore'), call);
  return present({
    EventDataStoreArn: arn,
    Name: store.name,
    Status: store.status,
    AdvancedEventSelectors: store.advancedEventSelectors ?? [
      {
        Name: 'Default management events',
        FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
      },
    ],
    MultiRegionEnabled: store.multiRegion,
    OrganizationEnabled: store.organization,
    RetentionPeriod: store.retentionDays,
    TerminationProtectionEnabled: store.terminationProtection,
    CreatedTimestamp: epochSeconds(created, call.now),
    UpdatedTimestamp: epochSeconds(created, call.now),
    KmsKeyId: store.kmsKeyId,
    BillingMode: store.retentionDays > 2557 ? 'EXTENDABLE_RETENTION_PRICING' : 'FIXED_RETENTION_PRICING',
  });
};

export const getResourcePolicy: Operation = (input, call) => {
  const arn = requiredText(input, 'ResourceArn');
  if (arn.includes(':trail/'))
    throw new AwsError(
      'ResourceTypeNotSupportedException',
      'The specified resource type is not supported by CloudTrail.',
    );
  const store = storesHere(call).find(candidate => candidate.arn === arn);
  if (store === undefined)
    throw new AwsError('ResourceNotFoundException', `Resource ${arn} could not be found.`);
  const policy = store.description.resourcePolicy;
  if (policy === undefined)
    throw new AwsError('ResourcePolicyNotFoundException', `Resource policy is not found for ${arn}.`);
  return { ResourceArn: arn, ResourcePolicy: JSON.stringify(policy) };
};

export function storeTags(arn: string, call: Call) {
  return findStore(arn, call).description.tags;
}

function storesHere(call: Call): readonly OwnedStore[] {
  const delegated = call.world.delegated.get(call.account.id)?.has('cloudtrail.amazonaws.com') ?? false;
  const stores = delegated ? [...call.account.stores, ...call.world.organizationStores] : call.account.stores;
  return stores.filter(store => store.description.region === call.region);
}

function findStore(given: string, call: Call): OwnedStore {
  const store = storesHere(call).find(({ arn }) => arn === given || arn.endsWith(`/${given}`));
  if (store !== undefined) return store;
  throw new AwsError('EventDataStoreNotFoundException', `Event data store ${given} could not be found.`);
}
