/** What a stored snapshot says of itself must follow from the answers in it: whoever judges it takes nothing on trust. */
import { SNAPSHOT_FOLDER, type Snapshot } from '../snapshot/folder.ts';
import { populationFault } from './rediscover.ts';

export interface Contradiction {
  /** In the folder of a run. */
  readonly path: string;
  readonly what: string;
}

/** The first one; null: there is none. */
export async function contradictionIn(snapshot: Snapshot): Promise<Contradiction | null> {
  const what = await populationFault(snapshot);
  return what === null ? null : { path: `${SNAPSHOT_FOLDER}/population.json`, what };
}
