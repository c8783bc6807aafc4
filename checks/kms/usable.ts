import { describeKey, key, keyMetadata } from '../../src/aws/kms.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must } from '../../src/model/read.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { enableKey } from '../remedies/mend-key.ts';
import { hoursSince, moment } from '../shared/wording.ts';

/** New key material must be imported in time; a month is time to notice. */
const DAYS_BEFORE_EXPIRY = 30;

export default defineCheck({
  id: 'kms/usable',
  version: 1,
  title: 'The key can encrypt and decrypt logs',
  severity: 'critical',
  aspect: 'configured',
  decides:
    'DescribeKey answers KeyState Enabled, Enabled true, KeySpec SYMMETRIC_DEFAULT and KeyUsage ENCRYPT_DECRYPT. Where ' +
    `the key material was imported and expires, ValidTo lies at least ${DAYS_BEFORE_EXPIRY} days ahead. Every other ` +
    'state fails, also the passing ones (Creating, Updating): while it lasts CloudTrail may be unable to deliver.',
  why: 'While the key cannot be used CloudTrail delivers nothing, and what was delivered cannot be read.',
  fix:
    'Enable it with: aws kms enable-key --key-id KEY_ARN; stop a deletion with: aws kms cancel-key-deletion ' +
    '--key-id KEY_ARN; renew imported material with: aws kms import-key-material.',
  links: [
    'https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
  ],
  map: 'kms_key_enabled_not_pending_deletion',
  subject: key,
  needs: [describeKey],
  judge(key, read) {
    const metadata = keyMetadata(read, key.data);
    const seen = [
      observed('KeyState', 'Enabled', must(metadata.KeyState, 'KeyState')),
      observed('Enabled', true, must(metadata.Enabled, 'Enabled')),
      observed('KeySpec', 'SYMMETRIC_DEFAULT', must(metadata.KeySpec, 'KeySpec')),
      observed('KeyUsage', 'ENCRYPT_DECRYPT', must(metadata.KeyUsage, 'KeyUsage')),
    ];
    const wrong = seen.filter(o => o.actual !== o.expected).map(o => `${o.path} is ${o.actual}`);
    if (wrong.length > 0) return fail(`${wrong.join(', ')}.`, seen);
    // Imported material alone can expire (KMS API reference, KeyMetadata: ExpirationModel, ValidTo).
    const imported = must(metadata.Origin, 'Origin') === 'EXTERNAL';
    if (!imported || must(metadata.ExpirationModel, 'ExpirationModel') === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
      return pass('KeyState is Enabled.', seen);
    }
    const validTo = must(metadata.ValidTo, 'ValidTo');
    const expiry = observed('ValidTo', `at least ${DAYS_BEFORE_EXPIRY} days ahead`, validTo);
    const note = `KeyState is Enabled; its imported key material expires ${moment(validTo, read.now)}.`;
    const soon = -hoursSince(validTo, read.now) < DAYS_BEFORE_EXPIRY * 24;
    return soon ? fail(note, [expiry]) : pass(note, [...seen, expiry]);
  },
  remedy: enableKey,
});
