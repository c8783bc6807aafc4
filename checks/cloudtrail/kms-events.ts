import { describeTrails, getEventSelectors, getTrailStatus, trail } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { recorded } from '../../src/selectors/index.ts';
import { recordManagement } from '../remedies/mend-selectors.ts';
import { judgeRecording } from '../shared/recording.ts';

export default defineCheck({
  id: 'cloudtrail/kms-events',
  version: 1,
  title: 'The trail records every call of AWS KMS',
  severity: 'high',
  aspect: 'configured',
  decides:
    'Calls of AWS KMS are management events, so no data event selector records them. All selectors of GetEventSelectors ' +
    'together record every management event of kms.amazonaws.com, read (such as Decrypt) and write, and the trail logs in ' +
    'every region. An exclusion of another service does no harm; an exclusion of KMS that another selector makes good does ' +
    'not either. A trail of one region fails. A selector that is not understood records nothing for certain: unknown, if it ' +
    'decides. Each trail is judged alone; the note names others that record the same accounts.',
  why: 'Who decrypted what, and who disabled or gave away a key, stands in these events alone.',
  fix:
    'Remove the exclusion with: aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --advanced-event-selectors ' +
    '\'[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]\'; this replaces ' +
    'all selectors of the trail, so add those for data events.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html',
  ],
  map: 'data_events_s3_kms_lambda',
  subject: trail,
  needs: [describeTrails, getTrailStatus, getEventSelectors],
  judge(trail, read) {
    return judgeRecording(trail, read, {
      ask: answer => recorded(answer, { kind: 'management', eventSource: 'kms.amazonaws.com' }),
      oneRegion: 'too little',
    });
  },
  remedy(trail, read, again) {
    return recordManagement(trail, read, again);
  },
});
