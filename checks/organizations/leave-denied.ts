import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { account } from '../../src/aws/organizations.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, notApplicable, observed } from '../../src/model/verdict.ts';
import { forbidLeaving } from '../remedies/guard.ts';
import { type ScpQuestion, scpCoverage } from '../shared/scp-coverage.ts';
import { scpVerdict } from '../shared/scp-verdict.ts';

const leaving: ScpQuestion = {
  name: 'leave',
  // The action has no resource of its own, so that it is asked for with a star alone.
  targets: () => [{ actions: ['organizations:LeaveOrganization'], resources: ['*'] }],
};

export default defineCheck({
  id: 'organizations/leave-denied',
  version: 1,
  title: 'No account can leave the organization',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'The SCPs from the root to the account deny organizations:LeaveOrganization to every principal of the account, but for ' +
    'the configured breakGlass, or, where none is configured, for exceptions that name their principals narrowly. A ' +
    'statement whose Resource is no star never applies, for the action has no resource. SCPs that are not enabled fail. ' +
    'Not applicable to the management account, which cannot leave, and without an organization.',
  why: 'An account that leaves takes its trails from under every SCP and out of the organization trail.',
  fix:
    'Deny organizations:LeaveOrganization in an SCP and attach it to the root: aws organizations attach-policy ' +
    '--policy-id POLICY_ID --target-id ROOT_ID.',
  links: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html',
  ],
  map: '',
  subject: account,
  needs: controlPolicyCalls,
  judge({ data: { accountId } }, read) {
    const { organization } = read.population;
    if (accountId === organization?.managementAccount)
      return notApplicable('The management account cannot leave its organization.');
    const answer = scpCoverage(read, accountId, leaving);
    if (answer !== null) return scpVerdict(answer, 'Leaving the organization');
    if (organization === null) {
      return notApplicable('No organization is part of this audit, so there is none to leave.');
    }
    return fail('SCPs are not enabled in this organization, so nothing keeps the account from leaving.', [
      observed('PolicyTypes', 'SERVICE_CONTROL_POLICY', null),
    ]);
  },
  remedy(account, read, again) {
    return forbidLeaving(account.data.accountId, read, r => again(account, r));
  },
});
