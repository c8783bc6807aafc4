/** The guards from above: what SCPs should deny to all but break-glass, and where they are attached. Pure. */
import { policyPath, SCP } from '../../src/aws/control-policies.ts';
import { keyMetadata, type TrailKey } from '../../src/aws/kms.ts';
import type { Bucket } from '../../src/aws/s3.ts';
import { getBucketPolicy } from '../../src/aws/s3.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { Target } from '../../src/policy/request-class.ts';
import { trailTampering } from '../shared/tampering.ts';
import { bucketTargets, keyTargets } from '../shared/targets.ts';
import { attachPolicy, denyBut, denyTargets } from './control-policy.ts';
import { amendBucketPolicy } from './mend-bucket-policy.ts';

type Judge = (read: Read) => Verdict;

function spared(read: Read): string {
  const { breakGlass } = read.parameters;
  const lockout =
    'no breakGlass is configured, so nobody is spared: only the management account, by detaching the policy, can undo it. ' +
    'Declare breakGlass first if somebody must be able to.';
  const who = breakGlass.length > 0 ? `spared are ${breakGlass.join(', ')} alone` : lockout;
  return (
    `An SCP can lock people and pipelines out: ${who}${breakGlass.length > 0 ? '.' : ''} Try it on one unit first, and look ` +
    'for AccessDenied "with an explicit deny in a service control policy".'
  );
}

/** null: SCPs are not enabled, which is a step for the whole organization, or they do not bind the account. */
function rootAbove(read: Read, accountId: string): string | null {
  return policyPath(read, accountId, SCP)?.nodes[0] ?? null;
}

/** At the root: every account stands there, and those made tomorrow. */
export function guardTrails(accountId: string, read: Read, judge: Judge): Remedy | null {
  const target = rootAbove(read, accountId);
  if (target === null) return null;
  const actions = trailTampering.targets(accountId, read.population.partition).flatMap(one => one.actions);
  return attachPolicy(
    read,
    judge,
    {
      name: 'TrailproofProtectTrails',
      description: 'Nobody but break-glass stops, empties or redirects trails and event data stores',
      statements: [denyBut(read, 'TrailproofProtectTrails', actions, ['*'])],
      target,
    },
    `${spared(read)} Whoever manages trails in members by Terraform, StackSets or Control Tower can no longer change them.`,
  );
}

export function forbidLeaving(accountId: string, read: Read, judge: Judge): Remedy | null {
  const target = rootAbove(read, accountId);
  if (target === null) return null;
  return attachPolicy(
    read,
    judge,
    {
      name: 'TrailproofStay',
      description: 'No account leaves the organization',
      statements: [denyBut(read, 'TrailproofStay', ['organizations:LeaveOrganization'], ['*'])],
      target,
    },
    `${spared(read)} Accounts that are to move to another organization must be removed by the management account.`,
  );
}

/** On the account itself: what is denied there concerns nobody else. */
export function guardArchive(
  accountId: string,
  read: Read,
  judge: Judge,
  targets: readonly Target[],
): Remedy | null {
  if (rootAbove(read, accountId) === null) return null;
  return attachPolicy(
    read,
    judge,
    {
      name: `TrailproofProtectLogs-${accountId}`,
      description: 'Nobody but break-glass destroys logs or their key',
      statements: denyTargets(read, 'TrailproofProtectLogs', targets),
      target: accountId,
    },
    `${spared(read)} Whoever manages these buckets and keys, their lifecycle, encryption and policies included, no longer can.`,
  );
}

/** The SCP binds the owner's account; where other accounts get in by the bucket policy, that denies it as well. */
export function guardBucket(bucket: Subject<Bucket>, read: Read, judge: Judge): Remedy | null {
  const owner = bucket.accountId;
  if (owner === null || rootAbove(read, owner) === null) return null;
  const targets = bucketTargets(bucket.id);
  const policy = {
    name: `TrailproofProtectBucket-${bucket.name}`.slice(0, 128),
    description: 'Nobody but break-glass destroys the logs',
    statements: denyTargets(read, 'TrailproofProtectBucket', targets),
    target: owner,
  };
  const mayBreak = `${spared(read)} Whoever manages the bucket, its lifecycle, encryption and policy included, no longer can.`;
  const alone = attachPolicy(read, judge, policy, mayBreak);
  if (alone !== null) return alone;
  const add = policy.statements.map(statement => ({ ...(statement as object), Principal: '*' }));
  const change = amendBucketPolicy(read, bucket.data, { add });
  if (change === null) return null;
  const document = change.answers[bucket.name];
  const supposed = {
    part: change.part,
    supposed: (call: { readonly id: string }, _scope: unknown, input: unknown) =>
      call.id === getBucketPolicy.id && (input as { readonly Bucket?: string }).Bucket === bucket.name
        ? { Policy: JSON.stringify(document) }
        : undefined,
  };
  const both = `${mayBreak} The bucket policy denies it to other accounts, and then only the root user of ${owner} changes that policy.`;
  return attachPolicy(read, judge, policy, both, supposed);
}

export function guardKey(key: Subject<TrailKey>, read: Read, judge: Judge): Remedy | null {
  const arn = must(keyMetadata(read, key.data).Arn, 'Arn');
  const owner = must(key.accountId, 'an account in KmsKeyId');
  if (rootAbove(read, owner) === null) return null;
  return attachPolicy(
    read,
    judge,
    {
      name: `TrailproofProtectKey-${arn.split('/').at(-1) ?? owner}`.slice(0, 128),
      description: 'Nobody but break-glass disables, deletes or gives away the key of the logs',
      statements: denyTargets(read, 'TrailproofProtectKey', keyTargets(arn)),
      target: owner,
    },
    `${spared(read)} The key policy can no longer be changed either: set it right first.`,
  );
}
