/** The usual corrections of a key: enabled, not to be deleted, rotating. Pure. */
import { keyMetadata, type TrailKey } from '../../src/aws/kms.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { mendKey } from './key.ts';

/** AWS takes no shorter and no longer period (KMS API reference, EnableKeyRotation). */
const SHORTEST = 90;
const LONGEST = 2560;

/** null: keys of another kind, and those whose material is gone or elsewhere, cannot be made usable by a setting. */
export function enableKey(key: Subject<TrailKey>, read: Read): Remedy | null {
  const { KeyState, KeySpec, KeyUsage } = keyMetadata(read, key.data);
  if (KeySpec !== 'SYMMETRIC_DEFAULT' || KeyUsage !== 'ENCRYPT_DECRYPT') return null;
  if (KeyState === 'Disabled') {
    return mendKey(
      key,
      read,
      { operations: [['enable-key']] },
      'Whoever disabled the key may have meant it: if it was because of a leak, make another key instead. Everybody whom the ' +
        'key policy lets decrypt can read the logs again. CloudTrail delivers again what it could not for up to 30 days.',
    );
  }
  if (KeyState !== 'PendingDeletion' && KeyState !== 'PendingReplicaDeletion') return null;
  return mendKey(
    key,
    read,
    {
      operations: [['cancel-key-deletion'], ['enable-key']],
      kept: ['Neither Terraform nor CloudFormation stops a deletion: run the commands first.'],
    },
    'Find out who scheduled the deletion, and why, before the key works again: a cancelled deletion leaves it disabled, and the ' +
      'second command lets everybody decrypt whom its policy lets. Charges for the key go on.',
  );
}

export function rotateKey(key: Subject<TrailKey>, read: Read): Remedy | null {
  const { KeyState } = keyMetadata(read, key.data);
  if (KeyState !== 'Enabled' && KeyState !== 'Disabled') return null;
  const rotationDays = Math.min(LONGEST, Math.max(SHORTEST, read.parameters.rotationDays));
  if (rotationDays > read.parameters.rotationDays) return null;
  return mendKey(
    key,
    read,
    {
      rotationDays,
      // A disabled key takes no setting of its rotation.
      operations: [
        ...(KeyState === 'Disabled' ? [['enable-key'] as const] : []),
        ['enable-key-rotation', { 'rotation-period-in-days': rotationDays }],
      ],
    },
    (KeyState === 'Disabled'
      ? 'The key is disabled, and enabling it lets everybody decrypt whom its policy lets: find out first why. '
      : '') +
      'Nothing stops working: older material stays and decrypts what it encrypted, and the ARN stays the same. The first two ' +
      'rotations of a key each add to its monthly price. A multi-region key takes the setting at its primary alone.',
  );
}
