import check from '../../../checks/guardduty/organization.ts';
import {
  describeOrganizationConfiguration,
  listDetectors,
  listOrganizationAdminAccounts,
} from '../../../src/aws/guardduty.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  ARCHIVE,
  excluded,
  MANAGEMENT,
  notEvaluable,
  on,
  refuse,
  region,
  world,
} from '../../support/evidence.ts';

const inEurope = ({ region: name }: { region: string }) => name === 'eu-west-1';

function configured(answer: { AutoEnableOrganizationMembers?: string; MemberAccountLimitReached?: boolean }) {
  return world({
    answers: [on(describeOrganizationConfiguration, scope => (inEurope(scope) ? answer : undefined))],
  });
}

testCheck(check, {
  pass: {
    'in every region': { world: world(), note: 'in 2 regions', results: 1 },
    'a region that is left out is not asked for': world({
      accounts: {
        [MANAGEMENT]: { regions: [region('us-east-1'), region('eu-west-1', { disposition: 'excluded' })] },
      },
    }),
  },
  fail: {
    'prowler guardduty_delegated_admin: NEW leaves out who was there before': {
      world: configured({ AutoEnableOrganizationMembers: 'NEW', MemberAccountLimitReached: false }),
      note: 'in eu-west-1 AutoEnableOrganizationMembers is NEW',
    },
    'the limit of members is reached': configured({
      AutoEnableOrganizationMembers: 'ALL',
      MemberAccountLimitReached: true,
    }),
    'one region has no administrator': {
      world: world({
        answers: [
          on(listOrganizationAdminAccounts, scope => (inEurope(scope) ? { AdminAccounts: [] } : undefined)),
        ],
      }),
      note: 'eu-west-1 has no delegated administrator',
    },
    'the administrator is being removed': world({
      answers: [
        on(listOrganizationAdminAccounts, () => ({
          AdminAccounts: [{ AdminAccountId: ARCHIVE, AdminStatus: 'DISABLE_IN_PROGRESS' }],
        })),
      ],
    }),
    'the administrator has no detector': world({
      answers: [on(listDetectors, scope => (inEurope(scope) ? { DetectorIds: [] } : undefined))],
    }),
    'one region fails, whatever the other hides': world({
      answers: [
        on(describeOrganizationConfiguration, scope =>
          inEurope(scope)
            ? { AutoEnableOrganizationMembers: 'NONE', MemberAccountLimitReached: false }
            : undefined,
        ),
        refuse(describeOrganizationConfiguration),
      ],
    }),
  },
  'not-applicable': { 'the account stands alone': world({ organization: null }) },
  unknown: {
    'the administrator is left out of the audit': {
      world: world({ accounts: { [ARCHIVE]: excluded } }),
      note: 'is not part of this audit',
    },
    'the management account cannot be looked into': world({
      accounts: { [MANAGEMENT]: notEvaluable(MANAGEMENT) },
    }),
    'the management account is left out': world({ accounts: { [MANAGEMENT]: excluded } }),
    'AWS leaves the limit out': configured({ AutoEnableOrganizationMembers: 'ALL' }),
    'it is denied': world({ answers: [refuse(describeOrganizationConfiguration)] }),
    'an answer without the list of administrators': world({
      answers: [on(listOrganizationAdminAccounts, () => ({}))],
    }),
    'an answer without the list of detectors': world({ answers: [on(listDetectors, () => ({}))] }),
    'the administrators are denied': world({ answers: [refuse(listOrganizationAdminAccounts)] }),
  },
});
