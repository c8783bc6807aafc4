/**
 * Whether a trail's bucket and key are closed to tampering by anybody but break-glass: by bucket or key policy, SCP or
 * RCP. Pure. Other accounts also need an Allow in the resource policy, so its silence keeps them out.
 */
import type { TrailBucket } from '../../src/aws/bucket-owner.ts';
import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { describeKey, getKeyPolicy, key, ownedKey, type TrailKey } from '../../src/aws/kms.ts';
import { bucket, getBucketPolicy, ownedBucket } from '../../src/aws/s3.ts';
import type { Read } from '../../src/model/read.ts';
import { type Coverage, coverDenied } from '../../src/policy/coverage.ts';
import { decideRcps, decideScps } from '../../src/policy/decide.ts';
import { describeRequest } from '../../src/policy/explain.ts';
import { matches } from '../../src/policy/glob.ts';
import type { Defences, RequestClass } from '../../src/policy/request-class.ts';
import { bucketPolicy, defencesOf, exceptions, trailKeyPolicy } from './defences.ts';
import { steps, type UnreadablePolicy, unreadableWords } from './policy-words.ts';
import { logFolder, servedBy } from './sources.ts';
import { bucketTargets, keyTargets } from './targets.ts';

/** What came of it. `coverage.covered` true: nobody but those in `coverage.exempt`. */
export interface Protection {
  /** Account that owns the bucket or key. */
  readonly owner: string;
  readonly coverage: Coverage;
  /** The steps as sentences, for a verdict's `reasoning`. */
  readonly reasoning: readonly string[];
}

/** Calls that each of the two reads. */
export const bucketTamperingCalls = [...bucket.needs, getBucketPolicy, ...controlPolicyCalls];
export const keyTamperingCalls = [...key.needs, describeKey, getKeyPolicy, ...controlPolicyCalls];

/** Ends the judgement where the owner is not known, or where a policy on the way could not be read from AWS. */
export function bucketTampering(read: Read, named: TrailBucket): Protection {
  const { partition } = read.population;
  const owner = ownedBucket(read, named).scope.accountId;
  const arn = `arn:${partition}:s3:::${named.name}`;
  const policy = bucketPolicy(read, named);
  const { defences, reasoning } = defencesOf(read, owner, policy);
  const cls: RequestClass = {
    targets: bucketTargets(arn, logPaths(read, named, arn)),
    principals: 'anyone',
    needsAllow: 'foreigners',
    owner,
    partition,
    ...exceptions(read),
  };
  const covered = policy.unreadable.length > 0 ? notKnown(policy.unreadable) : settled(cls, defences);
  const coverage = covered.covered === true ? (rootMay(read, owner, arn, defences) ?? covered) : covered;
  const root = 'The root user of the owner may not replace the bucket policy, or is break-glass.';
  const last = coverage.covered === true ? [root] : [];
  return { owner, coverage, reasoning: [...reasoning, ...steps(coverage), ...last] };
}

/**
 * Denied by SCP or RCP; the key policy counts in so far as it keeps other accounts out. What it denies within its own
 * account does not: the checklist asks for a guard that stands outside the account.
 */
export function keyTampering(read: Read, named: TrailKey): Protection {
  const { partition } = read.population;
  const { arn, scope } = ownedKey(read, named);
  const owner = scope.accountId;
  const { defences, reasoning } = defencesOf(read, owner);
  const cls = { targets: keyTargets(arn), owner, partition, ...exceptions(read) };
  const done = (coverage: Coverage): Protection => ({
    owner,
    coverage,
    reasoning: [...reasoning, ...steps(coverage)],
  });
  const own = settled({ ...cls, principals: { account: owner } }, defences);
  if (own.covered !== true) return done(own);
  const alone = settled({ ...cls, principals: 'anyone' }, defences);
  if (alone.covered === true) return done(alone);
  const policy = trailKeyPolicy(read, named);
  if (policy.unreadable.length > 0) return done(notKnown(policy.unreadable));
  const outside: RequestClass = { ...cls, principals: 'anyone', needsAllow: 'foreigners' };
  return done(settled(outside, { ...defences, resourcePolicies: policy.policies }));
}

/** Silence protects for certain only where all policies that might break it could be read. */
function settled(cls: RequestClass, defences: Defences): Coverage {
  const coverage = coverDenied(cls, defences);
  const unread = defences.unreadable ?? [];
  const silent = coverage.covered === true && coverage.silentAt.length > 0;
  return silent && unread.length > 0 ? notKnown(unread) : coverage;
}

/** A policy that cannot be read might allow just as well as deny. */
function notKnown(unreadable: readonly UnreadablePolicy[]): Coverage {
  return { covered: 'unknown', keys: [], why: unreadableWords(unreadable) };
}

/** Where the trails write: what else lies in the bucket is no log. */
function logPaths(read: Read, named: TrailBucket, arn: string): readonly string[] {
  const folders = servedBy(read, named.trails).map(logFolder);
  return [...new Set(folders)].sort().map(folder => `${arn}/${folder}*`);
}

/**
 * The root user of the owner may always put and delete the bucket policy, whatever it denies; SCPs and RCPs alone bind
 * it (S3 API reference, DeleteBucketPolicy). null: it may not.
 */
function rootMay(read: Read, owner: string, arn: string, defences: Defences): Coverage | null {
  const { partition, organization } = read.population;
  const root = `arn:${partition}:iam::${owner}:root`;
  if (read.parameters.breakGlass.some(pattern => matches(pattern, root))) return null;
  const principal = { kind: 'root', arn: root, organization: organization?.id ?? null } as const;
  for (const action of ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy']) {
    const request = { principal, action, resource: arn, context: {} };
    const decisions = [
      ...(defences.scps === undefined ? [] : [decideScps(defences.scps.levels, request)]),
      ...(defences.rcps === undefined ? [] : [decideRcps(defences.rcps, request)]),
    ];
    if (decisions.some(d => d.decision.endsWith('-denied'))) continue;
    const what = describeRequest(request);
    const unread = defences.unreadable ?? [];
    if (unread.length > 0) return notKnown(unread);
    const keys = [...new Set(decisions.flatMap(d => d.unknownKeys))];
    if (keys.length > 0) return { covered: 'unknown', keys, why: `${what} hangs on ${keys.join(', ')}.` };
    const sentence = `${what}: no SCP or RCP denies it, and no bucket policy binds its owner's root user in this.`;
    const open = [{ action, resource: arn, request }];
    return { covered: false, counterExample: { request, sentence }, open, nearest: [] };
  }
  return null;
}
