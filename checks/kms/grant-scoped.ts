import { describeTrails, type Trail } from '../../src/aws/cloudtrail.ts';
import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { describeKey, getKeyPolicy, key, ownedKey } from '../../src/aws/kms.ts';
import { defineCheck } from '../../src/model/check.ts';
import type { Read } from '../../src/model/read.ts';
import type { Subject } from '../../src/model/subject.ts';
import {
  allOf,
  conclude,
  fail,
  notApplicable,
  pass,
  reasoningIn,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import type { Defences } from '../../src/policy/request-class.ts';
import { scopeGrants } from '../remedies/mend-key-policy.ts';
import { firstByItself, trailKeyPolicy } from '../shared/defences.ts';
import { letIn } from '../shared/deliveries.ts';
import { dataKeyRequest } from '../shared/key-requests.ts';
import { unreadableWords } from '../shared/policy-words.ts';
import { foreignSources, type Source, servedBy, sourceOf } from '../shared/sources.ts';
import { blindness, few, reasons, sentence } from '../shared/wording.ts';

export default defineCheck({
  id: 'kms/grant-scoped',
  version: 1,
  title: 'CloudTrail may use the key for no foreign trail',
  severity: 'medium',
  aspect: 'configured',
  decides:
    'The request that kms/cloudtrail-grant asks for, kms:GenerateDataKey by cloudtrail.amazonaws.com, is not allowed when it ' +
    'comes from a trail of an account outside the organization, with the encryption context of that trail: neither for an ' +
    'account made up nor for foreign trails and accounts that the policy itself names. The whole aws:SourceArn is compared, ' +
    'so a pattern that any trail matches fails. aws:SourceAccount alone passes and is told: other trails of that account may ' +
    'use the key. So does the encryption context alone, which AWS does not document as a guard against confused deputies. ' +
    'An RCP on the path of the owner that keeps foreign sources out counts. Not applicable where CloudTrail may not use the ' +
    'key at all. kms:DescribeKey tells nothing secret and is not judged.',
  why: 'A key that any trail may use encrypts for strangers: at our cost, and with our key as a lever.',
  fix:
    'Add StringEquals aws:SourceArn TRAIL_ARN to the statement for cloudtrail.amazonaws.com: aws kms put-key-policy --key-id ' +
    'KEY_ARN --policy-name default --policy FILE.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
  ],
  map: 'kms_key_policy_cloudtrail_grant',
  subject: key,
  needs: [describeKey, getKeyPolicy, describeTrails, ...controlPolicyCalls],
  judge(key, read) {
    const { arn, scope } = ownedKey(read, key.data);
    const policy = trailKeyPolicy(read, key.data);
    if (policy.unreadable.length > 0) return undetermined(unreadableWords(policy.unreadable));
    const owner = scope.accountId;
    const served = servedBy(read, key.data.trails);
    return firstByItself(read, `kms/grant-scoped/${key.id}`, owner, policy, ({ defences, reasoning }, r) => {
      const judged = allOf(r, served, (t, inner) => judgeTrail(t, inner, arn, defences));
      return conclude(
        judged,
        {
          pass: c => sentence(reasons(c)),
          fail: c => sentence(reasons(c)),
          unknown: blindness,
          'not-applicable': c => sentence(few(c.deciding.map(v => v.note))),
        },
        reasoning,
      );
    });
  },
  remedy(key, read, again) {
    return scopeGrants(key, read, r => again(key, r));
  },
});

function judgeTrail(trail: Subject<Trail>, read: Read, keyArn: string, defences: Defences): Verdict {
  const { resourcePolicies = [], rcps, unreadable = [] } = defences;
  const own = sourceOf(read, trail);
  const asks = (source: Source, encrypts: string): Verdict =>
    letIn([dataKeyRequest(source, keyArn, trail, encrypts)], resourcePolicies, rcps);
  const mine = asks(own, own.arn);
  if (mine.status === 'fail') return notApplicable(`CloudTrail may not use the key: ${mine.note}`);
  if (mine.status !== 'pass') return mine;
  const foreign = foreignSources(read, defences, trail);
  const theirs = foreign.map(source => asks(source, source.arn));
  const open = theirs.find(v => v.status === 'pass');
  if (open?.status === 'pass') {
    if (unreadable.length > 0) return undetermined(unreadableWords(unreadable));
    return fail(`a foreign trail may use the key: ${open.note}`, open.observed, open.reasoning);
  }
  const doubt = theirs.find(v => v.status === 'unknown');
  if (doubt !== undefined) return doubt;
  const shown = theirs.flatMap(v => (v.status === 'fail' ? v.observed : []));
  const path = [mine, ...theirs].flatMap(reasoningIn);
  const strangers = foreign.map(source => asks(source, own.arn));
  if (strangers.some(v => v.status !== 'fail')) {
    const note = `only the encryption context keeps foreign trails from the key of ${trail.id}, not aws:SourceArn`;
    return pass(note, shown, path);
  }
  const sibling = { ...own, arn: own.arn.replace(/:trail\/.*$/, ':trail/another-trail') };
  if (asks(sibling, sibling.arn).status !== 'fail') {
    const note = `no foreign trail may use the key of ${trail.id}, but any trail of ${own.account} (no aws:SourceArn of one trail)`;
    return pass(note, shown, path);
  }
  return pass(`CloudTrail may use the key for ${trail.id} and for no foreign trail`, shown, path);
}
