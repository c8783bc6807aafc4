import check from '../../../checks/cloudtrail/delegated-admin.ts';
import { listDelegatedAdministrators } from '../../../src/aws/organizations.ts';
import { testCheck } from '../../support/check-tester.ts';
import { ARCHIVE, on, refuse, WORKLOAD, world } from '../../support/evidence.ts';

function registered(ids: readonly string[], delegatedAdministrators: readonly string[] | null) {
  const DelegatedAdministrators = ids.map(Id => ({ Id }));
  return world({
    parameters: { delegatedAdministrators },
    answers: [on(listDelegatedAdministrators, () => ({ DelegatedAdministrators }))],
  });
}

testCheck(check, {
  pass: {
    'none registered, none declared': world(),
    'none registered, though declared': registered([], [ARCHIVE]),
    'registered and declared': registered([ARCHIVE], [ARCHIVE]),
    'one more is declared': {
      world: registered([ARCHIVE], [ARCHIVE, WORKLOAD]),
      note: 'declared alone: 444455556666',
    },
  },
  fail: {
    'registered and not declared': {
      world: registered([ARCHIVE, WORKLOAD], [ARCHIVE]),
      note: 'Not declared, yet registered: acme-payments (444455556666).',
    },
    'none at all is declared': registered([ARCHIVE], []),
  },
  'not-applicable': { 'the account stands alone': world({ organization: null }) },
  unknown: {
    'registered, and nothing declared to compare with': {
      world: registered([ARCHIVE], null),
      note: 'acme-log-archive (222233334444)',
    },
    'it is denied': world({ answers: [refuse(listDelegatedAdministrators)] }),
  },
});
