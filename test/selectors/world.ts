/** A small world of events, and random selectors over its values. */
import fc from 'fast-check';
import type { AdvancedEventSelector, SelectorsAnswer } from '../../src/selectors/answer.ts';
import type { EventClass } from '../../src/selectors/event-class.ts';
import { advanced, classic, type Event } from './support.ts';

const fn = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;
const arns = {
  's3.amazonaws.com': ['logs/a', 'logs/a.gz', 'logs/b', 'logs-2/a', 'logs-2/b.gz', 'other/z', 'log/q.gz'].map(
    path => `arn:aws:s3:::${path}`,
  ),
  'lambda.amazonaws.com': ['pay', 'pay2', 'x'].map(fn),
};
const names = ['GetObject', 'PutObject', 'PutObjectAcl', 'Decrypt'];
export const users = ['', 'arn:aws:iam::111122223333:user/a', 'arn:aws:iam::111122223333:user/ab'];
const consoles = ['', 'true'];
const sources = ['kms.amazonaws.com', 'rdsdata.amazonaws.com', 'ec2.amazonaws.com', 'kms.example'];

/** Every combination. */
function product(axes: Readonly<Record<string, readonly string[]>>): readonly Event[] {
  return Object.entries(axes).reduce<readonly Event[]>(
    (events, [field, values]) => events.flatMap(event => values.map(value => ({ ...event, [field]: value }))),
    [{}],
  );
}

const common = { readOnly: ['true', 'false'], eventName: names, 'userIdentity.arn': users };
export const world: readonly Event[] = [
  ...product({
    eventCategory: ['Management'],
    eventSource: sources,
    ...common,
    sessionCredentialFromConsole: consoles,
  }),
  ...product({
    eventCategory: ['Data'],
    'resources.type': ['AWS::S3::Object'],
    eventSource: ['s3.amazonaws.com'],
    'resources.ARN': arns['s3.amazonaws.com'],
    ...common,
  }),
  ...product({
    eventCategory: ['Data'],
    'resources.type': ['AWS::Lambda::Function'],
    eventSource: ['lambda.amazonaws.com'],
    'resources.ARN': arns['lambda.amazonaws.com'],
    ...common,
  }),
  ...product({
    eventCategory: ['NetworkActivity'],
    eventSource: sources,
    errorCode: ['', 'VpceAccessDenied'],
    vpcEndpointId: ['vpce-1', 'vpce-12'],
    eventName: names,
  }),
];

const classes: readonly EventClass[] = [
  { kind: 'management' },
  { kind: 'management', access: 'write' },
  { kind: 'management', eventSource: 'kms.amazonaws.com' },
  { kind: 's3-objects', partition: 'aws' },
  { kind: 's3-objects', partition: 'aws', access: 'read' },
  { kind: 's3-objects', partition: 'aws', buckets: ['logs', 'other'] },
  { kind: 's3-objects', partition: 'aws', except: ['logs'] },
  { kind: 'lambda-functions', partition: 'aws' },
  { kind: 'lambda-functions', partition: 'aws', functions: [fn('pay')] },
  { kind: 'network-activity', eventSource: 'kms.amazonaws.com' },
  { kind: 'network-activity' },
];

/** Values as they occur, and pieces of them, so that prefixes and suffixes meet, nest and cross. */
const some = (values: readonly string[]) => {
  const part = fc
    .tuple(fc.constantFrom(...values.filter(Boolean)), fc.nat(60), fc.boolean())
    .map(([value, n, head]) => {
      const cut = 1 + (n % value.length);
      return head ? value.slice(0, cut) : value.slice(-cut);
    });
  const whole = fc.constantFrom(...values.filter(Boolean));
  return fc.array(fc.oneof(whole, part), { minLength: 1, maxLength: 3 });
};

const anyOperator = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'];
const fieldTest = (Field: string, values: readonly string[], operators = anyOperator) =>
  fc
    .uniqueArray(fc.constantFrom(...operators), { minLength: 1, maxLength: 3 })
    .chain(used => fc.record(Object.fromEntries(used.map(operator => [operator, some(values)]))))
    .map(test => ({ Field, ...test }));

const exactly = (Field: string, ...values: readonly string[]) =>
  fc.constantFrom(...values).map(value => ({ Field, Equals: [value] }));

export const optional = {
  readOnly: exactly('readOnly', 'true', 'false'),
  eventName: fieldTest('eventName', names),
  user: fieldTest('userIdentity.arn', users),
  console: fc.constantFrom('Equals', 'NotEquals').map(operator => ({
    Field: 'sessionCredentialFromConsole',
    [operator]: ['true'],
  })),
  bucketArn: fieldTest('resources.ARN', arns['s3.amazonaws.com']),
  bucketPrefix: fc
    .tuple(fc.constantFrom('StartsWith', 'NotStartsWith'), fc.constantFrom('logs', 'logs/', 'logs-2/', ''))
    .map(([operator, bucket]) => ({ Field: 'resources.ARN', [operator]: [`arn:aws:s3:::${bucket}`] })),
  functionArn: fieldTest('resources.ARN', arns['lambda.amazonaws.com']),
  source: fieldTest('eventSource', sources),
  endpoint: fieldTest('vpcEndpointId', ['vpce-1', 'vpce-12']),
  errorCode: exactly('errorCode', 'VpceAccessDenied'),
};
type Optional = keyof typeof optional;

const oneOf = (required: readonly fc.Arbitrary<object>[], allowed: readonly Optional[]) =>
  fc
    .tuple(fc.tuple(...required), fc.subarray([...allowed], { maxLength: 3 }))
    .chain(([must, used]) =>
      fc.tuple(...used.map(name => optional[name])).map(may => ({ FieldSelectors: [...must, ...may] })),
    ) as fc.Arbitrary<AdvancedEventSelector>;

export const advancedSelector = fc.oneof(
  oneOf([exactly('eventCategory', 'Management')], ['readOnly', 'source', 'eventName', 'user', 'console']),
  oneOf(
    [exactly('eventCategory', 'Data'), exactly('resources.type', 'AWS::S3::Object')],
    ['readOnly', 'eventName', 'user', 'console', 'bucketArn', 'bucketPrefix', 'source'],
  ),
  oneOf(
    [exactly('eventCategory', 'Data'), exactly('resources.type', 'AWS::Lambda::Function')],
    ['readOnly', 'eventName', 'user', 'functionArn'],
  ),
  oneOf(
    [exactly('eventCategory', 'NetworkActivity'), exactly('eventSource', ...sources)],
    ['eventName', 'endpoint', 'errorCode', 'user'],
  ),
);

const classicSelector = fc.record(
  {
    ReadWriteType: fc.constantFrom('All', 'ReadOnly', 'WriteOnly'),
    IncludeManagementEvents: fc.boolean(),
    ExcludeManagementEventSources: fc.subarray(['kms.amazonaws.com', 'rdsdata.amazonaws.com']),
    DataResources: fc.array(
      fc.oneof(
        fc.record({
          Type: fc.constant('AWS::S3::Object'),
          Values: fc.subarray([
            'arn:aws:s3',
            'arn:aws:s3:::',
            'arn:aws:s3:::logs/',
            'arn:aws:s3:::logs/a',
            'arn:aws:s3:::logs-2/',
          ]),
        }),
        fc.record({
          Type: fc.constant('AWS::Lambda::Function'),
          Values: fc.subarray(['arn:aws:lambda', fn('pay'), fn('x')]),
        }),
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

export const advancedAnswer = fc.array(advancedSelector, { minLength: 1, maxLength: 5 });
export const answers: fc.Arbitrary<SelectorsAnswer> = fc.oneof(
  advancedAnswer.map(list => advanced(...list)),
  fc.array(classicSelector, { minLength: 1, maxLength: 4 }).map(list => classic(...list)),
);
export const anyClass = fc.constantFrom(...classes);
