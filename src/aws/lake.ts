/** CloudTrail Lake: event data stores. An organization's store exists in the management account only. */
import {
  CloudTrailClient,
  GetEventDataStoreCommand,
  type GetEventDataStoreResponse,
  paginateListEventDataStores,
  type EventDataStore as SdkStore,
} from '@aws-sdk/client-cloudtrail';
import { type Aim, type Call, defineCall } from '../model/call.ts';
import type { Stored } from '../model/json.ts';
import { must, type Read } from '../model/read.ts';
import { ALL_REGIONS, type Scope } from '../model/scope.ts';
import { defineSubject, type Subject, survey } from '../model/subject.ts';
import { everyPage } from './pages.ts';
import { arnOf } from './partition.ts';
import { managementScopes, regionScopes } from './scopes.ts';

export type EventDataStore = Stored<GetEventDataStoreResponse>;

type NoInput = Record<string, never>;

/**
 * Members cannot see the organization's store, and where there is one nothing more need be asked of them:
 * so first the management account, and the members only if it has no store for all of them.
 */
export const listEventDataStores: Call<NoInput, { EventDataStores: SdkStore[] }> = defineCall({
  id: 'cloudtrail.ListEventDataStores',
  permission: 'cloudtrail:ListEventDataStores',
  stages: [
    { where: 'organization', needs: [], ask: read => managementScopes(read).map(ask) },
    {
      where: 'region',
      // A getter, because the call that tells what a store holds is defined below.
      get needs() {
        return [getEventDataStore];
      },
      ask: (read, origin) => (organizationHasStore(read) ? [] : [ask(origin)]),
    },
  ],
  send: async (aws, _input: NoInput) => {
    const pages = paginateListEventDataStores({ client: aws.client(CloudTrailClient), pageSize: 1000 }, {});
    const { items, $metadata } = await everyPage(
      pages,
      page => page.EventDataStores,
      page => page.NextToken,
    );
    return { EventDataStores: items, $metadata };
  },
});

function ask(scope: Scope): Aim<NoInput> {
  return { scope, input: {} };
}

/** The list gives only ARN and name for certain; the rest is here. */
export const getEventDataStore = defineCall({
  id: 'cloudtrail.GetEventDataStore',
  permission: 'cloudtrail:GetEventDataStore',
  stages: [
    {
      where: 'region',
      needs: [listEventDataStores],
      ask: (read, origin) =>
        read.asked(listEventDataStores, origin, {})
          ? storesListed(read, origin).map(arn => ({ scope: origin, input: { EventDataStore: arn } }))
          : [],
    },
  ],
  send: (aws, input: { readonly EventDataStore: string }) =>
    aws.client(CloudTrailClient).send(new GetEventDataStoreCommand(input)),
});

export const eventDataStore = defineSubject<EventDataStore>({
  kind: 'event-data-store',
  singular: 'event data store',
  plural: 'event data stores',
  needs: [listEventDataStores, getEventDataStore],
  list(read) {
    // Where one store holds all, no member was asked, and one that cannot be asked is no blind spot either.
    const enough = organizationHasStore(read);
    const asked = regionScopes(read.population).filter(
      scope => !(enough && scope.region === ALL_REGIONS) && read.asked(listEventDataStores, scope, {}),
    );
    const { found, blind } = survey(read, asked, storesOf);
    const subjects = found.map(({ item, scope, evidence }): Subject<EventDataStore> => {
      const id = must(item.EventDataStoreArn, 'EventDataStoreArn');
      const { accountId, region } = scope;
      return { kind: 'event-data-store', id, name: item.Name ?? id, accountId, region, data: item, evidence };
    });
    return { subjects, blind };
  },
});

export function isOrganizationWide(store: EventDataStore): boolean {
  return (
    store.Status === 'ENABLED' && store.OrganizationEnabled === true && store.MultiRegionEnabled === true
  );
}

function storesOf(read: Read, scope: Scope): readonly EventDataStore[] {
  return storesListed(read, scope).map(EventDataStore =>
    read.get(getEventDataStore, scope, { EventDataStore }),
  );
}

function storesListed(read: Read, scope: Scope): readonly string[] {
  const listed = must(read.get(listEventDataStores, scope, {}).EventDataStores, 'EventDataStores');
  const arns = listed.map(store => must(store.EventDataStoreArn, 'EventDataStoreArn'));
  return arns.filter(arn => arnOf(arn)?.accountId === scope.accountId);
}

/** What could not be read of the management account does not prove a store: then the members are asked as well. */
function organizationHasStore(read: Read): boolean {
  const search = (r: Read) =>
    managementScopes(r).some(scope => {
      const stores = r.attempt(inner => storesOf(inner, scope));
      return stores.ok && stores.value.some(isOrganizationWide);
    });
  return read.derive('organization-event-data-store', search).value;
}
