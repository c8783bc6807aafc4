import { key } from '../../src/aws/kms.ts';
import { accountLabel } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, notApplicable, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { guardKey } from '../remedies/guard.ts';
import { deniedBy, getsThrough, openActions, sparedWords } from '../shared/policy-words.ts';
import { keyTampering, keyTamperingCalls } from '../shared/protection.ts';

export default defineCheck({
  id: 'kms/deletion-denied',
  version: 1,
  title: 'SCPs or RCPs keep all but break-glass from killing the key',
  severity: 'high',
  aspect: 'configured',
  decides:
    "An SCP or RCP on the path from the root to the key's account denies kms:ScheduleKeyDeletion, kms:DisableKey, " +
    'kms:PutKeyPolicy and kms:DeleteImportedKeyMaterial on this key to everybody in that account, outside break-glass; ' +
    'principals of other accounts are denied by an RCP, or kept out by a key policy that does not allow them. What the key ' +
    'policy denies within its own account does not count: the guard is to stand outside the account. With breakGlass ' +
    'configured, exceptions for anybody else fail; without it, roles and users named exactly or by a narrow pattern, and ' +
    'tags, are taken for break-glass and told; exceptions that anybody could make true of himself void it either way. Not ' +
    'applicable to a key of the management account, which neither SCPs nor RCPs bind: see ' +
    'organizations/management-account-exposure. Without an organization it fails.',
  why: 'Without the key every log that it encrypts is lost, and disabling it stops the delivery of new ones.',
  fix:
    "Deny these actions outside the break-glass role in an SCP and attach it to the key's account or a unit above it: aws " +
    'organizations create-policy --type SERVICE_CONTROL_POLICY, then aws organizations attach-policy.',
  links: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
  ],
  map: 'scp_denies_kms_key_deletion',
  subject: key,
  needs: [...keyTamperingCalls],
  judge(key, read) {
    const account = must(key.accountId, 'an account in KmsKeyId');
    if (account === read.population.organization?.managementAccount) {
      return notApplicable(
        `The key lies in the management account ${account}, which no SCP and no RCP binds: see organizations/management-account-exposure.`,
      );
    }
    const { owner, coverage, reasoning } = keyTampering(read, key.data);
    if (coverage.covered === 'unknown') return undetermined(coverage.why);
    if (coverage.covered === false) {
      const actions = openActions(coverage).join(', ');
      const seen = [observed('Content', 'tampering with the key denied', getsThrough(coverage))];
      const where = accountLabel(read.population, owner);
      return fail(
        `No SCP or RCP on the path of ${where} denies ${getsThrough(coverage)}; open are ${actions}.`,
        seen,
        reasoning,
      );
    }
    const by = deniedBy(coverage);
    const seen = [observed('Content', 'tampering with the key denied', by)];
    return pass(`Tampering with the key is denied by ${by}${sparedWords(coverage.exempt)}.`, seen, reasoning);
  },
  remedy(key, read, again) {
    return guardKey(key, read, r => again(key, r));
  },
});
