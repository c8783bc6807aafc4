/** Nobody is asked before a run began, and the first question is asked as it begins. */
import type { Snapshot } from '../snapshot/folder.ts';

/** A clock may be put right while a run goes on, and another machine's may go on with it. */
const SLACK_MS = 3_600_000;
/** Of the first question. Later ones may be much later: a run can be gone on with whenever one likes. */
const FIRST_WITHIN_DAYS = 7;
const FIRST_WITHIN_MS = FIRST_WITHIN_DAYS * 24 * 3_600_000;

/** What is wrong with when the run says that it began, in words that follow the name of the header; null: nothing. */
export function beginFault({ header: { takenAt }, index }: Snapshot): string | null {
  const began = Date.parse(takenAt);
  let first = Number.POSITIVE_INFINITY;
  for (const { id, at } of index.records()) {
    const asked = Date.parse(at);
    if (asked < began - SLACK_MS)
      return `says that the run began at ${takenAt}, and ${id} was asked at ${at}`;
    if (asked < first) first = asked;
  }
  if (index.size === 0 || first <= began + FIRST_WITHIN_MS) return null;
  return `says that the run began at ${takenAt}, and nothing was asked in the ${FIRST_WITHIN_DAYS} days after that`;
}

/** Whether a run that was stopped before its first answer has become too old for one: it would be refused afterwards. */
export function isTooLateToBegin({ header, index }: Snapshot, now: Date): boolean {
  return index.size === 0 && now.getTime() > Date.parse(header.takenAt) + FIRST_WITHIN_MS;
}
