/**
 * Judges the time from the newest digest until now. Nothing in a bucket says what was deleted from its newest end: only
 * the delivery time that CloudTrail itself keeps, the last verification, and the clock do.
 */
import type { FaultCode, Finding, Span } from './chain.ts';
import { loggingOff, notCreated, reasonsFor } from './reasons.ts';
import { shownTime } from './shown.ts';
import { DELIVERY, HOUR, hourly, TOLERANCE } from './spans.ts';
import type { Judged, Part, View } from './view.ts';

export function judgeHead(view: View): Judged {
  const head = headOf(view);
  if (head === null) return { parts: [], findings: endNotExplained(view) };
  const { early, off, rest } = reasonsFor(view, head);
  const parts = rest.flatMap(span => hourly(span, 'from').map(hour => judgeHour(view, head, hour)));
  const hidden = parts.filter(part => part.kind === 'pending' && part.finding !== null);
  const unanchored = view.expectation.latestDigestAt === undefined && hidden.length > 0;
  return {
    parts: [...notCreated(early), ...off.map(loggingOff), ...parts],
    findings: unanchored ? [notAnchored(head)] : [],
  };
}

function headOf({ items, span, live, checkpoint, expectation }: View): Span | null {
  const from = Math.max(span.from, items.at(-1)?.span.to ?? span.from);
  // Of a former trail is owed what the last verification saw, and what stands before the end of its logging, if known.
  const ended = expectation.off.some(off => off.to === Number.POSITIVE_INFINITY);
  const owed = live || ended ? span.to : (checkpoint?.endsAt ?? span.from);
  const to = Math.min(span.to, owed);
  return to - from > TOLERANCE ? { from, to } : null;
}

/** A trail that is no more ended some time; if nothing says when, whoever deletes its newest digests says it. */
function endNotExplained({ live, items, span, grace, expectation }: View): Finding[] {
  const last = items.at(-1)?.span;
  if (live || last === undefined || span.to - last.to <= HOUR + grace) return [];
  if ([...expectation.off.map(({ from }) => from), ...expectation.updatedAt].some(at => near(at, last.to)))
    return [];
  const says = `The digests of this former trail end at ${shownTime(last.to)}, and nothing says that its logging ended then.`;
  return [{ status: 'unreadable', code: 'not-checked', of: 'hours', key: null, span: { ...last }, says }];
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < HOUR;

function judgeHour(view: View, head: Span, hour: Span): Part {
  const { now, grace, checkpoint, expectation } = view;
  // Cut off by the clock or the window, it is an hour that ends later; by StopLogging, it has its last digest.
  const ends = hour.to === head.to ? Math.max(hour.to, hour.from + HOUR) : hour.to;
  const missing = (code: FaultCode, why: string) => part('missing', code, hour, why);
  if (checkpoint !== null && hour.from < checkpoint.endsAt - TOLERANCE) {
    return missing('before-checkpoint', 'although the last verification saw its digest');
  }
  const latest = expectation.latestDigestAt;
  if (typeof latest === 'number' && latest > ends + DELIVERY) {
    return missing('absent', `although CloudTrail delivered a digest at ${shownTime(latest)}`);
  }
  if (ends + grace <= now) return missing('undelivered', 'although its digest is long due');
  if (typeof latest === 'number' && latest > ends) {
    const why = `although CloudTrail delivered a digest at ${shownTime(latest)}: this one, unless an earlier one came late`;
    return part('unreadable', 'not-checked', hour, why);
  }
  const due = ends <= now;
  const pending = part('pending', 'grace', hour, 'and CloudTrail may still deliver it');
  return due ? pending : { ...pending, finding: null };
}

function part(kind: 'missing' | 'pending' | 'unreadable', code: FaultCode, span: Span, why: string): Part {
  const says = `No digest covers ${shownTime(span.from)} to ${shownTime(span.to)}, ${why}.`;
  return { kind, span, finding: { status: kind, code, of: 'hours', key: null, span, says } };
}

function notAnchored(span: Span): Finding {
  const says = `When CloudTrail last delivered a digest could not be read: whether the digests since ${shownTime(span.from)} were deleted or not delivered yet cannot be said.`;
  return { status: 'unreadable', code: 'not-checked', of: 'hours', key: null, span, says };
}
