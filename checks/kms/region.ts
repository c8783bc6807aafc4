import { bucketRegion, headBucket, trailBuckets } from '../../src/aws/bucket-owner.ts';
import { key } from '../../src/aws/kms.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { allOf, conclude, fail, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { servedBy } from '../shared/sources.ts';
import { blindness, few, reasons } from '../shared/wording.ts';

export default defineCheck({
  id: 'kms/region',
  version: 1,
  title: 'The key lies in the region of the log bucket',
  severity: 'high',
  aspect: 'configured',
  decides:
    "The region in the key's ARN is the region of the bucket (HeadBucket: x-amz-bucket-region) for each trail that " +
    'encrypts with it. The home region of the trail does not matter. CloudTrail refuses to save a mismatch, so one that is ' +
    'there suggests that the bucket was deleted and made anew elsewhere. A bucket that does not exist is unknown.',
  why: 'CloudTrail cannot deliver with a key of another region, and a bucket that moved may belong to somebody else by now.',
  fix:
    'Find out who made the bucket, then name a key of its region: aws cloudtrail update-trail --name TRAIL_ARN ' +
    '--kms-key-id KEY_ARN --region HOME_REGION.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html',
  ],
  map: 'kms_key_region_matches',
  subject: key,
  needs: [headBucket],
  judge(key, read) {
    const region = must(key.region, 'a region in KmsKeyId');
    const served = servedBy(read, key.data.trails);
    const names = [...new Set(served.map(t => must(t.data.S3BucketName, 'S3BucketName')))].sort();
    const judged = allOf(read, names, (name, r) => {
      const named = must(
        trailBuckets(r).find(b => b.name === name),
        'the bucket of the trail',
      );
      const lies = bucketRegion(r, named);
      if (lies === null)
        return undetermined(`The bucket ${name} does not exist, so that its region is not known.`);
      const seen = [observed('x-amz-bucket-region', region, lies)];
      return lies === region ? pass(name, seen) : fail(`${name} in ${lies}`, seen);
    });
    return conclude(judged, {
      pass: () => `The key and ${few(names)} lie in ${region}.`,
      fail: c =>
        `The key lies in ${region}, yet ${reasons(c)}: perhaps the bucket was deleted and made anew elsewhere.`,
      unknown: blindness,
      'not-applicable': () => 'No trail uses the key.',
    });
  },
});
