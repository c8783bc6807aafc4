import { describeTrails, getTrailStatus, trail } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed } from '../../src/model/verdict.ts';
import { validateTrail } from '../remedies/trail-settings.ts';
import { judgeArrivals } from '../shared/arrivals.ts';

export default defineCheck({
  id: 'cloudtrail/digest-delivery',
  version: 1,
  title: 'Digest files arrive in the bucket without errors',
  severity: 'high',
  aspect: 'operated',
  decides:
    'Log file validation is on; in the home region LatestDigestDeliveryTime is at most digestHours old (3 unless ' +
    'configured; CloudTrail delivers a digest every hour, even an empty one); and LatestDigestDeliveryError is absent ' +
    'there, in every other region that the trail records and, for an organization trail, as seen from every member. An ' +
    'error text fails even if it may be old, because AWS gives no time for it. Validation off fails: no digests are made. ' +
    'No LatestDigestDeliveryTime at all is unknown.',
  why: 'An hour without its digest is an hour whose logs nobody can prove complete.',
  fix:
    'See the error with: aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION, then let the bucket policy and ' +
    'the key policy allow CloudTrail to write digests, too.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html',
  ],
  map: 'delivery_healthy',
  subject: trail,
  needs: [describeTrails, getTrailStatus],
  judge(trail, read) {
    if (!must(trail.data.LogFileValidationEnabled, 'LogFileValidationEnabled')) {
      const seen = [observed('LogFileValidationEnabled', true, trail.data.LogFileValidationEnabled)];
      return fail('LogFileValidationEnabled is false, so no digests are made.', seen);
    }
    const { digestHours: hours } = read.parameters;
    return judgeArrivals(trail, read, {
      what: 'digest',
      event: 'digest',
      time: 'LatestDigestDeliveryTime',
      error: 'LatestDigestDeliveryError',
      hours,
    });
  },
  remedy(trail, read) {
    // What refuses the digests is an error text, not a setting.
    return trail.data.LogFileValidationEnabled === false ? validateTrail(trail, read) : null;
  },
});
