/** What is known of a finding beside its verdict: since when it is so, and what somebody accepted of it. */
import type { Life } from '../lifecycle.ts';
import { type Disposition, type DispositionLine, dispositionLine, dispositionSentence } from '../waivers.ts';

export interface Accepted extends DispositionLine {
  /** In force: one that has expired is told and changes nothing. */
  readonly holds: boolean;
  readonly sentence: string;
}

export interface Beside {
  readonly lives: readonly Life[];
  lifeOf(findingId: string): Life | undefined;
  /** null: nobody accepted anything. */
  acceptedOf(findingId: string): Accepted | null;
}

export function besideVerdicts(
  lives: readonly Life[],
  dispositions: ReadonlyMap<string, Disposition>,
): Beside {
  const byFinding = new Map(lives.map(life => [life.finding_id, life]));
  return {
    lives,
    lifeOf: findingId => byFinding.get(findingId),
    acceptedOf(findingId) {
      const line = dispositionLine(dispositions.get(findingId));
      return line && { ...line, holds: line.type === 'waived', sentence: dispositionSentence(line) };
    },
  };
}
