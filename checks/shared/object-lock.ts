/** How long new objects of a bucket are locked by default. Pure. */
import type { TrailBucket } from '../../src/aws/bucket-owner.ts';
import { bucketSetting, getObjectLockConfiguration } from '../../src/aws/s3.ts';
import { must, type Read } from '../../src/model/read.ts';

export interface Lock {
  readonly mode: string;
  readonly days: number;
  /** As AWS gives it. */
  readonly unit: 'Days' | 'Years';
  readonly count: number;
}

export interface ObjectLock {
  readonly enabled: string;
  /** null: nothing is locked by default. */
  readonly retention: Lock | null;
}

/** null: Object Lock is not configured. */
export function objectLock(read: Read, named: TrailBucket): ObjectLock | null {
  const answer = bucketSetting(read, named, getObjectLockConfiguration);
  if (answer === undefined) return null;
  const lock = must(answer.ObjectLockConfiguration, 'ObjectLockConfiguration');
  const enabled = must(lock.ObjectLockEnabled, 'ObjectLockEnabled');
  // No Rule: nothing is locked by default (S3 API reference, ObjectLockConfiguration: Rule).
  if (lock.Rule === undefined) return { enabled, retention: null };
  const { Mode, Days, Years } = must(lock.Rule.DefaultRetention, 'DefaultRetention');
  const mode = must(Mode, 'Mode');
  // One of the two, never both (S3 API reference, DefaultRetention).
  if (Years !== undefined)
    return { enabled, retention: { mode, days: Years * 365, unit: 'Years', count: Years } };
  const days = must(Days, 'Days or Years');
  return { enabled, retention: { mode, days, unit: 'Days', count: days } };
}
