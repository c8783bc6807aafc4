/** Which list of a comparison a finding stands in: one at most. Pure. */
import type { Judgement, Side } from './bundle-side.ts';
import { isClosedAt } from './life-lists.ts';
import type { Life } from './lifecycle.ts';

export type List =
  | 'new'
  | 'reopened'
  | 'closed'
  | 'still_open'
  | 'stale'
  | 'newly_unknown'
  | 'no_longer_judged';

/** The lives that the later bundle made of the earlier one, by finding; of any other bundle they say nothing of this change. */
export function livesBetween(earlier: Side, later: Side): ReadonlyMap<string, Life> {
  const { madeFrom } = later;
  const direct = madeFrom?.run_id === earlier.header.runId && madeFrom.manifest_sha256 === earlier.manifest;
  return direct ? later.lives : new Map();
}

/** The finding of that id in both, and its life from one to the other where it has one. */
export interface Pair {
  readonly id: string;
  readonly a: Judgement | undefined;
  readonly b: Judgement | undefined;
  readonly life: Life | undefined;
}

export function listOf({ id, a, b, life }: Pair, earlier: Side, later: Side): List | null {
  const lived = life === undefined ? null : listOfLife(life, later.header.takenAt);
  if (lived !== null) return lived;
  switch (b?.status) {
    case 'FAIL': {
      if (a?.status === 'FAIL') return 'still_open';
      const again = earlier.lives.get(id)?.state === 'closed' || later.lives.get(id)?.state === 'reopened';
      return again ? 'reopened' : 'new';
    }
    case 'UNKNOWN':
      return a?.status === 'UNKNOWN' ? null : 'newly_unknown';
    case undefined:
      return a?.status === 'FAIL' || a?.status === 'UNKNOWN' ? 'no_longer_judged' : null;
    default:
      if (a?.status !== 'FAIL') return null;
      // Without evidence behind it, not even a pass closes anything; and what applies no more was not mended.
      return b !== undefined && b.status === 'PASS' && b.evidence.length > 0 ? 'closed' : 'stale';
  }
}

/** null: it was over before, and only its verdicts can still change. */
function listOfLife(life: Life, takenAt: string): List | null {
  const { state } = life;
  if (state === 'closed') return isClosedAt(life, takenAt) ? 'closed' : null;
  return state === 'open' ? 'still_open' : state;
}
