import { describeTrails, getTrailStatus, trail } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { judgeArrivals } from '../shared/arrivals.ts';

export default defineCheck({
  id: 'cloudtrail/delivery',
  version: 1,
  title: 'Log files arrive in the bucket without errors',
  severity: 'high',
  aspect: 'operated',
  decides:
    'In the home region LatestDeliveryTime is at most deliveryHours old (24 unless configured), and LatestDeliveryError is ' +
    'absent there, in every other region that the trail records and, for an organization trail, as seen from every member. ' +
    'An error text fails even if a later delivery may have worked, because AWS gives no time for it; the note tells both. ' +
    'A quiet region need not deliver, so times are judged at home only. A place that does not show the trail is judged by ' +
    'cloudtrail/account-covered. No LatestDeliveryTime at all is unknown.',
  why: 'A trail can be switched on and yet lose every event, because its bucket or key refuses it; CloudTrail gives up after 30 days.',
  fix:
    'See the error with: aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION, then repair the policy of the ' +
    'bucket or key that it names.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-troubleshooting.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
  ],
  map: 'delivery_healthy',
  subject: trail,
  needs: [describeTrails, getTrailStatus],
  judge(trail, read) {
    const { deliveryHours: hours } = read.parameters;
    return judgeArrivals(trail, read, {
      what: 'log file',
      event: 'delivery',
      time: 'LatestDeliveryTime',
      error: 'LatestDeliveryError',
      hours,
    });
  },
});
