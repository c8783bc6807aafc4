import {
  enabledByAdministrator,
  getDetector,
  getMemberDetectors,
  listDetectors,
  listMembers,
  listOrganizationAdminAccounts,
  memberFeatures,
} from '../../src/aws/guardduty.ts';
import { accountRegion } from '../../src/aws/organizations.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass, type Verdict } from '../../src/model/verdict.ts';
import { watchObjects } from '../remedies/mend-guardduty.ts';
import { judgeOwnDetector } from '../shared/own-detector.ts';

export default defineCheck({
  id: 'guardduty/data-sources',
  version: 1,
  title: 'GuardDuty watches access to S3 objects',
  severity: 'low',
  aspect: 'configured',
  decides:
    'The feature S3_DATA_EVENTS is ENABLED: as the administrator of the region sees it (GetMemberDetectors) where the account ' +
    'is its enabled member, else as the account itself does (GetDetector), whose Status must be ENABLED, too. No detector ' +
    'fails. A detector that does not list the feature is unknown.',
  why: 'This is what notices that somebody reads or deletes log files with a stolen key.',
  fix:
    'Enable it with: aws guardduty update-detector --detector-id ID --features ' +
    '\'[{"Name":"S3_DATA_EVENTS","Status":"ENABLED"}]\' --region REGION.',
  links: [
    'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfigurationResult.html',
    'https://docs.aws.amazon.com/guardduty/latest/ug/s3-protection.html',
  ],
  map: 'guardduty_data_sources',
  subject: accountRegion,
  needs: [listOrganizationAdminAccounts, listDetectors, listMembers, getMemberDetectors, getDetector],
  judge(place, read) {
    if (enabledByAdministrator(read, place.data))
      return watches(memberFeatures(read, place.data), 'as its administrator sees it');
    return judgeOwnDetector(read, place.data, ({ Features }) =>
      watches(Features, 'as the account itself shows'),
    );
  },
  remedy(place, read) {
    return watchObjects(place.data, read);
  },
});

/** The SDK names features of members and of detectors by enumerations of their own. */
interface Feature {
  readonly Name?: string | undefined;
  readonly Status?: string | undefined;
}

function watches(features: readonly Feature[] | undefined, whose: string): Verdict {
  const name = 'S3_DATA_EVENTS';
  const feature = must(features, 'Features').find(f => f.Name === name);
  const status = must(must(feature, name).Status, 'Status');
  const seen = [observed(name, 'ENABLED', status)];
  const note = `${name} is ${status}, ${whose}.`;
  return status === 'ENABLED' ? pass(note, seen) : fail(note, seen);
}
