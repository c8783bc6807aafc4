import { describeTrails } from '../../src/aws/cloudtrail.ts';
import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { describeKey, getKeyPolicy, key, ownedKey } from '../../src/aws/kms.ts';
import { defineCheck } from '../../src/model/check.ts';
import { allOf, conclude, observedIn, pass, reasoningIn, undetermined } from '../../src/model/verdict.ts';
import { letCloudTrailEncrypt } from '../remedies/mend-key-policy.ts';
import { defencesOf, trailKeyPolicy } from '../shared/defences.ts';
import { letIn } from '../shared/deliveries.ts';
import { dataKeyRequest, describeRequestOf } from '../shared/key-requests.ts';
import { unreadableWords } from '../shared/policy-words.ts';
import { servedBy, sourceOf } from '../shared/sources.ts';
import { blindness, few, reasons, sentence } from '../shared/wording.ts';

export default defineCheck({
  id: 'kms/cloudtrail-grant',
  version: 1,
  title: 'The key policy lets CloudTrail encrypt for its trails',
  severity: 'high',
  aspect: 'configured',
  decides:
    'For each trail that encrypts with the key, the key policy allows cloudtrail.amazonaws.com kms:GenerateDataKey, with the ' +
    'aws:SourceArn and aws:SourceAccount of the trail and its encryption context, and kms:DescribeKey, which has no ' +
    'encryption context; and no statement of it and no RCP on the path of the owner denies them. Any way of writing it ' +
    'counts (kms:*, kms:GenerateDataKey*, ArnLike, no condition at all): whether others may use it too is judged by ' +
    'kms/grant-scoped. kms:Decrypt for CloudTrail, which S3 Bucket Keys ask for, is not demanded. Keys that the ' +
    'conditions look at and CloudTrail is not known to send make it unknown.',
  why: 'Without the grant CloudTrail cannot deliver a single log file.',
  fix:
    'Allow cloudtrail.amazonaws.com kms:GenerateDataKey* and kms:DescribeKey with StringEquals aws:SourceArn TRAIL_ARN: aws kms ' +
    'put-key-policy --key-id KEY_ARN --policy-name default --policy FILE.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  ],
  map: 'kms_key_policy_cloudtrail_grant',
  subject: key,
  needs: [describeKey, getKeyPolicy, describeTrails, ...controlPolicyCalls],
  judge(key, read) {
    const { arn, scope } = ownedKey(read, key.data);
    const policy = trailKeyPolicy(read, key.data);
    if (policy.unreadable.length > 0) return undetermined(unreadableWords(policy.unreadable));
    const owner = scope.accountId;
    const { defences, reasoning } = defencesOf(read, owner, policy);
    const unread = defences.unreadable ?? [];
    if (unread.length > 0) return undetermined(unreadableWords(unread));
    const served = servedBy(read, key.data.trails);
    const judged = allOf(read, served, (t, r) => {
      const source = sourceOf(r, t);
      const requests = [dataKeyRequest(source, arn, t, source.arn), describeRequestOf(source, arn)];
      const verdicts = requests.map(request => letIn([request], policy.policies, defences.rcps));
      const kept = verdicts.find(v => v.status === 'fail') ?? verdicts.find(v => v.status === 'unknown');
      if (kept !== undefined) return kept;
      return pass(t.id, verdicts.flatMap(observedIn), verdicts.flatMap(reasoningIn));
    });
    return conclude(
      judged,
      {
        pass: c => `The key policy lets CloudTrail encrypt for ${few(c.deciding.map(v => v.note))}.`,
        fail: c => sentence(reasons(c)),
        unknown: blindness,
        'not-applicable': () => 'No trail uses the key.',
      },
      reasoning,
    );
  },
  remedy(key, read, again) {
    return letCloudTrailEncrypt(key, read, r => again(key, r));
  },
});
