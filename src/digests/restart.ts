/**
 * Where a chain begins anew, its first digest names none before it: so nothing in the bucket says what stood there, and
 * whoever deletes the digests behind a restart leaves no trace in the chain. Only what happened to the trail explains
 * the time without digests, and only as much of it as is explained here:
 *
 * - Logging was off: the whole of that time. StopLogging leaves a last digest that ends then, so that time between the
 *   last digest seen and StopLogging is not explained.
 * - Logging or the trail began less than an hour before the first digest, and nothing was changed in between: a digest
 *   in between would have been the first one.
 * - The trail was changed (UpdateTrail may switch validation off and on): the time between the change and the first
 *   digest, if less than an hour. The time before the change only if, from the end of the digest before, no hour had
 *   passed yet by the first digest: then no digest was due. (Whether validation that is switched off leaves a shorter
 *   last digest, as StopLogging does, is not documented.) A change explains nothing of a longer time; CloudTrail made
 *   digests there until the change.
 */
import type { Digest, Finding, Span } from './chain.ts';
import { notCreated, type Reasons, reasonsFor } from './reasons.ts';
import { shownTime } from './shown.ts';
import { HOUR, hourly, intersection, length, subtract, TOLERANCE } from './spans.ts';
import type { Judged, Part, View } from './view.ts';

/** `hole`: the time without a digest before it; null: there is none. */
export function judgeRestart(view: View, first: Digest, hole: Span | null): Judged {
  const { historyRead } = view.expectation;
  const reasons = hole === null ? { early: null, off: [], rest: [] } : reasonsFor(view, hole);
  const begun = hole === null ? [] : reasons.rest.flatMap(rest => beginning(view, hole, rest));
  const rest = reasons.rest.flatMap(one => subtract(one, begun)).filter(one => length(one) > TOLERANCE);
  const parts: Part[] = [
    ...notCreated(reasons.early),
    ...[...reasons.off, ...begun].map(span => ({ kind: 'off', span, finding: null }) as const),
    ...rest.flatMap(span => (historyRead ? hourly(span, 'to').map(deleted) : [unexplained(span)])),
  ];
  const explained = isExplained(view, first, reasons, begun) && (historyRead || rest.length === 0);
  const isFirstEver = rest.length === 0 && Math.abs(first.span.from - view.createdAt) < HOUR;
  return { parts, findings: isFirstEver ? [] : [restarted(first, hole, explained, historyRead)] };
}

/** What the beginning of logging, or a change of the trail, explains of the time right before the first digest. */
function beginning({ expectation, createdAt, standard }: View, hole: Span, rest: Span): Span[] {
  if (rest.to !== hole.to) return [];
  const sinceStart = rest.from > hole.from || rest.from === createdAt;
  const changed = expectation.updatedAt.some(at => at > rest.from + TOLERANCE && at <= rest.to + TOLERANCE);
  if (sinceStart && !changed && length(rest) < HOUR) return [rest];
  const changes = expectation.updatedAt.filter(at => Math.abs(at - rest.to) < HOUR);
  if (changes.length === 0) return [];
  // A valid one: an object that nobody can read may be put anywhere, and says nothing of when an hour began.
  const afterDigest = standard.some(({ span }) => span.to === rest.from);
  if (afterDigest && length(rest) < HOUR - TOLERANCE) return [rest];
  const since = intersection(rest, { from: Math.min(...changes), to: rest.to });
  return since === null ? [] : [since];
}

function isExplained(
  { expectation, createdAt }: View,
  first: Digest,
  reasons: Reasons,
  begun: readonly Span[],
) {
  if (reasons.off.length > 0 || reasons.early !== null || begun.length > 0) return true;
  const near = (at: number) => Math.abs(at - first.span.from) < HOUR;
  return expectation.off.some(off => near(off.to)) || expectation.updatedAt.some(near) || near(createdAt);
}

function deleted(span: Span): Part {
  const says = `No digest covers ${shownTime(span.from)} to ${shownTime(span.to)}; the chain began anew after it, and nothing that happened to the trail explains that.`;
  const finding = {
    status: 'missing',
    code: 'deleted-behind-restart',
    of: 'hours',
    key: null,
    span,
    says,
  } as const;
  return { kind: 'missing', span, finding };
}

/** Told by the finding of the restart. */
function unexplained(span: Span): Part {
  return { kind: 'unreadable', span, finding: null };
}

function restarted(first: Digest, hole: Span | null, explained: boolean, historyRead: boolean): Finding {
  const at = shownTime(first.span.from);
  const why = explained
    ? 'as the events of the trail explain'
    : historyRead
      ? 'and no event of the trail explains it'
      : 'and the events of the trail could not be read';
  return {
    status: 'restarted',
    code: explained ? 'explained-restart' : 'unexplained-restart',
    of: 'digest',
    key: first.key,
    span: hole ?? first.span,
    says: `The chain began anew at ${at}, ${why}.`,
  };
}
