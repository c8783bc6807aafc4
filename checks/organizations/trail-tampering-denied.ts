import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { account } from '../../src/aws/organizations.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, notApplicable, observed } from '../../src/model/verdict.ts';
import { guardTrails } from '../remedies/guard.ts';
import { scpCoverage } from '../shared/scp-coverage.ts';
import { scpVerdict } from '../shared/scp-verdict.ts';
import { trailTampering } from '../shared/tampering.ts';

export default defineCheck({
  id: 'organizations/trail-tampering-denied',
  version: 1,
  title: 'SCPs deny tampering with trails to all but break-glass',
  severity: 'critical',
  aspect: 'configured',
  decides:
    'The SCPs attached to the root, to each unit and to the account deny every principal of the account eleven actions on ' +
    'any trail and event data store of it. Statements are evaluated, not matched by name: an exception, a condition that the ' +
    'caller can escape or a Resource that names one trail leaves the rest open. Where breakGlass is configured, only it may ' +
    'be spared; where not, roles, users, tags or name patterns narrow enough that not anybody has them. Not listing ' +
    'FullAWSAccess denies nothing; a level at which no SCP allows the action does. Accounts that nobody can look into are ' +
    'judged all the same, for SCPs are read from the organization. SCPs that are not enabled fail. Not applicable to the ' +
    'management account, which no SCP binds, and without an organization.',
  why: 'Whoever takes over an account stops its trail first; only a policy from above the account survives its administrator.',
  fix:
    'Attach an SCP that denies the actions to the root: aws organizations create-policy --type SERVICE_CONTROL_POLICY ' +
    '--name ProtectAuditTrail --description "Trails stay on" --content file://scp.json, then aws organizations ' +
    'attach-policy --policy-id POLICY_ID --target-id ROOT_ID.',
  links: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html',
  ],
  map: 'scp_protects_audit_trail',
  subject: account,
  needs: controlPolicyCalls,
  judge({ data: { accountId } }, read) {
    const { organization } = read.population;
    if (accountId === organization?.managementAccount) {
      return notApplicable(
        'SCPs never bind the management account; organizations/management-account-exposure says what guards it.',
      );
    }
    const answer = scpCoverage(read, accountId, trailTampering);
    if (answer !== null) return scpVerdict(answer, 'Tampering with trails');
    if (organization === null) {
      return notApplicable('No organization is part of this audit, and SCPs bind only members of one.');
    }
    return fail('SCPs are not enabled in this organization, so nothing above the account denies anything.', [
      observed('PolicyTypes', 'SERVICE_CONTROL_POLICY', null),
    ]);
  },
  remedy(account, read, again) {
    return guardTrails(account.data.accountId, read, r => again(account, r));
  },
});
