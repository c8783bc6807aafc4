/** What runs before found and this one did not: left open because nothing shows that it was mended, or shown to be. */
import type { Audit } from '../model/audit.ts';
import type { Life } from './lifecycle.ts';

export interface LifeLists {
  /** Failed before: unknown now, not looked at, or not applicable any more. */
  readonly stale: readonly Life[];
  /** Closed by this very run. */
  readonly closed: readonly Life[];
}

export function lifeLists(lives: readonly Life[], { snapshot }: Audit): LifeLists {
  return {
    stale: lives.filter(({ state }) => state === 'stale'),
    closed: lives.filter(life => isClosedAt(life, snapshot.takenAt)),
  };
}

/** By the run of this time: what an earlier one closed is no news. */
export function isClosedAt({ state, closed_at }: Life, takenAt: string): boolean {
  return state === 'closed' && closed_at === takenAt;
}
