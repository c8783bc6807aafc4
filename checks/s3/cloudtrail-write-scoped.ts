import { describeTrails, isOrganizationTrail, type Trail } from '../../src/aws/cloudtrail.ts';
import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { bucket, getBucketPolicy, ownedBucket } from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Subject } from '../../src/model/subject.ts';
import {
  allOf,
  conclude,
  fail,
  observedIn,
  pass,
  reasoningIn,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { accountNamedBy } from '../../src/policy/principals.ts';
import type { Defences } from '../../src/policy/request-class.ts';
import { scopeWrites } from '../remedies/mend-bucket-policy.ts';
import { bucketPolicy, defencesOf } from '../shared/defences.ts';
import { aclRequest, foreignPuts, letIn, putRequests } from '../shared/deliveries.ts';
import { unreadableWords } from '../shared/policy-words.ts';
import { foreignSources, servedBy, sourceOf } from '../shared/sources.ts';
import { blindness, few, reasons, sentence } from '../shared/wording.ts';

export default defineCheck({
  id: 's3/cloudtrail-write-scoped',
  version: 1,
  title: 'CloudTrail may write to the bucket for these trails alone',
  severity: 'high',
  aspect: 'configured',
  decides:
    'For each trail that names the bucket, the bucket policy allows cloudtrail.amazonaws.com to call GetBucketAcl and to put ' +
    "log files, and digests where the trail makes them, below the trail's own path, as CloudTrail asks: with its " +
    'aws:SourceArn and aws:SourceAccount, over TLS, with the ACL bucket-owner-full-control and the encryption of the trail. ' +
    'An organization trail writes below the id of the organization, for every account that is not closed. The path of the ' +
    'management account itself is not needed while the trail is one of the organization; where it is missing, that is told. ' +
    'No statement and no RCP on the path of the owner denies it. The same put with the source of an account that is not of ' +
    'the organization is not allowed: aws:SourceArn, aws:SourceAccount or aws:SourceOrgID limit it. Foreign accounts that ' +
    'the policy allows anything by their id, as the per-region CloudTrail accounts of old, are named and do not fail it.',
  why: 'Where any trail may write, anybody can mix forged logs among the true ones; where none may, logs are lost.',
  fix:
    'Let cloudtrail.amazonaws.com call s3:GetBucketAcl and s3:PutObject with StringEquals aws:SourceArn TRAIL_ARN: aws s3api ' +
    'put-bucket-policy --bucket BUCKET --policy FILE.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html',
  ],
  map: 'bucket_policy_denies_non_tls',
  subject: bucket,
  needs: [getBucketPolicy, describeTrails, ...controlPolicyCalls],
  judge(bucket, read) {
    const { scope } = ownedBucket(read, bucket.data);
    const policy = bucketPolicy(read, bucket.data);
    if (policy.unreadable.length > 0) return undetermined(unreadableWords(policy.unreadable));
    if (policy.policies.length === 0) return fail('There is no bucket policy, so CloudTrail may not write.');
    const { defences, reasoning } = defencesOf(read, scope.accountId, policy);
    const unread = defences.unreadable ?? [];
    if (unread.length > 0) return undetermined(unreadableWords(unread));
    const at = { id: bucket.id, scope, defences };
    const judged = allOf(read, servedBy(read, bucket.data.trails), (t, r) => judgeTrail(t, r, at));
    const outsiders = namedOutsiders(read, policy.policies);
    const also = outsiders.length === 0 ? '' : `; the policy also names foreign accounts: ${few(outsiders)}`;
    return conclude(
      judged,
      {
        pass: c => sentence(`${reasons(c)}${also}`),
        fail: c => sentence(`${reasons(c)}${also}`),
        unknown: blindness,
        'not-applicable': () => 'No trail names the bucket.',
      },
      reasoning,
    );
  },
  remedy(bucket, read, again) {
    return scopeWrites(bucket, read, r => again(bucket, r));
  },
});

interface At {
  readonly id: string;
  readonly scope: Scope;
  readonly defences: Defences;
}

function judgeTrail(trail: Subject<Trail>, read: Read, { id, scope, defences }: At): Verdict {
  const source = sourceOf(read, trail);
  const { resourcePolicies = [], rcps } = defences;
  const served = foldersOf(trail, read);
  const requests = served.flatMap(folder => putRequests(read, id, scope, trail, source, folder));
  const own = [[aclRequest(read, id, scope, source)] as const, ...requests].map(variants =>
    letIn(variants, resourcePolicies, rcps),
  );
  const kept = own.find(v => v.status === 'fail') ?? own.find(v => v.status === 'unknown');
  if (kept !== undefined) return kept;
  const folders = [...served, ...spareFolder(trail)];
  const theirs = foreignSources(read, defences, trail).flatMap(foreign =>
    folders.flatMap(folder => foreignPuts(read, id, scope, trail, foreign, folder)),
  );
  let doubt: Verdict | undefined;
  for (const put of theirs) {
    const verdict = letIn([put], resourcePolicies, rcps);
    if (verdict.status === 'pass')
      return fail(`any trail may write: ${verdict.note}`, verdict.observed, verdict.reasoning);
    if (verdict.status === 'unknown') doubt ??= verdict;
  }
  if (doubt !== undefined) return doubt;
  const spare = spareFolder(trail).flatMap(folder => putRequests(read, id, scope, trail, source, folder));
  const closed = spare.some(variants => letIn(variants, resourcePolicies, rcps).status !== 'pass');
  const note = closed
    ? ` (not below AWSLogs/${source.account}/, needed if it ceases to be an organization trail)`
    : '';
  const seen = own.flatMap(observedIn).slice(0, 3);
  const steps = own.flatMap(reasoningIn);
  return pass(
    `CloudTrail may write for ${trail.id} and for no foreign source${note}`,
    seen,
    steps.slice(0, 3),
  );
}

/** What stands below AWSLogs/: the account, and above it the organization for an organization trail. */
function foldersOf(trail: Subject<Trail>, read: Read): readonly string[] {
  const account = must(trail.accountId, 'the owner');
  if (!isOrganizationTrail(trail.data)) return [account];
  const { id } = must(read.population.organization, 'an organization');
  const members = read.population.accounts.filter(a => a.state !== 'CLOSED').map(a => a.accountId);
  return [account, ...members.filter(member => member !== account)].map(member => `${id}/${member}`);
}

function spareFolder(trail: Subject<Trail>): readonly string[] {
  return trail.data.IsOrganizationTrail === true ? [must(trail.accountId, 'the owner')] : [];
}

function namedOutsiders(read: Read, policies: readonly Policy[]): readonly string[] {
  const known = new Set(read.population.accounts.map(account => account.accountId));
  const named = policies
    .flatMap(policy => policy.statements)
    .filter(statement => statement.effect === 'Allow' && statement.principal?.negated === false)
    .flatMap(statement => statement.principal?.aws ?? [])
    .flatMap(text => accountNamedBy(text) ?? /:(\d{12}):/.exec(text)?.[1] ?? []);
  return [...new Set(named)].filter(account => !known.has(account)).sort();
}
