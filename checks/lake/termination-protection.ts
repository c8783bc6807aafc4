import { eventDataStore } from '../../src/aws/lake.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { protectStore } from '../remedies/mend-store.ts';

export default defineCheck({
  id: 'lake/termination-protection',
  version: 1,
  title: 'The event data store is protected from deletion',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'TerminationProtectionEnabled is true. It can be switched off by whoever may call UpdateEventDataStore.',
  why: 'Without it one call deletes the store; it then waits seven days and is gone.',
  fix: 'Switch it on with: aws cloudtrail update-event-data-store --event-data-store ARN --termination-protection-enabled.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventDataStore.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-eds-termination-protection.html',
  ],
  map: 'lake_event_data_store',
  subject: eventDataStore,
  needs: [],
  judge(store) {
    const on = must(store.data.TerminationProtectionEnabled, 'TerminationProtectionEnabled');
    const seen = [observed('TerminationProtectionEnabled', true, on)];
    const note = `TerminationProtectionEnabled is ${on}.`;
    return on ? pass(note, seen) : fail(note, seen);
  },
  remedy: protectStore,
});
