/** What a lifecycle rule does to a log that is written now, and when. Pure. */
import type { LifecycleRule } from '../../src/aws/s3.ts';
import { must, type Read } from '../../src/model/read.ts';
import { hoursSince } from './wording.ts';

type Expiration = NonNullable<LifecycleRule['Expiration']>;
type Transition = NonNullable<LifecycleRule['Transitions']>[number];

/** From these a file must be restored before it can be read; GLACIER_IR and the others answer at once. */
const slowClasses: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

export function isSlow({ StorageClass }: Transition): boolean {
  return slowClasses.includes(must(StorageClass, 'StorageClass'));
}

/** Not rounded. Either Days or Date is given (S3 API reference, LifecycleExpiration, Transition). */
export function daysLeft({ Days, Date: date }: Expiration | Transition, now: Date): number {
  return Days ?? -hoursSince(must(date, 'Days or Date'), now) / 24;
}

/** undefined: it expires no log. */
export function expirationOf({ Expiration }: LifecycleRule): Expiration | undefined {
  // A rule that only cleans up delete markers expires no log.
  return Expiration?.ExpiredObjectDeleteMarker === true ? undefined : Expiration;
}

/** What of the rule comes before the configured days. */
export function tooEarly(rule: LifecycleRule, { now, parameters }: Read) {
  const expiration = expirationOf(rule);
  const expires = expiration !== undefined && daysLeft(expiration, now) < parameters.retentionDays;
  return {
    expiration: expires ? expiration : undefined,
    moves: (rule.Transitions ?? []).filter(
      move => isSlow(move) && daysLeft(move, now) < parameters.immediateDays,
    ),
  };
}
