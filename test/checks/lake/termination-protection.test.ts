import check from '../../../checks/lake/termination-protection.ts';
import { getEventDataStore, listEventDataStores } from '../../../src/aws/lake.ts';
import { testCheck } from '../../support/check-tester.ts';
import { MANAGEMENT, notEvaluable, refuse, WORKLOAD, world } from '../../support/evidence.ts';

testCheck(check, {
  pass: {
    'it is on': world(),
    'a store for all is there, so that a member that cannot be asked does not matter': {
      world: world({ accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
      results: 1,
    },
  },
  fail: { 'it is off': world({ store: { TerminationProtectionEnabled: false } }) },
  unknown: {
    'AWS leaves the flag out': world({ store: { TerminationProtectionEnabled: undefined } }),
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
