/** Mistakes that other auditors make about selectors, by name. None of them is made here. */
import { expect, test } from 'vitest';
import { recorded } from '../../src/selectors/index.ts';
import {
  all,
  describeCases,
  equals,
  fresh,
  inBuckets,
  kms,
  lambdaValues,
  objects,
  s3Values,
} from './cases.ts';
import { advanced, classic, data, lambda, management, s3 } from './support.ts';

describeCases('peers', {
  'prowler: a display name decides (it names a selector that records nothing)': [
    advanced({
      Name: 'Management events selector',
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      ],
    }),
    all,
    'none',
    'management events, read and write',
  ],
  'prowler: a display name decides (another name is as good)': [
    advanced(management({}, 'Everything we do')),
    all,
    'all',
  ],
  'prowler: excluded sources are ignored (basic)': [
    classic({
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      ExcludeManagementEventSources: ['kms.amazonaws.com'],
    }),
    all,
    'partial',
    'kms.amazonaws.com management events, read and write',
  ],
  'prowler: excluded sources are ignored (advanced)': [
    advanced(management({ eventSource: { NotEquals: ['kms.amazonaws.com'] } }, 'Management events selector')),
    all,
    'partial',
    'kms.amazonaws.com management events, read and write',
  ],
  'prowler: a read-only advanced selector passes the write check': [
    advanced(s3({ readOnly: equals('true') })),
    { ...objects, access: 'write' },
    'none',
    'S3 object events, write',
  ],
  'prowler: resources.ARN is ignored': [
    advanced(s3({ 'resources.ARN': { StartsWith: ['arn:aws:s3:::one/'] } })),
    inBuckets('two'),
    'none',
    'S3 object events, read and write, in two',
  ],
  'prowler: eventName is ignored': [
    advanced(s3({ eventName: equals('GetObject') })),
    objects,
    'partial',
    'S3 object events, read and write, with eventName other than GetObject',
  ],
  'prowler: only the first resource type counts': [
    advanced(
      data('AWS::S3::Object', { 'resources.type': equals('AWS::DynamoDB::Table', 'AWS::S3::Object') }),
    ),
    objects,
    'all',
  ],
  'prowler: arn:aws:s3:::*/* is taken for all objects': [
    s3Values('arn:aws:s3:::*/*'),
    inBuckets('pay'),
    'none',
    'S3 object events, read and write, in pay',
  ],
  'prowler: a Lambda selector for one function passes every function': [
    advanced(lambda({ 'resources.ARN': equals('arn:aws:lambda:us-east-1:111122223333:function:one') })),
    {
      kind: 'lambda-functions',
      partition: 'aws',
      functions: ['arn:aws:lambda:us-east-1:111122223333:function:two'],
    },
    'none',
    'Lambda function events, read and write, of arn:aws:lambda:us-east-1:111122223333:function:two',
  ],
  'cloudsploit: any IncludeManagementEvents is enough': [
    classic({ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true }),
    all,
    'partial',
    'management events, write',
  ],
  'cloudsploit: advanced selectors are unknown': [advanced(management()), all, 'all'],
  'cloudsploit: any data resource is enough': [
    lambdaValues('arn:aws:lambda'),
    objects,
    'none',
    'S3 object events, read and write',
  ],
  'cloudsploit: the bucket list is overwritten by each selector': [
    advanced(
      s3({ 'resources.ARN': { StartsWith: ['arn:aws:s3:::one/'] } }),
      s3({ 'resources.ARN': { StartsWith: ['arn:aws:s3:::two/'] } }),
    ),
    inBuckets('one', 'two'),
    'all',
  ],
  'ScoutSuite 1674: the last selector wins': [
    classic({ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }, { DataResources: [] }),
    objects,
    'all',
  ],
  'ScoutSuite: arn:aws:s3 is hard-coded': [
    s3Values('arn:aws-us-gov:s3'),
    { kind: 's3-objects', partition: 'aws-us-gov' },
    'all',
  ],
  'ScoutSuite: advanced selectors give no finding': [
    advanced(management()),
    objects,
    'none',
    'S3 object events, read and write',
  ],
  'steampipe: exactly one selector must say All': [
    classic({ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }),
    all,
    'all',
  ],
  'steampipe: advanced selectors are NULL and pass': [
    advanced(s3()),
    all,
    'none',
    'management events, read and write',
  ],
  'steampipe: a data selector without readOnly passes for management events': [
    advanced(s3({}, 'no readOnly here')),
    all,
    'none',
    'management events, read and write',
  ],
  'steampipe: prefix collision logs / logs-2': [
    s3Values('arn:aws:s3:::logs/'),
    inBuckets('logs', 'logs-2'),
    'partial',
    'S3 object events, read and write, in logs-2',
  ],
  'steampipe: prefix collision logs-2 / logs': [
    s3Values('arn:aws:s3:::logs-2/'),
    inBuckets('logs'),
    'none',
    'S3 object events, read and write, in logs',
  ],
  'service-screener: a list of dicts has no key IncludeManagementEvents': [fresh, all, 'all'],
  'Security Hub CloudTrail.1: an exclusion of another service fails KMS': [
    classic({ ExcludeManagementEventSources: ['rdsdata.amazonaws.com'] }),
    kms,
    'all',
  ],
  'cloud-custodian: eventSource exclusions are ignored': [
    advanced(management({ eventSource: { NotEquals: ['rdsdata.amazonaws.com'] } })),
    all,
    'partial',
    'rdsdata.amazonaws.com management events, read and write',
  ],
  'the guide: KMS among the data events': [
    advanced(data('AWS::KMS::Key')),
    kms,
    'none',
    'kms.amazonaws.com management events, read and write',
  ],
});

test('a list and a single selector are told alike', () => {
  const one = { IncludeManagementEvents: true, ReadWriteType: 'All' };
  expect(recorded({ EventSelectors: one }, all)).toEqual(recorded({ EventSelectors: [one] }, all));
});
