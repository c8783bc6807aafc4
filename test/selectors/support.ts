/** Short forms of selectors, and an oracle that judges one event at a time, written apart from src/selectors. */
import type { AdvancedEventSelector, EventSelector, SelectorsAnswer } from '../../src/selectors/answer.ts';
import type { EventClass } from '../../src/selectors/event-class.ts';

export type Event = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, object>>;

export const advanced = (...selectors: readonly AdvancedEventSelector[]): SelectorsAnswer => ({
  AdvancedEventSelectors: selectors,
});
export const classic = (...selectors: readonly EventSelector[]): SelectorsAnswer => ({
  EventSelectors: selectors,
});

export const selector = (fields: Fields, Name?: string): AdvancedEventSelector => ({
  Name,
  FieldSelectors: Object.entries(fields).map(([Field, test]) => ({ Field, ...test })),
});
export const management = (fields: Fields = {}, name?: string) =>
  selector({ eventCategory: { Equals: ['Management'] }, ...fields }, name);
export const data = (type: string, fields: Fields = {}, name?: string) =>
  selector({ eventCategory: { Equals: ['Data'] }, 'resources.type': { Equals: [type] }, ...fields }, name);
export const s3 = (fields: Fields = {}, name?: string) => data('AWS::S3::Object', fields, name);
export const lambda = (fields: Fields = {}) => data('AWS::Lambda::Function', fields);
export const network = (source: string, fields: Fields = {}) =>
  selector({ eventCategory: { Equals: ['NetworkActivity'] }, eventSource: { Equals: [source] }, ...fields });

export function isRecorded(answer: SelectorsAnswer, event: Event): boolean {
  const basic = (answer.EventSelectors ?? []) as readonly EventSelector[];
  const refined = (answer.AdvancedEventSelectors ?? []) as readonly AdvancedEventSelector[];
  return basic.some(one => basicMatches(one, event)) || refined.some(one => refinedMatches(one, event));
}

function basicMatches(one: EventSelector, event: Event): boolean {
  const type = one.ReadWriteType ?? 'All';
  if (type === 'ReadOnly' && event.readOnly !== 'true') return false;
  if (type === 'WriteOnly' && event.readOnly !== 'false') return false;
  if (event.eventCategory === 'Management') {
    const excluded = (one.ExcludeManagementEventSources ?? []) as readonly string[];
    return one.IncludeManagementEvents !== false && !excluded.includes(event.eventSource ?? '');
  }
  if (event.eventCategory !== 'Data') return false;
  const arn = event['resources.ARN'] ?? '';
  const resources = (one.DataResources ?? []) as readonly { Type: string; Values: readonly string[] }[];
  return resources.some(
    ({ Type, Values }) =>
      Type === event['resources.type'] &&
      Values.some(value => value === arn || (!value.includes(':function:') && arn.indexOf(value) === 0)),
  );
}

function refinedMatches(one: AdvancedEventSelector, event: Event): boolean {
  const tests = (one.FieldSelectors ?? []) as readonly Readonly<Record<string, readonly string[]>>[];
  for (const test of tests) {
    const value = event[String(test.Field)] ?? '';
    const hits = (operator: string, hit: (given: string) => boolean) =>
      (test[operator] ?? []).filter(hit).length;
    const is = (given: string) => given === value;
    const starts = (given: string) => value.slice(0, given.length) === given;
    const ends = (given: string) =>
      given.length <= value.length && value.slice(value.length - given.length) === given;
    if (hits('NotEquals', is) + hits('NotStartsWith', starts) + hits('NotEndsWith', ends) > 0) return false;
    const select = ['Equals', 'StartsWith', 'EndsWith'].some(operator => (test[operator] ?? []).length > 0);
    if (select && hits('Equals', is) + hits('StartsWith', starts) + hits('EndsWith', ends) === 0)
      return false;
  }
  return true;
}

export function isInClass(eventClass: EventClass, event: Event): boolean {
  const arn = event['resources.ARN'] ?? '';
  const access = 'access' in eventClass ? eventClass.access : undefined;
  if (access && event.readOnly !== String(access === 'read')) return false;
  switch (eventClass.kind) {
    case 'management':
      return (
        event.eventCategory === 'Management' &&
        (eventClass.eventSource === undefined || eventClass.eventSource === event.eventSource)
      );
    case 's3-objects': {
      const bucket = `${arn.split(':::')[1]}`.split('/')[0] ?? '';
      return (
        event.eventCategory === 'Data' &&
        event['resources.type'] === 'AWS::S3::Object' &&
        event.eventSource === 's3.amazonaws.com' &&
        (eventClass.buckets?.includes(bucket) ?? true) &&
        !eventClass.except?.includes(bucket)
      );
    }
    case 'lambda-functions':
      return (
        event.eventCategory === 'Data' &&
        event['resources.type'] === 'AWS::Lambda::Function' &&
        event.eventSource === 'lambda.amazonaws.com' &&
        (eventClass.functions?.includes(arn) ?? true)
      );
    case 'network-activity':
      return (
        event.eventCategory === 'NetworkActivity' &&
        (eventClass.eventSource === undefined || eventClass.eventSource === event.eventSource)
      );
  }
}
