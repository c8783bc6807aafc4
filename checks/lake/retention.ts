import { eventDataStore } from '../../src/aws/lake.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { keepEvents } from '../remedies/mend-store.ts';

export default defineCheck({
  id: 'lake/retention',
  version: 1,
  title: 'The event data store keeps events long enough',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'RetentionPeriod is at least retentionDays (365 unless configured). A store that is PENDING_DELETION fails whatever its ' +
    'period: its events go with it.',
  why: 'Intrusions are often found after months, and some frameworks ask for a year.',
  fix: 'Extend it with: aws cloudtrail update-event-data-store --event-data-store ARN --retention-period DAYS.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventDataStore.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html',
  ],
  map: 'lake_event_data_store',
  subject: eventDataStore,
  needs: [],
  judge(store, read) {
    const { retentionDays } = read.parameters;
    const days = must(store.data.RetentionPeriod, 'RetentionPeriod');
    const status = must(store.data.Status, 'Status');
    const seen = [observed('RetentionPeriod', retentionDays, days)];
    if (status === 'PENDING_DELETION') {
      return fail('The store is PENDING_DELETION: its events go with it.', [
        observed('Status', 'ENABLED', status),
      ]);
    }
    if (days < retentionDays)
      return fail(`RetentionPeriod is ${days} days, less than ${retentionDays}.`, seen);
    return pass(`RetentionPeriod is ${days} days.`, seen);
  },
  remedy: keepEvents,
});
