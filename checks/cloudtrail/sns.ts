import { getTrailStatus, statusAt, trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { announceTrail } from '../remedies/announce-trail.ts';
import { moment } from '../shared/wording.ts';

export default defineCheck({
  id: 'cloudtrail/sns',
  version: 1,
  title: 'Each delivery of log files is announced by SNS',
  severity: 'low',
  aspect: 'operated',
  decides:
    'SnsTopicARN is set, and LatestNotificationError is absent in the home region. An error text fails even if it may be ' +
    'old, because AWS gives no time for it. Who subscribes to the topic is not looked at.',
  why: 'Whoever processes or verifies logs learns of new files at once, and notices when they stop.',
  fix: 'Set a topic with: aws cloudtrail update-trail --name TRAIL_ARN --sns-topic-name TOPIC_ARN --region HOME_REGION.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
  ],
  map: 'sns_notification',
  subject: trail,
  needs: [getTrailStatus],
  judge(trail, read) {
    const topic = trail.data.SnsTopicARN;
    const seen = [observed('SnsTopicARN', 'a topic', topic)];
    // Absent: no topic (CloudTrail API reference, Trail: what is not set is left out).
    if (topic === undefined) return fail('SnsTopicARN is not set.', seen);
    const { LatestNotificationError, LatestNotificationTime } = statusAt(read, trailHome(trail), trail.id);
    const last =
      LatestNotificationTime === undefined ? '' : `; last notice ${moment(LatestNotificationTime, read.now)}`;
    // Absent or empty: no error (CloudTrail API reference, GetTrailStatus).
    if ((LatestNotificationError ?? '') === '')
      return pass(`Deliveries are announced to ${topic}${last}.`, seen);
    const error = observed('LatestNotificationError', null, LatestNotificationError);
    return fail(`LatestNotificationError of ${topic} is "${LatestNotificationError}"${last}.`, [
      ...seen,
      error,
    ]);
  },
  remedy(trail, read) {
    // Why a topic that is there refuses notices was not read.
    return trail.data.SnsTopicARN === undefined ? announceTrail(trail, read) : null;
  },
});
