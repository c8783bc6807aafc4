/** Why there may rightly be no digest for some time: the trail was not there yet, or its logging was off. */
import type { Span } from './chain.ts';
import { shownTime } from './shown.ts';
import { intersection, length, merge, subtract, TOLERANCE } from './spans.ts';
import type { Part, View } from './view.ts';

export interface Reasons {
  /** Before the trail was made. */
  readonly early: Span | null;
  readonly off: readonly Span[];
  /** What neither explains; slivers left out. */
  readonly rest: readonly Span[];
}

export function reasonsFor({ createdAt, expectation }: View, hole: Span): Reasons {
  const early = intersection(hole, { from: Number.NEGATIVE_INFINITY, to: createdAt });
  const since = { from: early?.to ?? hole.from, to: hole.to };
  const off = merge(expectation.off).flatMap(span => intersection(since, span) ?? []);
  return { early, off, rest: subtract(since, off).filter(span => length(span) > TOLERANCE) };
}

export function notCreated(span: Span | null): Part[] {
  if (span === null) return [];
  const says = `The trail was made at ${shownTime(span.to)} or later; no digest is expected before.`;
  const finding = { status: 'not-started', code: 'not-created', of: 'hours', key: null, span, says } as const;
  return [{ kind: 'not-started', span, finding }];
}

export function loggingOff(span: Span): Part {
  const says = `Logging was off from ${shownTime(span.from)} to ${shownTime(span.to)}; no digest is expected.`;
  const finding = { status: 'not-started', code: 'logging-off', of: 'hours', key: null, span, says } as const;
  return { kind: 'off', span, finding };
}
