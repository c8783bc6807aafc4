import check from '../../../checks/guardduty/data-sources.ts';
import {
  getDetector,
  getMemberDetectors,
  listDetectors,
  listOrganizationAdminAccounts,
} from '../../../src/aws/guardduty.ts';
import { testCheck } from '../../support/check-tester.ts';
import { ARCHIVE, on, refuse, WORKLOAD, world } from '../../support/evidence.ts';

const noAdministrator = on(listOrganizationAdminAccounts, () => ({ AdminAccounts: [] }));

function members(...Features: { Name?: string; Status?: string }[]) {
  return world({
    answers: [
      on(getMemberDetectors, (_scope, { AccountIds }) => ({
        MemberDataSourceConfigurations: AccountIds.map(AccountId => ({ AccountId, Features })),
      })),
      on(getDetector, ({ accountId }) =>
        accountId === ARCHIVE ? undefined : { Status: 'ENABLED', Features },
      ),
    ],
  });
}

function alone(answer: { Status?: string; Features?: { Name?: string; Status?: string }[] }) {
  return world({ answers: [noAdministrator, on(getDetector, () => answer)] });
}

testCheck(
  check,
  {
    pass: {
      'everywhere, by both views': { world: world(), results: 6 },
      'the administrator shows itself': {
        world: world(),
        subject: ARCHIVE,
        note: 'as the account itself shows',
      },
      'every account shows itself': world({ answers: [noAdministrator] }),
    },
    fail: {
      'off, as the administrator sees it': {
        world: members({ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }),
        subject: WORKLOAD,
        note: 'S3_DATA_EVENTS is DISABLED, as its administrator sees it.',
      },
      'off, as the account shows': alone({
        Status: 'ENABLED',
        Features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }],
      }),
      'on, in a detector that is off': alone({
        Status: 'DISABLED',
        Features: [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' }],
      }),
      'no detector': world({ answers: [noAdministrator, on(listDetectors, () => ({ DetectorIds: [] }))] }),
    },
    unknown: {
      'AWS does not list the feature of members': {
        world: members({ Name: 'CLOUD_TRAIL', Status: 'ENABLED' }),
        subject: WORKLOAD,
      },
      'AWS does not list the feature': alone({ Status: 'ENABLED', Features: [] }),
      'AWS could not process the members': {
        world: world({ answers: [on(getMemberDetectors, () => ({ MemberDataSourceConfigurations: [] }))] }),
        subject: WORKLOAD,
      },
      'the features of members are denied': {
        world: world({ answers: [refuse(getMemberDetectors)] }),
        subject: WORKLOAD,
      },
    },
  },
  {
    harmless: {
      'guardduty.ListOrganizationAdminAccounts': 'without an administrator the account shows itself',
      [`guardduty.ListDetectors/${ARCHIVE}`]: 'without the administrator the account shows itself',
      'guardduty.ListMembers': 'without a list of members the account shows itself',
    },
  },
);
