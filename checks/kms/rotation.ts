import { describeKey, getKeyRotationStatus, key, keyMetadata, rotationStatus } from '../../src/aws/kms.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, notApplicable, observed, pass } from '../../src/model/verdict.ts';
import { rotateKey } from '../remedies/mend-key.ts';

export default defineCheck({
  id: 'kms/rotation',
  version: 1,
  title: 'The key rotates by itself, often enough',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'GetKeyRotationStatus answers KeyRotationEnabled true and RotationPeriodInDays at most rotationDays (365 unless ' +
    'configured), and the key is not disabled: a disabled key keeps the setting and does not rotate. Not applicable where ' +
    'AWS answers UnsupportedOperationException: imported, asymmetric and HMAC keys and custom key stores do not rotate by ' +
    'themselves.',
  why: 'Rotation limits how many logs one piece of key material opens.',
  fix: 'Switch it on with: aws kms enable-key-rotation --key-id KEY_ARN --rotation-period-in-days 365.',
  links: [
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  ],
  map: 'kms_key_rotation_enabled',
  subject: key,
  needs: [describeKey, getKeyRotationStatus],
  judge(key, read) {
    const metadata = keyMetadata(read, key.data);
    const rotation = rotationStatus(read, key.data);
    if (rotation === undefined) {
      const kind = `Origin ${must(metadata.Origin, 'Origin')}, KeySpec ${must(metadata.KeySpec, 'KeySpec')}`;
      return notApplicable(`Keys of this kind do not rotate by themselves (${kind}).`);
    }
    const { rotationDays } = read.parameters;
    const enabled = observed(
      'KeyRotationEnabled',
      true,
      must(rotation.KeyRotationEnabled, 'KeyRotationEnabled'),
    );
    if (rotation.KeyRotationEnabled !== true) return fail('KeyRotationEnabled is false.', [enabled]);
    const days = must(rotation.RotationPeriodInDays, 'RotationPeriodInDays');
    const state = must(metadata.KeyState, 'KeyState');
    const seen = [
      enabled,
      observed('RotationPeriodInDays', rotationDays, days),
      observed('KeyState', 'Enabled', state),
    ];
    if (state === 'Disabled')
      return fail(`The key is set to rotate every ${days} days, and does not while it is Disabled.`, seen);
    if (days > rotationDays)
      return fail(`The key rotates every ${days} days, more than ${rotationDays}.`, seen);
    return pass(`The key rotates every ${days} days.`, seen);
  },
  remedy: rotateKey,
});
