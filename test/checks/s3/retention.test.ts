import check from '../../../checks/s3/retention.ts';
import { getBucketLifecycleConfiguration, type LifecycleRule } from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  type DeepPartial,
  daysAhead,
  on,
  ownTrail,
  refuse,
  type Spec,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

/** The trail writes below `trails/`. */
function rules(given: readonly DeepPartial<LifecycleRule>[], spec: Spec = {}) {
  const Rules = given.map(rule => ({ ID: 'r', Status: 'Enabled', ...rule }));
  return world({ ...spec, answers: [on(getBucketLifecycleConfiguration, () => ({ Rules }))] });
}

const soon = { Expiration: { Days: 30 } };

testCheck(
  check,
  {
    pass: {
      'no lifecycle configuration: kept for ever': { world: world(), note: 'kept for ever' },
      'expires late enough': rules([{ Filter: {}, Expiration: { Days: 365 } }]),
      'a rule that is disabled': rules([{ Filter: {}, Status: 'Disabled', ...soon }]),
      'a prefix beside the logs': rules([{ Filter: { Prefix: 'config/' }, ...soon }]),
      'the logs of another service': rules([
        { Filter: { Prefix: 'trails/AWSLogs/444455556666/elasticloadbalancing/' }, ...soon },
        { Filter: { Prefix: 'trails/AWSLogs/o-exampleorgid/444455556666/Config/' }, ...soon },
      ]),
      'the old place of the prefix': rules([{ Prefix: 'tmp/', ...soon }]),
      'both a prefix and tags': rules([
        { Filter: { And: { Prefix: 'tmp/', Tags: [{ Key: 'a', Value: 'b' }] } }, ...soon },
      ]),
      'delete markers are cleaned up': rules([
        { Filter: {}, Expiration: { ExpiredObjectDeleteMarker: true } },
      ]),
      'GLACIER_IR is read at once': rules([
        {
          Filter: {},
          Transitions: [
            { Days: 1, StorageClass: 'GLACIER_IR' },
            { Days: 90, StorageClass: 'GLACIER' },
          ],
        },
      ]),
      'a date that is far enough': rules([{ Filter: {}, Expiration: { Date: daysAhead(366) } }]),
      'versions of logs that were replaced go, which is told': {
        world: rules([{ Filter: {}, NoncurrentVersionExpiration: { NoncurrentDays: 7 } }]),
        note: 'versions that were replaced or deleted go after 7 days',
      },
    },
    fail: {
      'expires everything too early': {
        world: rules([{ ID: 'clean', Filter: {}, ...soon }]),
        note: 'Too early: rule "clean" expires logs after 30 days, before 365 days.',
      },
      'no filter at all': rules([soon]),
      'a tag may be put on a log at any time': rules([
        { Filter: { Tag: { Key: 'a', Value: 'b' } }, ...soon },
      ]),
      'a size': rules([{ Filter: { ObjectSizeGreaterThan: 100 }, ...soon }]),
      'a prefix above the logs': rules([{ Filter: { Prefix: 'tra' }, ...soon }]),
      'a prefix within the logs': rules([
        { Filter: { Prefix: 'trails/AWSLogs/o-exampleorgid/444455556666/CloudTrail/eu-west-1/' }, ...soon },
      ]),
      'digests alone': rules([
        { Filter: { Prefix: 'trails/AWSLogs/444455556666/CloudTrail-Digest/' }, ...soon },
      ]),
      'half an account': rules([{ Filter: { Prefix: 'trails/AWSLogs/4444' }, ...soon }]),
      'reaches the logs of the other trail in the bucket': rules(
        [{ Filter: { Prefix: 'AWSLogs/' }, ...soon }],
        {
          trails: [ownTrail(WORKLOAD, 'own')],
        },
      ),
      'a date that is near': {
        world: rules([{ Filter: {}, Expiration: { Date: daysAhead(364) } }]),
        note: /expires logs on 2027-11-19T06:00:00.000Z/,
      },
      'a date that has passed works on': rules([{ Filter: {}, Expiration: { Date: daysAhead(-10) } }]),
      'archived too early': {
        world: rules([{ Filter: {}, Transitions: [{ Days: 30, StorageClass: 'DEEP_ARCHIVE' }] }]),
        note: 'moves logs to DEEP_ARCHIVE after 30 days, before 90 days',
      },
      'archived at once': rules([{ Filter: {}, Transitions: [{ Days: 0, StorageClass: 'GLACIER' }] }]),
      'a longer retention is configured': rules([{ Filter: {}, Expiration: { Days: 365 } }], {
        parameters: { retentionDays: 2557 },
      }),
    },
    unknown: {
      'no time in an expiration': rules([{ Filter: {}, Expiration: {} }]),
      'no class in a transition': rules([{ Filter: {}, Transitions: [{ Days: 1 }] }]),
      'AWS leaves Status out': rules([{ Status: undefined, Filter: {}, ...soon }]),
      'it is denied': world({ answers: [refuse(getBucketLifecycleConfiguration)] }),
    },
  },
  {
    harmless: {
      'cloudtrail.DescribeTrails': 'trails that nobody could list have an unknown result of their own',
    },
    absence: {
      trailList: 'trails that nobody could list have an unknown result of their own',
      TrailARN: 'trails that nobody could list have an unknown result of their own',
      HomeRegion: 'trails that nobody could list have an unknown result of their own',
      Expiration: 'LifecycleRule: a rule need not expire anything',
      Transitions: 'LifecycleRule: a rule need not move anything',
      S3KeyPrefix: 'Trail: no prefix, the logs lie at the top',
    },
  },
);
