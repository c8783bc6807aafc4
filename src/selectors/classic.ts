/** Basic event selectors, as rules. Absent keys have the defaults of AWS's EventSelector page: All, true, no exclusion. */
import { type DataResource, type EventSelector, listOf, strangeKeys } from './answer.ts';
import type { FieldTest, FieldTests } from './field.ts';
import type { Rule, SelectorRef } from './rule.ts';

const keys = ['ReadWriteType', 'IncludeManagementEvents', 'DataResources', 'ExcludeManagementEventSources'];

const readOnlyValues: Readonly<Record<string, readonly string[]>> = {
  All: ['true', 'false'],
  ReadOnly: ['true'],
  WriteOnly: ['false'],
};

export function classicRules(selector: EventSelector, ref: SelectorRef): readonly Rule[] {
  const { ReadWriteType = 'All', IncludeManagementEvents = true } = selector;
  const doubts = strangeKeys(selector, keys).map(key => `its key ${key} is not known`);
  const readOnly = readOnlyValues[ReadWriteType];
  if (!readOnly) doubts.push(`its ReadWriteType ${ReadWriteType} is not known`);
  if (typeof IncludeManagementEvents !== 'boolean')
    doubts.push('its IncludeManagementEvents is not a boolean');

  const base: FieldTests = readOnly ? [{ field: 'readOnly', test: { Equals: readOnly } }] : [];
  const rule = (tests: FieldTests, ownDoubts: readonly string[] = []): Rule => ({
    selector: ref,
    tests: [...tests, ...base],
    doubt: [...doubts, ...ownDoubts].join('; ') || null,
  });

  const rules = listOf(selector.DataResources).flatMap(resource => dataRules(resource, rule));
  if (IncludeManagementEvents === false) return rules;
  const excluded = listOf(selector.ExcludeManagementEventSources);
  return [
    rule([
      { field: 'eventCategory', test: { Equals: ['Management'] } },
      { field: 'eventSource', test: { NotEquals: excluded } },
    ]),
    ...rules,
  ];
}

function dataRules(
  resource: DataResource,
  rule: (tests: FieldTests, doubts?: readonly string[]) => Rule,
): readonly Rule[] {
  const { Type = '' } = resource;
  const of = (arn: FieldTest, doubts?: readonly string[]) =>
    rule(
      [
        { field: 'eventCategory', test: { Equals: ['Data'] } },
        { field: 'resources.type', test: { Equals: [Type] } },
        { field: 'resources.ARN', test: arn },
      ],
      doubts,
    );
  const doubts = strangeKeys(resource, ['Type', 'Values']).map(key => `its key ${key} is not known`);
  const values = listOf(resource.Values);
  const whole = values.filter(value => isPrefix(Type, value));
  const exact = values.filter(value => isExact(Type, value));
  const strange = values.filter(value => !whole.includes(value) && !exact.includes(value));
  return [
    ...(whole.length > 0 ? [of({ StartsWith: whole }, doubts)] : []),
    ...(exact.length > 0 ? [of({ Equals: exact }, doubts)] : []),
    // "ARN strings or partial ARN strings": at most what starts with it.
    ...strange.map(value =>
      of({ StartsWith: [value] }, [...doubts, `its value ${value} has no documented form`]),
    ),
  ];
}

const service: Readonly<Record<string, string>> = {
  'AWS::S3::Object': 's3',
  'AWS::Lambda::Function': 'lambda',
  'AWS::DynamoDB::Table': 'dynamodb',
};

/** `arn:aws:s3`, `arn:aws:s3:::`, `arn:aws:s3:::bucket/`, `arn:aws:s3:::bucket/prefix`; `arn:aws:lambda`. */
function isPrefix(type: string, value: string): boolean {
  const [arn, partition, name, ...rest] = value.split(':');
  if (arn !== 'arn' || !partition || name === undefined || name !== service[type]) return false;
  const tail = rest.join(':');
  if (rest.length === 0) return true;
  return name === 's3' && (tail === '::' || /^::[A-Za-z0-9._-]+\//.test(tail));
}

/** Function and table ARNs are exact: `helloworld` does not stand for `helloworld2`. */
function isExact(type: string, value: string): boolean {
  const parts = value.split(':');
  return type !== 'AWS::S3::Object' && parts.length > 5 && parts[0] === 'arn' && parts[2] === service[type];
}
