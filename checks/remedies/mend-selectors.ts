/** Event selectors corrected: all that a trail records now and what is missing, as advanced selectors. Pure. */
import { selectorsOf, type Trail } from '../../src/aws/cloudtrail.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { type AdvancedSelector, asAdvanced } from './advanced-selectors.ts';
import { type Again, MORE_EVENTS, selectFor } from './select.ts';

/** Selectors for network activity contradict themselves in ways that only their author can mend; a trail can be started. */
export function recordNetwork(trail: Subject<Trail>, read: Read, again: Again): Remedy | null {
  return selectFor(trail, read, again, asAdvanced(selectorsOf(read, trail.data)), MORE_EVENTS);
}

export function recordManagement(trail: Subject<Trail>, read: Read, again: Again): Remedy | null {
  const present = asAdvanced(selectorsOf(read, trail.data));
  // One that records all of it makes those that record a part needless.
  const others = present.filter(selector => !isOf(selector, 'Management'));
  return selectFor(
    trail,
    read,
    again,
    [selecting('Management events', { eventCategory: ['Management'] }), ...others],
    'Management events of more services and reads arrive: calls of AWS KMS and the RDS Data API can be very many, and where ' +
      'another trail records them too, each copy is charged for.',
  );
}

/** The log bucket stays out: each delivery would be an event, and so another delivery. */
export function recordObjects(trail: Subject<Trail>, read: Read, again: Again): Remedy | null {
  const { partition } = read.population;
  const arn = (bucket: string) => `arn:${partition}:s3:::${bucket}/`;
  const buckets = read.parameters.sensitiveBuckets;
  const base = { eventCategory: ['Data'], 'resources.type': ['AWS::S3::Object'] };
  const Name = 'Trailproof S3 objects';
  const log = arn(must(trail.data.S3BucketName, 'S3BucketName'));
  const wanted: AdvancedSelector =
    buckets === null
      ? {
          ...selecting(Name, base),
          FieldSelectors: [...fieldsOf(base), { Field: 'resources.ARN', NotStartsWith: [log] }],
        }
      : {
          ...selecting(Name, base),
          FieldSelectors: [...fieldsOf(base), { Field: 'resources.ARN', StartsWith: buckets.map(arn) }],
        };
  return selectFor(trail, read, again, [...without(read, trail, Name), wanted], DATA_COST);
}

export function recordInvocations(trail: Subject<Trail>, read: Read, again: Again): Remedy | null {
  const functions = read.parameters.sensitiveFunctions;
  const Name = 'Trailproof Lambda functions';
  const base = { eventCategory: ['Data'], 'resources.type': ['AWS::Lambda::Function'] };
  const wanted: AdvancedSelector = {
    Name,
    FieldSelectors: [
      ...fieldsOf(base),
      ...(functions === null ? [] : [{ Field: 'resources.ARN', StartsWith: [...functions] }]),
    ],
  };
  return selectFor(trail, read, again, [...without(read, trail, Name), wanted], DATA_COST);
}

const DATA_COST =
  'Data events are charged for by number, and busy buckets and functions make very many: look at the bill, or at the metrics ' +
  'of the buckets, for a day. Basic selectors give way to advanced ones that record the same: tools that read EventSelectors ' +
  'find none.';

function without(read: Read, trail: Subject<Trail>, name: string): readonly AdvancedSelector[] {
  return asAdvanced(selectorsOf(read, trail.data)).filter(selector => selector.Name !== name);
}

function isOf({ FieldSelectors }: AdvancedSelector, category: string): boolean {
  const fields = must(FieldSelectors, 'FieldSelectors');
  return fields.some(one => one.Field === 'eventCategory' && one.Equals?.includes(category));
}

function selecting(Name: string, fields: Readonly<Record<string, readonly string[]>>): AdvancedSelector {
  return { Name, FieldSelectors: fieldsOf(fields) };
}

function fieldsOf(fields: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(fields).map(([Field, values]) => ({ Field, Equals: [...values] }));
}
