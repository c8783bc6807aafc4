import check from '../../../checks/s3/access-logging.ts';
import { describeTrails, getEventSelectors, getTrailStatus } from '../../../src/aws/cloudtrail.ts';
import { getBucketLogging } from '../../../src/aws/s3.ts';
import { equals, fresh, s3Values } from '../../selectors/cases.ts';
import { advanced, s3 } from '../../selectors/support.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  ARCHIVE,
  BUCKET,
  excluded,
  MANAGEMENT,
  on,
  ownTrail,
  refuse,
  region,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';
import { absence, selects } from '../../support/recording.ts';

const off = on(getBucketLogging, () => ({}));
const intoItself = on(getBucketLogging, (_scope, { Bucket }) => ({
  LoggingEnabled: { TargetBucket: Bucket, TargetPrefix: 'access/' },
}));
/** Another trail of the organization, and one of the bucket's account: both deliver elsewhere. */
const second = ownTrail(MANAGEMENT, 'second', { IsOrganizationTrail: true, S3BucketName: 'acme-other-logs' });
const archives = ownTrail(ARCHIVE, 'archives', { S3BucketName: 'acme-other-logs' });
const workloads = ownTrail(WORKLOAD, 'workloads', { S3BucketName: 'acme-other-logs' });
const subject = BUCKET;
/** Only the questions on the other trail and the bucket's place decide. */
const byTrail = {
  's3.GetBucketLogging': 'a trail records the access',
  [`cloudtrail.DescribeTrails/${WORKLOAD}`]: 'seen from the account of the bucket',
  [`cloudtrail.DescribeTrails/${MANAGEMENT}/eu-west-1`]: 'the trail lives in another region',
  [`cloudtrail.DescribeTrails/${ARCHIVE}/us-east-1`]: 'the bucket lies in another region',
};

/** The bucket of the other trail is judged as well. */
const otherBucket = {
  's3.GetBucketLogging': 'the organization trail records the objects of acme-other-logs',
};

testCheck(
  check,
  {
    pass: {
      'into another bucket': {
        world: world(),
        results: 1,
        note: 'Server access logs go to acme-access-logs.',
        harmless: { cloudtrail: 'server access logs are enough' },
      },
      'prowler s3_access_logging: another trail of the organization records its objects': {
        world: world({ trails: [second], answers: [off] }),
        subject,
        note: 'trail/second records reads and writes of its objects and delivers to acme-other-logs.',
        harmless: byTrail,
      },
      "another trail of the bucket's own account, though access logs go into the bucket itself": {
        world: world({
          trails: [archives],
          answers: [intoItself, selects(s3Values(`arn:aws:s3:::${BUCKET}/`), 'archives')],
        }),
        subject,
        note: 'trail/archives records reads and writes',
        harmless: byTrail,
      },
      'what a trail records could not be read, and server access logs are on': {
        world: world({ trails: [second], answers: [refuse(getEventSelectors)] }),
        subject,
        harmless: { cloudtrail: 'server access logs are enough' },
      },
    },
    fail: {
      'off, and only its own trail': {
        world: world({ answers: [off] }),
        note: 'Server access logging is off; no trail that delivers elsewhere is seen from its account.',
      },
      'into itself': {
        world: world({ answers: [intoItself] }),
        note: `Server access logs go to ${BUCKET}, the log bucket itself`,
      },
      "another account's trail records that account's own requests alone": {
        world: world({ trails: [workloads], answers: [off] }),
        subject,
        note: 'no trail that delivers elsewhere is seen from its account',
        harmless: otherBucket,
      },
      'prowler 1814: the other trail records reads alone': {
        world: world({
          trails: [second],
          answers: [off, selects(advanced(s3({ readOnly: equals('true') })), 'second')],
        }),
        subject,
        note: 'trail/second records its objects in part alone',
        harmless: otherBucket,
      },
      'the other trail leaves it out': {
        world: world({ trails: [second], answers: [off, selects(fresh, 'second')] }),
        subject,
        note: 'trail/second does not record its objects',
        harmless: otherBucket,
      },
      'the other trail is off': {
        world: world({
          trails: [second],
          answers: [off],
          status: (_scope, arn) => ({ IsLogging: !arn.endsWith('second') }),
        }),
        subject,
        note: 'trail/second would record its objects and is off',
        harmless: otherBucket,
      },
      'the other trail does not arrive from there': {
        world: world({
          trails: [second],
          answers: [off],
          status: (_scope, arn) => (arn.endsWith('second') ? { LatestDeliveryError: 'AccessDenied' } : {}),
        }),
        subject,
        note: 'its LatestDeliveryError is "AccessDenied"',
        harmless: otherBucket,
      },
      'the other trail records one region, and the bucket lies elsewhere': {
        world: world({ trails: [{ ...archives, IsMultiRegionTrail: false }], answers: [off] }),
        subject,
        note: 'no trail that delivers elsewhere is seen',
        harmless: otherBucket,
      },
    },
    'not-applicable': { 'no trails, so no buckets': world({ trail: null }) },
    unknown: {
      'it is denied': world({ answers: [refuse(getBucketLogging)] }),
      'AWS names no target': world({ answers: [on(getBucketLogging, () => ({ LoggingEnabled: {} }))] }),
      'cloudsploit, prowler: the owner is not known, which is neither on nor off': world({
        bucketOwner: null,
      }),
      'off, and what the other trail selects was denied': {
        world: world({ trails: [second], answers: [off, refuse(getEventSelectors)] }),
        subject,
      },
      'off, and whether the other trail logs was denied': {
        world: world({ trails: [second], answers: [off, refuse(getTrailStatus)] }),
        subject,
      },
      'off, and the trails of its account were denied': {
        world: world({
          trails: [second],
          answers: [off, refuse(describeTrails, ({ accountId }) => accountId === ARCHIVE)],
        }),
        subject,
      },
      "off, and the other trail's owner is left out": {
        world: world({
          trail: null,
          accounts: { [MANAGEMENT]: excluded },
          trails: [second, ownTrail(ARCHIVE, 'own')],
          answers: [off],
        }),
        subject,
        note: "its owner's home region is not part of this audit",
      },
      'off, and its region is left out': {
        world: world({
          answers: [off],
          accounts: {
            [ARCHIVE]: { regions: [region('us-east-1'), region('eu-west-1', { disposition: 'excluded' })] },
          },
        }),
        note: `Which trails there are in ${ARCHIVE} eu-west-1 was not read.`,
      },
    },
  },
  {
    absence: {
      ...absence,
      LoggingEnabled: 'off',
      LatestDeliveryError: 'GetTrailStatus: absent means no error',
    },
  },
);
