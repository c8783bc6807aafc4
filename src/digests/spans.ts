/** Arithmetic on spans of time. End times of digests share an arbitrary minute and second: nothing falls on the hour. */
import type { Span } from './chain.ts';

export const HOUR = 3_600_000;
/** CloudTrail delivers a digest within minutes of its hour's end. */
export const DELIVERY = 30 * 60_000;
/** Clocks and whole seconds: what is shorter is no hole. A digest is never that short. */
export const TOLERANCE = 60_000;

export const length = ({ from, to }: Span): number => to - from;

export function intersection(a: Span, b: Span): Span | null {
  const span = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  return span.from < span.to ? span : null;
}

/** Sorted and joined where they touch. */
export function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.filter(one => one.from < one.to).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || span.from > last.to) merged.push(span);
    else if (span.to > last.to) merged[merged.length - 1] = { from: last.from, to: span.to };
  }
  return merged;
}

/** What is left of the span, sorted. */
export function subtract(span: Span, others: readonly Span[]): Span[] {
  return subtractAll([span], others);
}

/** What is left of all the spans, merged: one walk along both, as a year has thousands of either. */
export function subtractAll(spans: readonly Span[], others: readonly Span[]): Span[] {
  const left: Span[] = [];
  const taken = merge(others);
  let next = 0;
  for (const { from, to } of merge(spans)) {
    let at = from;
    while (next < taken.length && (taken[next]?.to ?? 0) <= at) next += 1;
    for (let index = next; index < taken.length && at < to; index += 1) {
      const other = taken[index];
      if (other === undefined || other.from >= to) break;
      if (other.from > at) left.push({ from: at, to: other.from });
      at = Math.max(at, other.to);
    }
    if (at < to) left.push({ from: at, to });
  }
  return left;
}

export function totalHours(spans: readonly Span[]): number {
  return merge(spans).reduce((sum, span) => sum + length(span), 0) / HOUR;
}

/**
 * Cut into hours from the end that bears the chain's minute and second; what is left over stands at the other end, or
 * is joined to its neighbour if it is too short to stand alone.
 */
export function hourly(span: Span, anchor: 'from' | 'to'): Span[] {
  const count = Math.max(1, Math.ceil((length(span) - TOLERANCE) / HOUR));
  return Array.from({ length: count }, (_, n) =>
    anchor === 'from'
      ? { from: span.from + n * HOUR, to: n === count - 1 ? span.to : span.from + (n + 1) * HOUR }
      : { from: n === 0 ? span.from : span.to - (count - n) * HOUR, to: span.to - (count - n - 1) * HOUR },
  );
}
