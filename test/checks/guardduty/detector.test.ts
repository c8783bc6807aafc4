import check from '../../../checks/guardduty/detector.ts';
import {
  getDetector,
  listDetectors,
  listMembers,
  listOrganizationAdminAccounts,
} from '../../../src/aws/guardduty.ts';
import { testCheck } from '../../support/check-tester.ts';
import { ARCHIVE, MANAGEMENT, notEvaluable, on, refuse, WORKLOAD, world } from '../../support/evidence.ts';

const noAdministrator = on(listOrganizationAdminAccounts, () => ({ AdminAccounts: [] }));
const inEurope = `${WORKLOAD}/eu-west-1`;

/** What the workload account shows of itself in Europe, where the administrator does not list it. */
function workload(DetectorIds: readonly string[], Status?: string) {
  return world({
    answers: [
      on(listMembers, () => ({ Members: [{ AccountId: MANAGEMENT, RelationshipStatus: 'Enabled' }] })),
      on(listDetectors, ({ accountId, region }) =>
        `${accountId}/${region}` === inEurope ? { DetectorIds: [...DetectorIds] } : undefined,
      ),
      on(getDetector, ({ accountId }) => (accountId === WORKLOAD ? { Status } : undefined)),
    ],
  });
}

testCheck(
  check,
  {
    pass: {
      'steampipe 537: members by the view of their administrator': { world: world(), results: 6 },
      'the note says whose view it is': {
        world: world(),
        subject: inEurope,
        note: 'Enabled, as its administrator 222233334444 sees it.',
      },
      'the administrator shows itself': {
        world: world(),
        subject: ARCHIVE,
        note: 'as the account itself shows',
      },
      'no administrator: every account shows itself': {
        world: world({ answers: [noAdministrator] }),
        results: 6,
      },
      'an account alone': { world: world({ organization: null }), results: 2 },
      'not among the members, yet its own detector runs': {
        world: workload(['d'], 'ENABLED'),
        subject: inEurope,
      },
    },
    fail: {
      'no detector': { world: workload([]), subject: inEurope, note: 'There is no detector' },
      'a detector that is suspended': {
        world: workload(['d'], 'DISABLED'),
        subject: inEurope,
        note: 'The detector is DISABLED',
      },
      'a member that is not enabled any more': {
        world: world({
          answers: [
            on(listMembers, () => ({ Members: [{ AccountId: WORKLOAD, RelationshipStatus: 'Paused' }] })),
            on(getDetector, ({ accountId }) => (accountId === WORKLOAD ? { Status: 'DISABLED' } : undefined)),
          ],
        }),
        subject: WORKLOAD,
      },
    },
    unknown: {
      'cloudsploit: a region that refuses is not one that is well': {
        world: world({
          answers: [refuse(listMembers), refuse(listDetectors, ({ accountId }) => accountId === WORKLOAD)],
        }),
        subject: WORKLOAD,
      },
      'an account that cannot be looked into': {
        world: world({ accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
        subject: `urn:trailproof:unread:account-region:${WORKLOAD}`,
      },
      'an answer without the list of detectors': {
        world: world({
          answers: [
            refuse(listMembers),
            on(listDetectors, ({ accountId }) => (accountId === WORKLOAD ? {} : undefined)),
          ],
        }),
        subject: WORKLOAD,
        note: 'lacks DetectorIds',
      },
      'accounts that nobody could list': {
        world: world({ unlisted: true }),
        subject: 'urn:trailproof:unread:account-region',
      },
      'AWS leaves Status out': { world: workload(['d']), subject: inEurope },
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
