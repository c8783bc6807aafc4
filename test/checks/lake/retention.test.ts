import check from '../../../checks/lake/retention.ts';
import { getEventDataStore, listEventDataStores } from '../../../src/aws/lake.ts';
import { testCheck } from '../../support/check-tester.ts';
import { MANAGEMENT, notEvaluable, refuse, WORKLOAD, world } from '../../support/evidence.ts';

testCheck(check, {
  pass: { 'seven years': world(), 'just enough': world({ store: { RetentionPeriod: 365 } }) },
  fail: {
    'too short': {
      world: world({ store: { RetentionPeriod: 90 } }),
      note: 'RetentionPeriod is 90 days, less than 365.',
    },
    'it is about to be deleted': world({ store: { Status: 'PENDING_DELETION' } }),
    'a longer retention is configured': world({ parameters: { retentionDays: 3653 } }),
  },
  unknown: {
    'AWS leaves the period out': world({ store: { RetentionPeriod: undefined } }),
    'the store itself is denied': world({ answers: [refuse(getEventDataStore)] }),
    'stores that nobody could list': {
      world: world({ answers: [refuse(listEventDataStores, ({ region }) => region === 'eu-west-1')] }),
      subject: `urn:trailproof:unread:event-data-store:${MANAGEMENT}`,
    },
    'an account that cannot be looked into may have one': {
      world: world({ store: null, accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
    },
  },
  'not-applicable': { 'no stores': world({ store: null }) },
});
