/** An event data store with something set right, or one made for the whole organization. Pure. */
import type { EventDataStore } from '../../src/aws/lake.ts';
import type { Json } from '../../src/model/json.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Subject } from '../../src/model/subject.ts';
import { selectorItems, selectorProperties } from './advanced-selectors.ts';
import { command, type Option } from './command.ts';
import { logical, type Part, remedy } from './compose.ts';
import { expression, identifier } from './hcl.ts';

export interface StoreChange {
  /** In the field names of GetEventDataStore. */
  readonly fields: Partial<EventDataStore>;
  /** The same as options of `aws cloudtrail update-event-data-store`; empty: none is called. */
  readonly options: Readonly<Record<string, Option>>;
  /** Operations on the store before that, such as `restore-event-data-store`. */
  readonly first?: readonly string[];
  /** The key as Terraform refers to it, where it makes it itself. */
  readonly keyReference?: string;
}

export function mendStore(
  store: Subject<EventDataStore>,
  read: Read,
  change: StoreChange,
  mayBreak: string,
  before: readonly Part[] = [],
): Remedy {
  const scope = { accountId: must(store.accountId, 'the owner'), region: must(store.region, 'its region') };
  const { region } = scope;
  const arn = store.id;
  const operations = [
    ...(change.first ?? []),
    ...(Object.keys(change.options).length > 0 ? ['update-event-data-store'] : []),
  ];
  const part: Part = {
    scope,
    kept: [
      'Kept as GetEventDataStore shows it: all that stands here beside what changes. Tags were not read and stay: keep them in a template.',
    ],
    commands: operations.map(operation =>
      command(`cloudtrail ${operation}`, {
        'event-data-store': arn,
        ...(operation === 'update-event-data-store' ? change.options : {}),
        region,
      }),
    ),
    ...resourcesOf({ ...store.data, ...change.fields }, arn, change.keyReference),
  };
  return remedy(read, [...before, part], mayBreak);
}

/** Made in the management account, which alone can: every account, every region, management events. */
export function makeStore(read: Read, scope: Scope, name: string, mayBreak: string): Remedy {
  const days = read.parameters.retentionDays;
  const store = {
    Name: name,
    MultiRegionEnabled: true,
    OrganizationEnabled: true,
    RetentionPeriod: days,
    TerminationProtectionEnabled: true,
    BillingMode: 'EXTENDABLE_RETENTION_PRICING',
  } as const;
  const part: Part = {
    scope,
    kept: [`The event data store ${name} is made anew.`],
    commands: [
      command('cloudtrail create-event-data-store', {
        name,
        'multi-region-enabled': true,
        'organization-enabled': true,
        'retention-period': days,
        'termination-protection-enabled': true,
        'billing-mode': store.BillingMode,
        region: scope.region,
      }),
    ],
    ...resourcesOf(store, undefined),
  };
  return remedy(read, [part], mayBreak);
}

function resourcesOf(
  store: Partial<EventDataStore>,
  arn: string | undefined,
  keyReference?: string,
): Pick<Part, 'managed' | 'stacked'> {
  const name = must(store.Name, 'Name');
  const properties: Record<string, Json | undefined> = {
    Name: name,
    MultiRegionEnabled: store.MultiRegionEnabled,
    OrganizationEnabled: store.OrganizationEnabled,
    RetentionPeriod: store.RetentionPeriod,
    TerminationProtectionEnabled: store.TerminationProtectionEnabled,
    KmsKeyId: store.KmsKeyId,
    BillingMode: store.BillingMode,
    IngestionEnabled: store.Status === undefined ? undefined : store.Status === 'ENABLED',
    AdvancedEventSelectors: store.AdvancedEventSelectors && selectorProperties(store.AdvancedEventSelectors),
  };
  return {
    managed: [
      {
        type: 'aws_cloudtrail_event_data_store',
        name: identifier(name),
        adopt: arn,
        body: [
          ['name', name],
          ['multi_region_enabled', store.MultiRegionEnabled],
          ['organization_enabled', store.OrganizationEnabled],
          ['retention_period', store.RetentionPeriod],
          ['termination_protection_enabled', store.TerminationProtectionEnabled],
          ['kms_key_id', keyReference === undefined ? store.KmsKeyId : expression(keyReference)],
          ['billing_mode', store.BillingMode],
          ...selectorItems(store.AdvancedEventSelectors ?? []),
        ],
        leave: arn === undefined ? [] : ['tags', 'tags_all'],
      },
    ],
    stacked: [
      {
        id: logical('Store', name),
        type: 'AWS::CloudTrail::EventDataStore',
        existing: arn !== undefined,
        properties,
      },
    ],
  };
}
