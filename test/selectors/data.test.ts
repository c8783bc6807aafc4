/** Data events of S3 objects and Lambda functions: documented examples, prefixes and partitions. */
import {
  describeCases,
  equals,
  functions,
  inBuckets,
  lambdaValues,
  notEquals,
  objects,
  s3Values,
  starts,
} from './cases.ts';
import { advanced, classic, data, lambda, s3 } from './support.ts';

const fn = 'arn:aws:lambda:us-west-2:111111111111:function:helloworld';
const bucketArn = 'arn:aws:s3:::amzn-s3-demo-bucket/';

describeCases('S3 objects, basic', {
  'arn:aws:s3': [s3Values('arn:aws:s3'), objects, 'all'],
  'arn:aws:s3:::': [s3Values('arn:aws:s3:::'), objects, 'all'],
  'one bucket of all': [
    s3Values('arn:aws:s3:::logs/'),
    objects,
    'partial',
    'S3 object events, read and write, on ARNs starting with arn:aws:s3::: but not starting with arn:aws:s3:::logs/',
  ],
  'one bucket, the one asked for': [s3Values('arn:aws:s3:::logs/'), inBuckets('logs'), 'all'],
  'one bucket, another asked for': [
    s3Values('arn:aws:s3:::logs/'),
    inBuckets('logs-2'),
    'none',
    'S3 object events, read and write, in logs-2',
  ],
  'one of two buckets': [
    s3Values('arn:aws:s3:::logs/'),
    inBuckets('logs', 'pay'),
    'partial',
    'S3 object events, read and write, in pay',
  ],
  'a prefix of a bucket (documented example)': [
    s3Values('arn:aws:s3:::amzn-s3-demo-bucket3/my-images'),
    inBuckets('amzn-s3-demo-bucket3/my-images/2026/'),
    'all',
  ],
  'a prefix is not the bucket': [
    s3Values('arn:aws:s3:::b/my-images'),
    inBuckets('b'),
    'partial',
    'S3 object events, read and write, on ARNs starting with arn:aws:s3:::b/ but not starting with arn:aws:s3:::b/my-images',
  ],
  'write only on objects': [
    classic({
      ReadWriteType: 'WriteOnly',
      DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
    }),
    objects,
    'partial',
    'S3 object events, read',
  ],
  'management exclusions leave objects alone': [
    classic({
      IncludeManagementEvents: false,
      ExcludeManagementEventSources: ['s3.amazonaws.com'],
      DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
    }),
    objects,
    'all',
  ],
  'no values': [s3Values(), objects, 'none', 'S3 object events, read and write'],
  'a bucket without its slash is not documented': [
    s3Values('arn:aws:s3:::logs'),
    inBuckets('logs'),
    'unknown',
  ],
  'a bucket by ARN': [s3Values('arn:aws:s3:::logs/'), inBuckets('arn:aws:s3:::logs'), 'all'],
  'no bucket asked for is no pass': [s3Values('arn:aws:s3'), inBuckets(), 'unknown'],
});

describeCases('S3 objects, advanced', {
  'every object': [advanced(s3()), objects, 'all'],
  'PutObject and DeleteObject for all but one bucket (documented example)': [
    advanced(
      s3({
        eventName: equals('PutObject', 'DeleteObject'),
        'resources.ARN': { NotStartsWith: [bucketArn] },
      }),
    ),
    objects,
    'partial',
    'S3 object events, read and write, in amzn-s3-demo-bucket',
    'S3 object events, read and write, with eventName other than DeleteObject or PutObject',
  ],
  'all but a scanner role (documented example)': [
    advanced(
      s3({
        'resources.ARN': starts(bucketArn),
        'userIdentity.arn': {
          NotStartsWith: ['arn:aws:sts::123456789012:assumed-role/bucket-scanner-role'],
        },
      }),
    ),
    inBuckets('amzn-s3-demo-bucket'),
    'partial',
    'S3 object events, read and write, in amzn-s3-demo-bucket, with userIdentity.arn starting with arn:aws:sts::123456789012:assumed-role/bucket-scanner-role',
  ],
  'but the objects deleted by DeleteObjects (documented example)': [
    advanced(
      s3({ eventName: notEquals('DeleteObject') }),
      s3({ eventName: equals('DeleteObject'), eventType: notEquals('AwsServiceEvent') }),
    ),
    objects,
    'partial',
    'S3 object events, read and write, with eventName DeleteObject, with eventType AwsServiceEvent',
  ],
  'the log bucket left out': [
    advanced(s3({ 'resources.ARN': { NotStartsWith: ['arn:aws:s3:::log-bucket/'] } })),
    objects,
    'partial',
    'S3 object events, read and write, in log-bucket',
  ],
  'the log bucket left out, and not asked for': [
    advanced(s3({ 'resources.ARN': { NotStartsWith: ['arn:aws:s3:::log-bucket/'] } })),
    { ...objects, except: ['log-bucket'] },
    'all',
  ],
  'without the slash every bucket of that beginning is left out': [
    advanced(s3({ 'resources.ARN': { NotStartsWith: ['arn:aws:s3:::log-bucket'] } })),
    { ...objects, except: ['log-bucket'] },
    'partial',
    'S3 object events, read and write, outside log-bucket, on ARNs starting with arn:aws:s3:::log-bucket',
  ],
  'objects of one ending left out': [
    advanced(s3({ 'resources.ARN': { NotEndsWith: ['.gz'] } })),
    objects,
    'partial',
    'S3 object events, read and write, on ARNs ending with .gz',
  ],
  'its own event source excludes nothing': [
    advanced(s3({ eventSource: equals('s3.amazonaws.com') })),
    objects,
    'all',
  ],
  'a wildcard is a plain character': [
    advanced(s3({ 'resources.ARN': equals('arn:aws:s3:::logs/*') })),
    inBuckets('logs'),
    'partial',
    'S3 object events, read and write, on ARNs starting with arn:aws:s3:::logs/ but not arn:aws:s3:::logs/*',
  ],
  'directory buckets are another type': [
    advanced(data('AWS::S3Express::Object')),
    objects,
    'none',
    'S3 object events, read and write',
  ],
});

describeCases('Lambda functions', {
  'arn:aws:lambda': [lambdaValues('arn:aws:lambda'), functions, 'all'],
  'the function asked for': [lambdaValues(fn), { ...functions, functions: [fn] }, 'all'],
  'helloworld is not helloworld2 (documented example)': [
    lambdaValues(fn),
    { ...functions, functions: [`${fn}2`] },
    'none',
    `Lambda function events, read and write, of ${fn}2`,
  ],
  'one function of all': [
    lambdaValues(fn),
    functions,
    'partial',
    `Lambda function events, read and write, on ARNs starting with arn:aws:lambda: but not ${fn}`,
  ],
  advanced: [advanced(lambda()), functions, 'all'],
  'one region of all': [
    advanced(lambda({ 'resources.ARN': starts('arn:aws:lambda:eu-west-1:') })),
    functions,
    'partial',
    'Lambda function events, read and write, on ARNs starting with arn:aws:lambda: but not starting with arn:aws:lambda:eu-west-1:',
  ],
  'objects are not functions': [advanced(s3()), functions, 'none', 'Lambda function events, read and write'],
});

describeCases('partitions', {
  GovCloud: [s3Values('arn:aws-us-gov:s3'), { ...objects, partition: 'aws-us-gov' }, 'all'],
  China: [lambdaValues('arn:aws-cn:lambda'), { kind: 'lambda-functions', partition: 'aws-cn' }, 'all'],
  'Europe, one bucket': [
    s3Values('arn:aws-eusc:s3:::logs/'),
    { kind: 's3-objects', partition: 'aws-eusc', buckets: ['logs'] },
    'all',
  ],
  'another partition records nothing here': [
    s3Values('arn:aws:s3'),
    { kind: 's3-objects', partition: 'aws-us-gov' },
    'none',
    'S3 object events, read and write',
  ],
  'and the other way round': [
    s3Values('arn:aws-us-gov:s3'),
    objects,
    'none',
    'S3 object events, read and write',
  ],
});
