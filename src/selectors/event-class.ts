/** Classes of events that one can ask about. A class pins what every event of it has in common. */
import type { FieldTests } from './field.ts';

/** Read and write events alike, unless `access` narrows it. */
interface Access {
  readonly access?: 'read' | 'write';
}

/** Of one event source, or of every one. AWS KMS calls are management events. */
interface ManagementEvents extends Access {
  readonly kind: 'management';
  readonly eventSource?: string;
}

/** Objects in general purpose buckets: all of them, those in `buckets`, or all but those in `except`. */
interface S3ObjectEvents extends Access {
  readonly kind: 's3-objects';
  readonly partition: string;
  /** `name`, `name/prefix` or an ARN of either. */
  readonly buckets?: readonly string[];
  readonly except?: readonly string[];
}

/** Every function, or those with the given ARNs. */
interface LambdaFunctionEvents extends Access {
  readonly kind: 'lambda-functions';
  readonly partition: string;
  readonly functions?: readonly string[];
}

/** AWS demands one selector for each event source, so without a source this is never recorded in full. */
interface NetworkActivityEvents {
  readonly kind: 'network-activity';
  readonly eventSource?: string;
}

export type EventClass = ManagementEvents | S3ObjectEvents | LambdaFunctionEvents | NetworkActivityEvents;

/** The tests that exactly the events of the class pass. */
export function testsOf(eventClass: EventClass): FieldTests {
  switch (eventClass.kind) {
    case 'management':
      return [
        { field: 'eventCategory', test: { Equals: ['Management'] } },
        ...sourceTest(eventClass.eventSource),
        ...readOrWrite(eventClass),
        fromConsole,
      ];
    case 's3-objects':
      return [
        { field: 'eventCategory', test: { Equals: ['Data'] } },
        { field: 'resources.type', test: { Equals: ['AWS::S3::Object'] } },
        {
          field: 'resources.ARN',
          test: {
            StartsWith: eventClass.buckets?.map(bucket => objectsIn(eventClass.partition, bucket)) ?? [
              `arn:${eventClass.partition}:s3:::`,
            ],
            NotStartsWith: (eventClass.except ?? []).map(bucket => objectsIn(eventClass.partition, bucket)),
          },
        },
        ...sourceTest('s3.amazonaws.com'),
        ...readOrWrite(eventClass),
        fromConsole,
      ];
    case 'lambda-functions':
      return [
        { field: 'eventCategory', test: { Equals: ['Data'] } },
        { field: 'resources.type', test: { Equals: ['AWS::Lambda::Function'] } },
        {
          field: 'resources.ARN',
          test: eventClass.functions
            ? { Equals: eventClass.functions }
            : { StartsWith: [`arn:${eventClass.partition}:lambda:`] },
        },
        ...sourceTest('lambda.amazonaws.com'),
        ...readOrWrite(eventClass),
        fromConsole,
      ];
    case 'network-activity':
      return [
        { field: 'eventCategory', test: { Equals: ['NetworkActivity'] } },
        ...sourceTest(eventClass.eventSource),
      ];
  }
}

/** Nothing was asked about: an empty list, or an empty name. */
export function namesNothing(eventClass: EventClass): boolean {
  if (eventClass.kind === 's3-objects') return isBlank(eventClass.buckets);
  return eventClass.kind === 'lambda-functions' && isBlank(eventClass.functions);
}

function isBlank(names: readonly string[] | undefined): boolean {
  return names !== undefined && (names.length === 0 || names.includes(''));
}

export function nounOf(eventClass: EventClass): string {
  const nouns = {
    management: 'management events',
    's3-objects': 'S3 object events',
    'lambda-functions': 'Lambda function events',
    'network-activity': 'network activity events',
  };
  return nouns[eventClass.kind];
}

/** The slash ends the bucket's name: without it `logs` would stand for `logs-2` too. */
function objectsIn(partition: string, bucket: string): string {
  const arn = bucket.startsWith('arn:') ? bucket : `arn:${partition}:s3:::${bucket}`;
  return arn.includes('/') ? arn : `${arn}/`;
}

function sourceTest(source: string | undefined): FieldTests {
  return source === undefined ? [] : [{ field: 'eventSource', test: { Equals: [source] } }];
}

function readOrWrite({ access }: Access): FieldTests {
  const values = { read: ['true'], write: ['false'], both: ['true', 'false'] };
  return [{ field: 'readOnly', test: { Equals: values[access ?? 'both'] } }];
}

/** Events from a console session carry 'true', all others lack the field. */
const fromConsole: FieldTests[number] = {
  field: 'sessionCredentialFromConsole',
  test: { Equals: ['', 'true'] },
};
