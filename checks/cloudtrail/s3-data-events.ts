import {
  describeTrails,
  getEventSelectors,
  getTrailStatus,
  type Trail,
  trail,
} from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { notApplicable } from '../../src/model/verdict.ts';
import { type Coverage, recorded, type SelectorsAnswer } from '../../src/selectors/index.ts';
import { recordObjects } from '../remedies/mend-selectors.ts';
import { judgeRecording } from '../shared/recording.ts';

export default defineCheck({
  id: 'cloudtrail/s3-data-events',
  version: 1,
  title: 'The trail records who reads and writes sensitive S3 objects',
  severity: 'high',
  aspect: 'configured',
  decides:
    'All selectors of GetEventSelectors together record reads and writes of every object in the buckets that ' +
    'sensitiveBuckets names, and the trail logs. Without sensitiveBuckets these are all buckets: then the log bucket of the ' +
    'trail itself may be left out, which is right and is said, and a trail of one region fails. Buckets that are named must ' +
    'be recorded as named, the log bucket too; a trail of one region is then unknown, because where they lie is not read. ' +
    'An empty sensitiveBuckets is not applicable. Reads alone, writes alone, some event names and some prefixes fail. ' +
    'Aggregated events do not count and are not among the selectors. Directory buckets and access points are other ' +
    'resource types and are not judged. A trail records what happens in its own accounts: who owns a named bucket is not ' +
    'looked at. A selector that is not understood records nothing for certain: unknown, if it decides. Each trail is judged ' +
    'alone; the note names others that record the same accounts.',
  why: 'Management events show that a bucket was opened to somebody; only data events show who took what out of it.',
  fix:
    'Add a selector for objects beside the present ones with: aws cloudtrail put-event-selectors --trail-name TRAIL_ARN ' +
    '--advanced-event-selectors, as in {"Name":"S3 objects","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},' +
    '{"Field":"resources.type","Equals":["AWS::S3::Object"]},' +
    '{"Field":"resources.ARN","NotStartsWith":["arn:aws:s3:::LOG_BUCKET/"]}]}; data events are charged for.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html',
  ],
  map: 'data_events_s3_kms_lambda',
  subject: trail,
  needs: [describeTrails, getTrailStatus, getEventSelectors],
  judge(trail, read) {
    const buckets = read.parameters.sensitiveBuckets;
    if (buckets?.length === 0) return notApplicable('The configuration calls no bucket sensitive.');
    const { partition } = read.population;
    return judgeRecording(trail, read, {
      ask: (answer, of) =>
        buckets === null
          ? ofAllBuckets(answer, of, partition)
          : recorded(answer, { kind: 's3-objects', partition, buckets }),
      oneRegion: buckets === null ? 'too little' : 'not known',
    });
  },
  remedy(trail, read, again) {
    return recordObjects(trail, read, again);
  },
});

function ofAllBuckets(answer: SelectorsAnswer, { S3BucketName }: Trail, partition: string): Coverage {
  const all = recorded(answer, { kind: 's3-objects', partition });
  if (all.kind !== 'partial') return all;
  const bucket = must(S3BucketName, 'S3BucketName');
  const others = recorded(answer, { kind: 's3-objects', partition, except: [bucket] });
  if (others.kind === 'unknown') return others;
  if (others.kind !== 'all') return all;
  const remark =
    'The log bucket itself is left out, as it should be: each delivery would be an event of its own.';
  return { ...others, sentence: `${others.sentence} ${remark}` };
}
