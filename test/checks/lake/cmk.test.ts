import check from '../../../checks/lake/cmk.ts';
import { getEventDataStore, listEventDataStores } from '../../../src/aws/lake.ts';
import { testCheck } from '../../support/check-tester.ts';
import { KEY, MANAGEMENT, notEvaluable, refuse, WORKLOAD, world } from '../../support/evidence.ts';

testCheck(check, {
  pass: { 'a key of the customer': { world: world(), note: KEY } },
  fail: {
    'no key: AWS owns it': { world: world({ store: { KmsKeyId: undefined } }), note: 'KmsKeyId is not set' },
    'a predefined alias': world({
      store: { KmsKeyId: `arn:aws:kms:us-east-1:${MANAGEMENT}:alias/aws/cloudtrail` },
    }),
  },
  unknown: {
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
