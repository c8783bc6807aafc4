import {
  administratorIn,
  describeOrganizationConfiguration,
  detectorOf,
  listDetectors,
  listOrganizationAdminAccounts,
} from '../../src/aws/guardduty.ts';
import { organization } from '../../src/aws/organizations.ts';
import { accountIn, managementScopes } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import {
  allOf,
  conclude,
  fail,
  observed,
  pass,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import { administerAll } from '../remedies/mend-guardduty.ts';
import { blindness, reasons } from '../shared/wording.ts';

export default defineCheck({
  id: 'guardduty/organization',
  version: 1,
  title: 'GuardDuty covers new accounts in every region',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'In every evaluated region of the management account ListOrganizationAdminAccounts names an enabled delegated ' +
    'administrator, which has a detector there whose organization configuration says AutoEnableOrganizationMembers ALL and ' +
    'MemberAccountLimitReached false. NEW fails: accounts that were there before stay without. An administrator that is not ' +
    'part of this audit leaves its regions unknown.',
  why: 'GuardDuty is set up region by region; the region that was forgotten, or the account that joined later, is the blind one.',
  fix:
    'In the management account: aws guardduty enable-organization-admin-account --admin-account-id ACCOUNT_ID --region REGION; ' +
    'in that account: aws guardduty update-organization-configuration --detector-id ID --auto-enable-organization-members ALL.',
  links: [
    'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DescribeOrganizationConfiguration.html',
    'https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ListOrganizationAdminAccounts.html',
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_organizations.html',
  ],
  map: 'guardduty_all_regions_org_wide',
  subject: organization,
  needs: [listOrganizationAdminAccounts, listDetectors, describeOrganizationConfiguration],
  judge(organization, read) {
    const scopes = managementScopes(read);
    if (scopes.length === 0) {
      const because = accountIn(read.population, organization.data.managementAccount)?.because;
      const gaps = because === undefined ? [] : [because];
      return undetermined(
        'No region of the management account was looked at, and it alone is told the administrators.',
        gaps,
      );
    }
    const judged = allOf(read, scopes, ({ region }, r) => administered(region, r));
    return conclude(judged, {
      pass: c => `Administered, with AutoEnableOrganizationMembers ALL, in ${c.deciding.length} regions.`,
      fail: c => `Not for all accounts: ${reasons(c)}.`,
      unknown: blindness,
      'not-applicable': reasons,
    });
  },
  remedy(_organization, read) {
    return administerAll(read);
  },
});

function administered(region: string, read: Read): Verdict {
  const accountId = administratorIn(read, region);
  if (accountId === undefined) return fail(`${region} has no delegated administrator`);
  const scope = { accountId, region };
  if (!read.asked(listDetectors, scope, {})) {
    return undetermined(`The administrator ${accountId} of ${region} is not part of this audit.`);
  }
  const DetectorId = detectorOf(read, scope);
  if (DetectorId === undefined) return fail(`the administrator ${accountId} has no detector in ${region}`);
  const configuration = read.get(describeOrganizationConfiguration, scope, { DetectorId });
  const auto = must(configuration.AutoEnableOrganizationMembers, 'AutoEnableOrganizationMembers');
  const full = must(configuration.MemberAccountLimitReached, 'MemberAccountLimitReached');
  const seen = [
    observed('AutoEnableOrganizationMembers', 'ALL', auto),
    observed('MemberAccountLimitReached', false, full),
  ];
  const wrong = seen.filter(o => o.actual !== o.expected).map(o => `${o.path} is ${o.actual}`);
  return wrong.length === 0 ? pass(region, seen) : fail(`in ${region} ${wrong.join(' and ')}`, seen);
}
