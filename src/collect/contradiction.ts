/** What a stored snapshot says of itself must follow from the answers in it: whoever judges it takes nothing on trust. */
import { SNAPSHOT_FOLDER, type Snapshot } from '../snapshot/folder.ts';
import { beginFault } from './begin.ts';
import { populationFault } from './rediscover.ts';
import { missingRecord } from './replan.ts';

export interface Contradiction {
  /** In the folder of a run. */
  readonly path: string;
  readonly what: string;
}

/** The first one; null: there is none. What is planned follows from the population and the time, so these come first. */
export async function contradictionIn(snapshot: Snapshot): Promise<Contradiction | null> {
  const begin = beginFault(snapshot);
  if (begin !== null) return { path: `${SNAPSHOT_FOLDER}/snapshot.json`, what: begin };
  const population = await populationFault(snapshot);
  if (population !== null) return { path: `${SNAPSHOT_FOLDER}/population.json`, what: population };
  const missing = missingRecord(snapshot);
  if (missing === null) return null;
  const what = `lacks ${missing}, and the run is said to have left no question out`;
  return { path: `${SNAPSHOT_FOLDER}/evidence.ndjson`, what };
}
