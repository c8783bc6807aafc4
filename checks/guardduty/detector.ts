import {
  administratorIn,
  enabledByAdministrator,
  getDetector,
  listDetectors,
  listMembers,
  listOrganizationAdminAccounts,
} from '../../src/aws/guardduty.ts';
import { accountRegion } from '../../src/aws/organizations.ts';
import { defineCheck } from '../../src/model/check.ts';
import { observed, pass } from '../../src/model/verdict.ts';
import { enableDetector } from '../remedies/mend-guardduty.ts';
import { judgeOwnDetector } from '../shared/own-detector.ts';

export default defineCheck({
  id: 'guardduty/detector',
  version: 1,
  title: 'GuardDuty is enabled',
  severity: 'high',
  aspect: 'configured',
  decides:
    'The delegated administrator of the region lists the account as a member with RelationshipStatus Enabled; or, where it ' +
    "does not or cannot be asked, and for the administrator itself, the account's own detector has Status ENABLED. No " +
    'detector fails. GuardDuty reads CloudTrail events through a stream of its own, so this says nothing of any trail.',
  why: 'Without a detector nobody is told of stolen keys, disabled logging or miners in that account and region.',
  fix:
    'Enable it with: aws guardduty create-detector --enable --region REGION; for all accounts at once let the administrator ' +
    'auto-enable members: aws guardduty update-organization-configuration --auto-enable-organization-members ALL.',
  links: [
    'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html',
    'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Member.html',
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_data-sources.html',
  ],
  map: 'guardduty_all_regions_org_wide',
  subject: accountRegion,
  needs: [listOrganizationAdminAccounts, listDetectors, listMembers, getDetector],
  judge(place, read) {
    if (enabledByAdministrator(read, place.data)) {
      const seen = [observed('RelationshipStatus', 'Enabled', 'Enabled')];
      return pass(`Enabled, as its administrator ${administratorIn(read, place.data.region)} sees it.`, seen);
    }
    return judgeOwnDetector(read, place.data, (_detector, running) =>
      pass('The detector is ENABLED, as the account itself shows.', [running]),
    );
  },
  remedy(place, read) {
    return enableDetector(place.data, read);
  },
});
