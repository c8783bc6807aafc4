import { getTrailStatus, statusAt, trail, trailHome } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { startTrail } from '../remedies/trail-settings.ts';
import { moment } from '../shared/wording.ts';

export default defineCheck({
  id: 'cloudtrail/logging',
  version: 1,
  title: 'The trail is recording events',
  severity: 'critical',
  aspect: 'configured',
  decides:
    'GetTrailStatus.IsLogging is true, asked once, by ARN, in the account that owns the trail and in its home region. ' +
    'Start and stop times are told and decide nothing: a trail that was stopped and started again passes.',
  why: 'A trail that is switched off leaves no record of who did what, and stopping it is what an intruder does first.',
  fix: 'Start it with: aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html',
  ],
  map: 'trail_logging_enabled',
  subject: trail,
  needs: [getTrailStatus],
  judge(trail, read) {
    const status = statusAt(read, trailHome(trail), trail.id);
    const { StartLoggingTime, StopLoggingTime } = status;
    const seen = [observed('IsLogging', true, must(status.IsLogging, 'IsLogging'))];
    // Told only: AWS gives these times once logging was started, or stopped, at least once.
    const started = StartLoggingTime === undefined ? '' : ` since ${moment(StartLoggingTime, read.now)}`;
    const stopped =
      StopLoggingTime === undefined ? '' : `; last stopped ${moment(StopLoggingTime, read.now)}`;
    if (status.IsLogging === true) return pass(`Logging is on${started}${stopped}.`, seen);
    return fail(`Logging is off (IsLogging is false)${stopped}.`, seen);
  },
  remedy: startTrail,
});
