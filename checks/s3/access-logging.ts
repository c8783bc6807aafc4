import {
  arnOfTrail,
  deliveryErrorOf,
  describeTrails,
  getEventSelectors,
  getTrailStatus,
  selectorsOf,
  statusAt,
  type Trail,
  trailsSeen,
} from '../../src/aws/cloudtrail.ts';
import { type Bucket, bucket, getBucketLogging, givenSetting, ownedBucket } from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import {
  anyOf,
  conclude,
  fail,
  observed,
  pass,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import { recorded } from '../../src/selectors/index.ts';
import { logAccess } from '../remedies/access-logs.ts';
import { fieldOf } from '../shared/recording.ts';
import { blindness, inFragments, place, reasons, sentence } from '../shared/wording.ts';

export default defineCheck({
  id: 's3/access-logging',
  version: 1,
  title: 'Access to the log bucket is itself logged elsewhere',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'GetBucketLogging names a target bucket other than the log bucket itself; or another trail, one that delivers to ' +
    'another bucket, records reads and writes of every object in it: that trail is seen from the account and region of the ' +
    'bucket, and there it logs and has no LatestDeliveryError. Logs of access that go into the same bucket do not count: ' +
    'whoever destroys the one destroys the other. A trail of an account that does not own the bucket does not count, ' +
    "because it records that account's own requests alone. Whether the access logs really arrive is not looked at.",
  why: 'Whoever read, copied or deleted log files is found in the log of access to them, if there is one.',
  fix:
    'Log access to another bucket with: aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status ' +
    '\'{"LoggingEnabled":{"TargetBucket":"ACCESS_LOGS","TargetPrefix":"BUCKET/"}}\'; or let another trail record its ' +
    'objects: aws cloudtrail put-event-selectors.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html',
  ],
  map: 'bucket_access_logging',
  subject: bucket,
  needs: [getBucketLogging, describeTrails, getTrailStatus, getEventSelectors],
  judge(bucket, read) {
    const either = anyOf(read, [byServerLogs, byOtherTrail], (way, r) => way(bucket.data, r));
    return conclude(either, {
      pass: c => sentence(reasons(c)),
      fail: c => sentence(reasons(c)),
      unknown: blindness,
      'not-applicable': reasons,
    });
  },
  remedy(bucket, read) {
    return logAccess(bucket, read);
  },
});

function byServerLogs(bucket: Bucket, read: Read): Verdict {
  const { LoggingEnabled } = givenSetting(read, bucket, getBucketLogging);
  // Absent: server access logging is off (S3 API reference, GetBucketLogging).
  if (LoggingEnabled === undefined)
    return fail('server access logging is off', [observed('LoggingEnabled', 'another bucket', null)]);
  const target = must(LoggingEnabled.TargetBucket, 'TargetBucket');
  const seen = [observed('TargetBucket', 'another bucket', target)];
  if (target !== bucket.name) return pass(`server access logs go to ${target}`, seen);
  return fail(`server access logs go to ${target}, the log bucket itself`, seen);
}

function byOtherTrail(bucket: Bucket, read: Read): Verdict {
  const { scope } = ownedBucket(read, bucket);
  if (!read.asked(describeTrails, scope, {}))
    return undetermined(`Which trails there are in ${place(scope)} was not read.`);
  const others = trailsSeen(read, scope).filter(
    seen => must(seen.S3BucketName, 'S3BucketName') !== bucket.name,
  );
  const judged = anyOf(read, others, (seen, r) => recordsObjects(seen, bucket, scope, r));
  if (judged.status === 'not-applicable')
    return fail('no trail that delivers elsewhere is seen from its account');
  return conclude(judged, inFragments);
}

function recordsObjects(seen: Trail, bucket: Bucket, scope: Scope, read: Read): Verdict {
  const arn = arnOfTrail(seen);
  const answer = selectorsOf(read, seen);
  const { partition } = read.population;
  const objects = recorded(answer, { kind: 's3-objects', partition, buckets: [bucket.name] });
  if (objects.kind === 'unknown') return undetermined(objects.sentence);
  const facts = [observed(fieldOf(answer), 'all', objects.kind)];
  if (objects.kind === 'none') return fail(`the trail ${arn} does not record its objects`, facts);
  if (objects.kind === 'partial') return fail(`the trail ${arn} records its objects in part alone`, facts);
  const status = statusAt(read, scope, arn);
  const logging = must(status.IsLogging, 'IsLogging');
  if (!logging)
    return fail(`the trail ${arn} would record its objects and is off`, [
      ...facts,
      observed('IsLogging', true, logging),
    ]);
  const error = deliveryErrorOf(status);
  const all = [
    ...facts,
    observed('IsLogging', true, logging),
    observed('LatestDeliveryError', null, error || null),
  ];
  if (error !== '')
    return fail(`the trail ${arn} records its objects, and its LatestDeliveryError is "${error}"`, all);
  return pass(
    `the trail ${arn} records reads and writes of its objects and delivers to ${seen.S3BucketName}`,
    all,
  );
}
