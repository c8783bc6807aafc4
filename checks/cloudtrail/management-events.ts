import { describeTrails, getEventSelectors, getTrailStatus, trail } from '../../src/aws/cloudtrail.ts';
import { defineCheck } from '../../src/model/check.ts';
import { recorded } from '../../src/selectors/index.ts';
import { recordManagement } from '../remedies/mend-selectors.ts';
import { judgeRecording } from '../shared/recording.ts';

export default defineCheck({
  id: 'cloudtrail/management-events',
  version: 1,
  title: 'The trail records every management event, read and write',
  severity: 'high',
  aspect: 'configured',
  decides:
    'All selectors of GetEventSelectors together, basic or advanced, record every management event, read and write, and the ' +
    'trail logs. What is left out is computed, not matched by name: an event source, an event name, reads, an identity; ' +
    'whatever another selector of the same trail records after all does not count as left out. A selector that is not ' +
    'understood records nothing for certain: unknown, if it decides. A trail of one region passes and the note says so: ' +
    'cloudtrail/multi-region judges that. Each trail is judged alone; the note names others that record the same accounts.',
  why: 'What a trail leaves out leaves no trace: reads show who looked around, and an excluded service is where to work unseen.',
  fix:
    'Record all of it with: aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --advanced-event-selectors ' +
    '\'[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]\'; this replaces ' +
    'all selectors of the trail, so add those for data events.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html',
  ],
  map: 'management_events_all',
  subject: trail,
  needs: [describeTrails, getTrailStatus, getEventSelectors],
  judge(trail, read) {
    return judgeRecording(trail, read, {
      ask: answer => recorded(answer, { kind: 'management' }),
      oneRegion: 'enough',
    });
  },
  remedy(trail, read, again) {
    return recordManagement(trail, read, again);
  },
});
