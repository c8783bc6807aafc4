/** Lifecycle rules that leave logs alone long enough: each rule that acts too early acts later. Pure. */
import {
  type Bucket,
  bucketSetting,
  getBucketLifecycleConfiguration,
  type LifecycleRule,
} from '../../src/aws/s3.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import { daysLeft, expirationOf, isSlow, tooEarly } from '../shared/lifecycle.ts';
import { mendBucket } from './bucket.ts';
import { lifecycle } from './lifecycle.ts';

export function keepLogs(bucket: Bucket, read: Read): Remedy {
  const answer = must(
    bucketSetting(read, bucket, getBucketLifecycleConfiguration),
    'a lifecycle configuration',
  );
  const rules = must(answer.Rules, 'Rules').map(rule => later(rule, read));
  const { retentionDays, immediateDays } = read.parameters;
  return mendBucket(
    bucket,
    read,
    [lifecycle(rules, answer.TransitionDefaultMinimumObjectSize)],
    `Files that were to expire stay until day ${retentionDays}, and files that were to be archived stay readable until day ` +
      `${immediateDays}: storage costs more. Rules for other prefixes of the bucket that act as early are corrected as well: ` +
      'set them back where something else than logs lies there. What has expired already does not come back.',
  );
}

/** A rule takes days or dates, not both, so that one date that must go takes the others with it. */
function later(rule: LifecycleRule, read: Read): LifecycleRule {
  if (rule.Status !== 'Enabled') return rule;
  const { retentionDays, immediateDays } = read.parameters;
  const { expiration, moves: early } = tooEarly(rule, read);
  if (expiration === undefined && early.length === 0) return rule;
  const left = (when: Parameters<typeof daysLeft>[0]) => Math.max(0, Math.ceil(daysLeft(when, read.now)));
  const expires = expirationOf(rule);
  const moves = rule.Transitions?.map(transition => {
    const { Days: _days, Date: _date, ...move } = transition;
    const days = left(transition);
    return { ...move, Days: isSlow(transition) ? Math.max(days, immediateDays) : days };
  });
  // Nothing expires before it was moved (S3 user guide, lifecycle transitions).
  const last = Math.max(0, ...(moves ?? []).map(move => move.Days + 1));
  return {
    ...rule,
    ...(moves ? { Transitions: moves } : {}),
    ...(expires ? { Expiration: { Days: Math.max(left(expires), retentionDays, last) } } : {}),
  };
}
