/** Lifecycle rules that leave logs alone long enough: each rule that acts too early acts later. Pure. */
import {
  type Bucket,
  bucketSetting,
  getBucketLifecycleConfiguration,
  type LifecycleRule,
} from '../../src/aws/s3.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import { hoursSince } from '../shared/wording.ts';
import { mendBucket } from './bucket.ts';
import { lifecycle } from './lifecycle.ts';

const slowClasses: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

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
  const { Expiration, Transitions } = rule;
  const left = (when: { readonly Days?: number | undefined; readonly Date?: string | undefined }): number =>
    when.Days ?? Math.max(0, Math.ceil(-hoursSince(must(when.Date, 'Days or Date'), read.now) / 24));
  const slow = (target: string | undefined) => slowClasses.includes(must(target, 'StorageClass'));
  const expires = Expiration !== undefined && Expiration.ExpiredObjectDeleteMarker !== true;
  const wrong =
    (expires && left(Expiration) < retentionDays) ||
    (Transitions ?? []).some(move => slow(move.StorageClass) && left(move) < immediateDays);
  if (!wrong) return rule;
  const moves = Transitions?.map(({ Days: _days, Date: _date, ...move }, at) => {
    const days = left(must(Transitions[at], 'a transition'));
    return { ...move, Days: slow(move.StorageClass) ? Math.max(days, immediateDays) : days };
  });
  // Nothing expires before it was moved (S3 user guide, lifecycle transitions).
  const last = Math.max(0, ...(moves ?? []).map(move => move.Days + 1));
  return {
    ...rule,
    ...(moves ? { Transitions: moves } : {}),
    ...(expires ? { Expiration: { Days: Math.max(left(Expiration), retentionDays, last) } } : {}),
  };
}
