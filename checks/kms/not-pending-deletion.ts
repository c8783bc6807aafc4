import { describeKey, key, keyMetadata } from '../../src/aws/kms.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { enableKey } from '../remedies/mend-key.ts';
import { moment } from '../shared/wording.ts';

export default defineCheck({
  id: 'kms/not-pending-deletion',
  version: 1,
  title: 'The key is not about to be deleted',
  severity: 'critical',
  aspect: 'configured',
  decides:
    'KeyState is neither PendingDeletion nor PendingReplicaDeletion (a multi-region primary that waits for its replicas); ' +
    'the note gives the date, or the waiting period where AWS has not begun to count. Other states are decided by ' +
    'kms/usable. Seed control: kms_key_not_pending_deletion.',
  why: 'On the day the key is deleted every log that it encrypted becomes unreadable for ever.',
  fix: 'Stop it with: aws kms cancel-key-deletion --key-id KEY_ARN, then: aws kms enable-key --key-id KEY_ARN.',
  links: [
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
  ],
  map: 'kms_key_enabled_not_pending_deletion',
  subject: key,
  needs: [describeKey],
  judge(key, read) {
    const metadata = keyMetadata(read, key.data);
    const state = must(metadata.KeyState, 'KeyState');
    const seen = [observed('KeyState', 'Enabled', state)];
    const { DeletionDate, PendingDeletionWindowInDays } = metadata;
    if (state === 'PendingDeletion') {
      const when = DeletionDate === undefined ? '' : ` on ${moment(DeletionDate, read.now)}`;
      return fail(`KeyState is PendingDeletion: the logs become unreadable${when}.`, [
        ...seen,
        observed('DeletionDate', null, DeletionDate),
      ]);
    }
    if (state === 'PendingReplicaDeletion') {
      // AWS counts from the day on which the last replica is gone (KMS API reference, KeyMetadata).
      const days = PendingDeletionWindowInDays === undefined ? '' : `${PendingDeletionWindowInDays} days `;
      return fail(
        `KeyState is PendingReplicaDeletion: the logs become unreadable ${days}after the last replica is gone.`,
        seen,
      );
    }
    return pass(`KeyState is ${state}.`, seen);
  },
  remedy: enableKey,
});
