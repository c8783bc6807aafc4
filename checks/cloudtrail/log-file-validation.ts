import { trail } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { validateTrail } from '../remedies/trail-settings.ts';

export default defineCheck({
  id: 'cloudtrail/log-file-validation',
  version: 1,
  title: 'Log files can be proven untouched',
  severity: 'high',
  aspect: 'configured',
  decides:
    'LogFileValidationEnabled is true. The flag shows that CloudTrail makes signed digests from now on; whether they ' +
    'arrive and hold is decided by other checks.',
  why: 'Without digests nobody can tell whether a log file was changed or deleted after CloudTrail delivered it.',
  fix:
    'Switch it on with: aws cloudtrail update-trail --name TRAIL_ARN --enable-log-file-validation ' +
    '--region HOME_REGION; files delivered before that stay unproven.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html',
  ],
  map: 'log_file_validation_enabled',
  subject: trail,
  needs: [],
  judge(trail) {
    const enabled = must(trail.data.LogFileValidationEnabled, 'LogFileValidationEnabled');
    const seen = [observed('LogFileValidationEnabled', true, enabled)];
    const note = `LogFileValidationEnabled is ${enabled}.`;
    return enabled ? pass(note, seen) : fail(note, seen);
  },
  remedy: validateTrail,
});
