/**
 * A trail that was made lately explains that it has no digests of the time before; but the trail that it replaced had.
 * Where the digests of that one are gone altogether, nothing in the folder names it: only its deletion does.
 */
import type { Finding, Span } from './chain.ts';
import type { Deletion } from './history.ts';
import { shownTime } from './shown.ts';

/** `present`: names of the trails whose digests lie here; `deletions`: of any trail of the same home. */
export function judgeForerunners(
  findings: readonly Finding[],
  window: Span,
  present: ReadonlySet<string>,
  deletions: readonly Deletion[],
): Finding[] {
  if (!findings.some(({ code }) => code === 'not-created')) return [];
  return deletions
    .filter(({ trailName, at }) => at > window.from && at < window.to && !present.has(trailName))
    .map(({ trailName, at }) => ({
      status: 'unreadable',
      code: 'not-checked',
      of: 'hours',
      key: null,
      span: { from: window.from, to: at },
      says: `The trail ${trailName} was deleted at ${shownTime(at)}, and no digest of it is here: whether it wrote any cannot be said.`,
    }));
}
