/** A finding that this run closed without judging it: an answer of AWS shows that the thing is gone. */
import type { Audit } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { judgedResults } from '../evaluations.ts';
import { isClosedAt } from '../life-lists.ts';
import type { Life } from '../lifecycle.ts';
import type { Beside } from './beside.ts';

export interface Gone {
  readonly life: Life;
  readonly check: AnyCheck;
}

/** Without its check, which ran and did not find the thing, nothing is closed. */
export function goneIn(audit: Audit, beside: Beside): readonly Gone[] {
  const checks = new Map(audit.checks.map(check => [check.id, check]));
  const judged = new Set(judgedResults(audit).map(({ findingId }) => findingId));
  return beside.lives.flatMap(life => {
    const check = checks.get(life.check);
    const gone = isClosedAt(life, audit.snapshot.takenAt) && !judged.has(life.finding_id);
    return check && gone ? [{ life, check }] : [];
  });
}

export function lastFailure({ note }: Life): string {
  return `It is gone. It last failed with: ${note}`;
}
