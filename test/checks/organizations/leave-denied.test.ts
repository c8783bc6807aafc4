import check from '../../../checks/organizations/leave-denied.ts';
import { listTargetsForPolicy } from '../../../src/aws/control-policies.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  bareAt,
  bareNote,
  type ControlPolicy,
  deny,
  denyBut,
  ROOT,
  SECURITY,
  scp,
} from '../../support/control-policies.ts';
import { MANAGEMENT, refuse, WORKLOAD, world } from '../../support/evidence.ts';

const leave = 'organizations:LeaveOrganization';

function guardedBy(...policies: readonly ControlPolicy[]) {
  return { world: world({ tree: { policies } }), subject: WORKLOAD };
}

testCheck(check, {
  pass: {
    'denied at the root': {
      world: world(),
      subject: WORKLOAD,
      note: 'Leaving the organization is denied by',
    },
    'all of Organizations': guardedBy(scp('Stay', [ROOT], deny('organizations:*'))),
    'all but reading': guardedBy(
      scp('Stay', [ROOT], {
        Effect: 'Deny',
        NotAction: ['organizations:Describe*', 'organizations:List*'],
        Resource: '*',
      }),
    ),
    'one role is spared': guardedBy(
      scp('Stay', [ROOT], denyBut(leave, `arn:aws:iam::${WORKLOAD}:role/Migration`)),
    ),
  },
  fail: {
    'nothing denies it': { ...guardedBy(), note: `${leave} is open to arn:aws:iam::${WORKLOAD}:` },
    'denied elsewhere': guardedBy(scp('Stay', [SECURITY], deny(leave))),
    'on a resource that the action does not have': {
      ...guardedBy(scp('Stay', [ROOT], deny(leave, { Resource: 'arn:aws:organizations::*:account/*' }))),
      note: 'Stay at r-ab12 would have to deny it',
    },
    'while no MFA is present': guardedBy(
      scp(
        'Stay',
        [ROOT],
        deny(leave, { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }),
      ),
    ),
    'SCPs are not enabled': { world: world({ tree: { policyTypes: [] } }), subject: WORKLOAD },
  },
  'not-applicable': {
    'the management account': { world: world(), subject: MANAGEMENT },
    'the account stands alone': world({ organization: null }),
  },
  unknown: {
    'no SCP is listed at the root': {
      world: world({ tree: bareAt(ROOT) }),
      subject: WORKLOAD,
      note: bareNote(ROOT),
    },
    'where it is attached is denied': {
      world: world({ answers: [refuse(listTargetsForPolicy)] }),
      subject: WORKLOAD,
    },
  },
});
