import check from '../../../checks/lake/event-data-store.ts';
import { getEventDataStore, listEventDataStores } from '../../../src/aws/lake.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  ARCHIVE,
  excluded,
  MANAGEMENT,
  notEvaluable,
  on,
  ownStore,
  refuse,
  STORE,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

const inEurope = ({ region }: { region: string }) => region === 'eu-west-1';

testCheck(
  check,
  {
    pass: {
      'one holds all': { world: world(), note: STORE },
      'members were not asked, because they cannot see it': world({
        accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) },
      }),
      'it stands, though another region could not be read': world({
        answers: [refuse(listEventDataStores, inEurope)],
      }),
    },
    fail: {
      'a store of one account leaves the others out': {
        world: world({ store: null, stores: [ownStore(WORKLOAD)] }),
        note: 'left out are acme-management (111122223333), acme-log-archive (222233334444).',
      },
      'every account has its own, and new ones have none': {
        world: world({ store: null, stores: [ownStore(MANAGEMENT), ownStore(ARCHIVE), ownStore(WORKLOAD)] }),
        note: 'left out are new accounts',
      },
      'it takes in nothing': {
        world: world({ store: { Status: 'STOPPED_INGESTION' } }),
        note: 'Status STOPPED_INGESTION',
      },
      'it records one region': world({ store: { MultiRegionEnabled: false } }),
      'none, and the configuration requires one': world({ store: null, parameters: { lake: 'required' } }),
      'none in the management account, one is required, and members could not be read': world({
        store: null,
        parameters: { lake: 'required' },
        accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) },
      }),
    },
    'not-applicable': {
      'none anywhere: CloudTrail Lake takes no new customers': {
        world: world({ store: null }),
        note: 'no new customers since 2026-05-31',
      },
      'the account stands alone': world({ organization: null }),
    },
    unknown: {
      'an answer without the list': world({ store: null, answers: [on(listEventDataStores, () => ({}))] }),
      'one region of the management account could not be read': world({
        store: null,
        answers: [refuse(listEventDataStores, inEurope)],
      }),
      'a store of a member does not tell what the management account has': world({
        store: null,
        stores: [ownStore(WORKLOAD)],
        answers: [refuse(listEventDataStores, ({ accountId }) => accountId === MANAGEMENT)],
      }),
      'none was seen, and a member could not be read': world({
        store: null,
        accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) },
      }),
      'none was seen, and there may be members that nobody could list': world({
        store: null,
        unlisted: true,
      }),
      'the management account is left out': world({ accounts: { [MANAGEMENT]: excluded } }),
      'AWS leaves Status out': world({ store: { Status: undefined } }),
      'the store itself is denied': world({ answers: [refuse(getEventDataStore)] }),
    },
  },
  { harmless: { [`cloudtrail.ListEventDataStores/${MANAGEMENT}/eu-west-1`]: 'one store for all is enough' } },
);
