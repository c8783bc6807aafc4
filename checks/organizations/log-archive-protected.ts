import { listBuckets } from '../../src/aws/bucket-owner.ts';
import { trail } from '../../src/aws/cloudtrail.ts';
import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { key } from '../../src/aws/kms.ts';
import { account } from '../../src/aws/organizations.ts';
import { organizationOf } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { notApplicable } from '../../src/model/verdict.ts';
import { coverDenied } from '../../src/policy/coverage.ts';
import { guardArchive } from '../remedies/guard.ts';
import { defencesOf, exceptions } from '../shared/defences.ts';
import { archiveOf, guardedTargets } from '../shared/log-archive.ts';
import { denialVerdict } from '../shared/scp-verdict.ts';

export default defineCheck({
  id: 'organizations/log-archive-protected',
  version: 1,
  title: 'SCPs or RCPs guard the logs in the Log Archive account',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'The Log Archive account is the configured one, or, where none is configured, every account proven to own the bucket ' +
    'of an organization trail. SCPs and RCPs from the root to it deny every principal of the account, its root user ' +
    'included, to delete logs, buckets, their policies and their protection, and to delete, disable or repolicy keys. ' +
    'Asked of the buckets and keys of organization trails that lie there; of all buckets where none does. Exceptions are ' +
    'judged as in organizations/trail-tampering-denied. Bucket and key policies do not count: see s3/delete-protection. ' +
    'Unknown where the management account, or the home region of such a trail, is not part of the audit. ' +
    'Other accounts, and a management account that keeps the logs itself, are not applicable.',
  why: 'An administrator of the Log Archive account can undo its bucket and key policies, but not a policy from above.',
  fix:
    'Attach an SCP with these denials to the unit of the Log Archive account: aws organizations attach-policy ' +
    '--policy-id POLICY_ID --target-id UNIT_ID.',
  links: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
    'https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/log-archive.html',
  ],
  map: 'bucket_policy_denies_delete',
  subject: account,
  needs: [...trail.needs, listBuckets, ...key.needs, ...controlPolicyCalls],
  judge({ data: { accountId } }, read) {
    const { partition } = read.population;
    if (!archiveOf(read, accountId)) return notApplicable('This is not the Log Archive account.');
    const organization = organizationOf(read.population);
    if (organization === null)
      return notApplicable('No organization is part of this audit, so no SCP or RCP binds.');
    if (accountId === organization.managementAccount) {
      return notApplicable('The management account keeps the logs itself, and no SCP or RCP binds it.');
    }
    const { targets, what } = guardedTargets(read, accountId);
    const { defences, reasoning } = defencesOf(read, accountId);
    const principals = { account: accountId };
    const cls = { targets, principals, partition, owner: accountId, ...exceptions(read) };
    const levels = [...(defences.scps?.levels ?? []), ...(defences.rcps ?? [])];
    return denialVerdict(coverDenied(cls, defences), levels, `Destruction of ${what}`, reasoning);
  },
  remedy(account, read, again) {
    const { accountId } = account.data;
    const { targets } = guardedTargets(read, accountId);
    return guardArchive(accountId, read, r => again(account, r), targets);
  },
});
