/** Judges the time between digests that no digest covers. What stands behind a hole says what was in it. */
import type { Digest, FaultCode, Span } from './chain.ts';
import { type Links, missingPrevious } from './links.ts';
import { loggingOff, notCreated, reasonsFor } from './reasons.ts';
import { judgeRestart } from './restart.ts';
import { shownTime } from './shown.ts';
import { hourly, subtract } from './spans.ts';
import { type Item, type Judged, type Part, placeOfPrevious, type View } from './view.ts';

export function judgeHoles(view: View, { orphans }: Links): Judged {
  const { span, items } = view;
  const end = items.at(-1)?.span.to ?? span.from;
  const holes = subtract(
    { from: span.from, to: end },
    items.map(item => item.span),
  ).filter(hole => hole.from < span.to);
  const beginning = beginningAt(items);
  const each = holes.map(hole => ({ hole, next: beginning.get(hole.to) }));
  const behindHole = new Set(each.map(({ next }) => next?.key));
  const judged = [
    ...each.map(({ hole, next }) => judgeHole(view, hole, next)),
    ...firstDigests(view)
      .filter(({ key }) => !behindHole.has(key))
      .map(digest => judgeRestart(view, digest, null)),
  ];
  const parts = judged.flatMap(one => one.parts);
  const said = new Set(parts.map(part => part.finding?.key));
  // What is named and not there is said, whatever explains the time.
  const unsaid = [...orphans].filter(({ previous }) => !said.has(previous?.key)).map(missingPrevious);
  return { parts, findings: [...judged.flatMap(one => one.findings), ...unsaid] };
}

/** First digests of a chain; not the one that the window begins in, unless the last verification knew an earlier one. */
function firstDigests({ standard, span, checkpoint }: View): Digest[] {
  const known = Math.min(span.from, checkpoint?.endsAt ?? span.from);
  return standard.filter(
    ({ previous, span: { from } }) => previous === null && from > known && from < span.to,
  );
}

/** By their beginning; of several, one that can say what was before it. */
function beginningAt(items: readonly Item[]): ReadonlyMap<number, Item> {
  const found = new Map<number, Item>();
  for (const item of items) {
    const other = found.get(item.span.from);
    if (other === undefined || (other.digest === null && item.digest !== null))
      found.set(item.span.from, item);
  }
  return found;
}

function judgeHole(view: View, hole: Span, next: Item | undefined): Judged {
  const digest = next?.digest ?? null;
  if (digest !== null && digest.previous === null) return judgeRestart(view, digest, hole);
  const { early, off, rest } = reasonsFor(view, hole);
  const parts = [...notCreated(early), ...off.map(loggingOff), ...unexplained(view, digest, hole, rest)];
  return { parts, findings: [] };
}

function unexplained(view: View, digest: Digest | null, hole: Span, rest: readonly Span[]): Part[] {
  const each = (kind: Unexplained, code: FaultCode, why: string) =>
    rest.flatMap(span => hours(kind, code, span, why));
  const previous = digest?.previous ?? null;
  if (previous === null) {
    // The digest behind it cannot say whether it is a first one; without the trail's events, nor can we.
    const why = 'and the digest after it is not valid';
    return view.expectation.historyRead
      ? each('missing', 'absent', why)
      : each('unreadable', 'unexplained-restart', `${why}; the events of the trail could not be read`);
  }
  const place = placeOfPrevious(view, previous);
  if (view.byKey.has(previous.key) || place === 'earlier') {
    return each('missing', 'undelivered', 'although the digests around it follow one another');
  }
  if (place === 'elsewhere') {
    return each(
      'unreadable',
      'not-checked',
      'and the digest after it names one in a place that was not read',
    );
  }
  // The last hour is that of the digest which the next one names.
  return each('missing', 'previous-missing', 'and the digest after it names one before it').map(part =>
    part.span.to === hole.to && part.finding !== null
      ? { ...part, finding: { ...part.finding, of: 'digest', key: previous.key } }
      : part,
  );
}

type Unexplained = 'missing' | 'unreadable';

function hours(kind: Unexplained, code: FaultCode, span: Span, why: string): Part[] {
  return hourly(span, 'to').map(hour => {
    const says = `No digest covers ${shownTime(hour.from)} to ${shownTime(hour.to)}, ${why}.`;
    return { kind, span: hour, finding: { status: kind, code, of: 'hours', key: null, span: hour, says } };
  });
}
