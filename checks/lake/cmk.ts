import { isAwsManagedAlias } from '../../src/aws/kms.ts';
import { eventDataStore } from '../../src/aws/lake.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, observed, pass } from '../../src/model/verdict.ts';
import { encryptStore } from '../remedies/mend-store.ts';

export default defineCheck({
  id: 'lake/cmk',
  version: 1,
  title: "The event data store is encrypted with the customer's key",
  severity: 'medium',
  aspect: 'configured',
  decides:
    "KmsKeyId is set and is not a predefined alias (alias/aws/...). No KmsKeyId means a key that AWS owns. The key's own state " +
    'is not looked at. This is Security Hub CloudTrail.10.',
  why: 'Only with a key of your own can you see, limit and revoke who reads the events.',
  fix: 'Set one, for good, with: aws cloudtrail update-event-data-store --event-data-store ARN --kms-key-id KEY_ARN.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventDataStore.html',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-10',
  ],
  map: 'lake_event_data_store',
  subject: eventDataStore,
  needs: [],
  judge(store) {
    const keyId = store.data.KmsKeyId;
    const seen = [observed('KmsKeyId', 'a customer managed key', keyId)];
    // Absent: encrypted with a key that AWS owns (CloudTrail user guide, event data store: encryption).
    if (keyId === undefined) return fail('KmsKeyId is not set: AWS owns the key.', seen);
    if (isAwsManagedAlias(keyId)) return fail(`KmsKeyId is ${keyId}, a key of AWS's own.`, seen);
    return pass(`KmsKeyId is ${keyId}.`, seen);
  },
  remedy: encryptStore,
});
