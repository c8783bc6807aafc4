/** Advanced event selectors in Terraform's words and in CloudFormation's. Pure. */
import type { selectorsOf } from '../../src/aws/cloudtrail.ts';
import type { EventDataStore } from '../../src/aws/lake.ts';
import type { Json } from '../../src/model/json.ts';
import { must } from '../../src/model/read.ts';
import { block, type Item } from './hcl.ts';

export type AdvancedSelector = NonNullable<EventDataStore['AdvancedEventSelectors']>[number];

type Answer = ReturnType<typeof selectorsOf>;

/** AWS's names of the operators, and Terraform's. */
const operators = {
  Equals: 'equals',
  NotEquals: 'not_equals',
  StartsWith: 'starts_with',
  NotStartsWith: 'not_starts_with',
  EndsWith: 'ends_with',
  NotEndsWith: 'not_ends_with',
} as const;
const names = Object.keys(operators) as readonly (keyof typeof operators)[];

export function selectorItems(selectors: readonly AdvancedSelector[]): readonly Item[] {
  return selectors.map(({ Name, FieldSelectors }) =>
    block('advanced_event_selector', [
      ['name', Name],
      ...must(FieldSelectors, 'FieldSelectors').map(one =>
        block('field_selector', [
          ['field', must(one.Field, 'Field')],
          ...names.map(name => [operators[name], one[name]] as const),
        ]),
      ),
    ]),
  );
}

export function selectorProperties(selectors: readonly AdvancedSelector[]): Json {
  return selectors.map(({ Name, FieldSelectors }) => ({
    ...(Name === undefined ? {} : { Name }),
    FieldSelectors: must(FieldSelectors, 'FieldSelectors').map(one => ({
      Field: must(one.Field, 'Field'),
      ...Object.fromEntries(names.flatMap(name => (one[name] === undefined ? [] : [[name, one[name]]]))),
    })),
  }));
}

/** What basic selectors record, as advanced ones; a trail has one kind or the other (API reference, PutEventSelectors). */
export function asAdvanced({ AdvancedEventSelectors, EventSelectors }: Answer): readonly AdvancedSelector[] {
  if (AdvancedEventSelectors !== undefined) return AdvancedEventSelectors;
  return (EventSelectors ?? []).flatMap((selector, at): AdvancedSelector[] => {
    // Defaults of what is left out: All, true, none excluded (API reference, EventSelector).
    const reads =
      selector.ReadWriteType === 'ReadOnly'
        ? 'true'
        : selector.ReadWriteType === 'WriteOnly'
          ? 'false'
          : null;
    const access = reads === null ? [] : [{ Field: 'readOnly', Equals: [reads] }];
    const excluded = selector.ExcludeManagementEventSources ?? [];
    const management: AdvancedSelector = {
      Name: `Management events ${at + 1}`,
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Management'] },
        ...access,
        ...(excluded.length > 0 ? [{ Field: 'eventSource', NotEquals: excluded }] : []),
      ],
    };
    const data = (selector.DataResources ?? []).map(({ Type, Values = [] }, number): AdvancedSelector => {
      const every = Values.some(value => /^arn:[^:]+:(s3|lambda|dynamodb)$/.test(value));
      return {
        Name: `Data events ${at + 1}.${number + 1}`,
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: [must(Type, 'Type')] },
          ...access,
          ...(every ? [] : [{ Field: 'resources.ARN', StartsWith: Values }]),
        ],
      };
    });
    const some = data.filter((_, number) => (selector.DataResources?.[number]?.Values ?? []).length > 0);
    return [...(selector.IncludeManagementEvents === false ? [] : [management]), ...some];
  });
}
