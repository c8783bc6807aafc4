/** The verdicts on a trail and on what it stands on: its bucket and its key. */
import type { Audit, Result, Scorecard } from '../model/audit.ts';

export function chainResults({ results }: Audit, { trail, bucket, key }: Scorecard): readonly Result[] {
  const isOf: Partial<Record<Result['subject']['kind'], (subject: Result['subject']) => boolean>> = {
    trail: ({ id }) => id === trail.id,
    bucket: ({ name }) => name === bucket,
    key: ({ id }) => id === key,
  };
  return results.filter(({ subject }) => isOf[subject.kind]?.(subject) === true);
}
