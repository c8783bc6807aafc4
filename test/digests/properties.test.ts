/** What holds for every chain, whatever was done to it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Digest, JudgedDigest, Span } from '../../src/digests/chain.ts';
import { type ChainInput, type ChainJudgement, judgeChain } from '../../src/digests/link.ts';
import { verdictOf } from '../../src/digests/report.ts';
import { aChain, HOUR, hoursFrom, linked, MINUTE } from '../support/digest-chain.ts';

const start = Date.parse('2026-11-19T08:37:12Z');
const at = (hour: number): number => start + hour * HOUR;
const window: Span = { from: at(0), to: at(24) };
const digests = linked(hoursFrom(at(-1), 25));
const backfill = linked(
  [at(2), at(5), at(9)].map(from => ({ from, to: from + HOUR })),
  { backfill: true },
);
const inWindow = digests.slice(1);
const restarted = [...linked(hoursFrom(at(0), 7)), ...linked(hoursFrom(at(11), 13))];

const valid = (all: readonly Digest[]): JudgedDigest[] => all.map(digest => ({ status: 'valid', digest }));
const input = (given: readonly JudgedDigest[], change: Partial<ChainInput> = {}): ChainInput => ({
  chain: aChain,
  window,
  now: at(24) + 40 * MINUTE,
  grace: 3 * HOUR,
  digests: given,
  expectation: {
    latestDigestAt: at(24) + 5 * MINUTE,
    off: [],
    createdAt: null,
    updatedAt: [],
    historyRead: true,
  },
  checkpoint: null,
  live: true,
  ...change,
});
const listed = (all: readonly JudgedDigest[], { from, to }: Span): JudgedDigest[] =>
  all.filter(judged => {
    const end = judged.status === 'valid' ? judged.digest.span.to : judged.endsAt;
    return end > from && end <= to + HOUR;
  });
const isGreen = ({ findings, hours }: ChainJudgement): boolean =>
  findings.length === 0 && hours.expected > 0 && hours.proven === hours.expected;

/** What may come of one digest: it is there, it is gone, or it is there and says nothing. */
type Fate = 'valid' | 'deleted' | 'invalid' | 'unreadable' | 'unlinked' | 'restart';
const fates = fc.array(
  fc.constantFrom<Fate>('valid', 'valid', 'valid', 'deleted', 'invalid', 'unreadable', 'unlinked', 'restart'),
  {
    minLength: 24,
    maxLength: 24,
  },
);
function suffer(digest: Digest, fate: Fate): JudgedDigest[] {
  const { key, span, previous } = digest;
  switch (fate) {
    case 'valid':
      return valid([digest]);
    case 'deleted':
      return [];
    case 'unlinked':
      return valid([{ ...digest, previous: previous && { ...previous, sha256: '00'.repeat(32) } }]);
    case 'restart':
      return valid([{ ...digest, previous: null }]);
    default:
      return [
        {
          status: fate,
          key,
          backfill: false,
          endsAt: span.to,
          code: fate === 'invalid' ? 'not-gzip' : 'denied',
          says: '',
        },
      ];
  }
}
const damaged = (of: readonly Fate[]): JudgedDigest[] =>
  inWindow.flatMap((digest, n) => suffer(digest, of[n] ?? 'valid'));

const anyExpectation = fc.record({
  latestDigestAt: fc.constantFrom(undefined, null, at(24) + 5 * MINUTE, at(20)),
  off: fc.array(
    fc.tuple(fc.integer({ min: -3, max: 26 }), fc.integer({ min: 1, max: 9 })).map(([from, length]) => ({
      from: at(from),
      to: at(from + length),
    })),
    { maxLength: 3 },
  ),
  createdAt: fc.option(fc.integer({ min: -3, max: 26 }).map(at)),
  updatedAt: fc.array(fc.integer({ min: -3, max: 26 }).map(at), { maxLength: 3 }),
  historyRead: fc.boolean(),
});

describe('every chain', () => {
  test('deleting nothing is green', () => {
    expect(isGreen(judgeChain(input(valid(inWindow))))).toBe(true);
    expect(isGreen(judgeChain(input(valid([...digests, ...backfill]))))).toBe(true);
  });

  test('deleting any of its digests is never green', () => {
    fc.assert(
      fc.property(fc.subarray(inWindow, { minLength: 1 }), gone => {
        const judgement = judgeChain(input(valid(inWindow.filter(digest => !gone.includes(digest)))));
        expect(isGreen(judgement)).toBe(false);
        expect(verdictOf(judgement.findings)).not.toBe('proven');
        const { proven, missing, pending, unreadable } = judgement.hours;
        expect({ proven, pending }).toEqual({ proven: 24 - gone.length, pending: 0 });
        expect(missing + unreadable).toBe(gone.length);
        // Only of the newest can it not be said whether the last delivery was its own.
        expect(unreadable).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  test('deleting any of them, backfill included, whatever else can be known, is never green', () => {
    const all = [...inWindow, ...backfill];
    fc.assert(
      fc.property(
        fc.subarray(inWindow, { minLength: 1 }),
        fc.subarray(backfill),
        anyExpectation,
        (a, b, expectation) => {
          const left = all.filter(digest => !a.includes(digest) && !b.includes(digest));
          expect(isGreen(judgeChain(input(valid(left), { expectation })))).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('no fate of its digests but health is green', () => {
    fc.assert(
      fc.property(fates, anyExpectation, (of, expectation) => {
        const judgement = judgeChain(input(damaged(of), { expectation }));
        const healthy = of.every((fate, n) => fate === 'valid' || (n === 0 && fate === 'restart'));
        if (healthy) expect(judgement.hours.proven).toBe(24);
        else expect(isGreen(judgement)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('the hours of a window are each counted once', () => {
    fc.assert(
      fc.property(fates, anyExpectation, (of, expectation) => {
        const { hours, proven, findings } = judgeChain(input(damaged(of), { expectation }));
        const { expected, off, ...parts } = hours;
        for (const part of [expected, off, ...Object.values(parts)]) expect(part).toBeGreaterThanOrEqual(0);
        const told = parts.proven + parts.pending + parts.missing + parts.unreadable;
        expect(told).toBeLessThanOrEqual(expected + 1e-9);
        expect(expected + off).toBeLessThanOrEqual(24 + 1e-9);
        // What is neither expected nor off is before the making of the trail, and said so.
        if (expected + off < 24 - 1e-9) expect(findings.map(({ code }) => code)).toContain('not-created');
        // What is expected and in no field belongs to a digest that is not valid.
        if (told < expected - 1e-9) expect(findings.some(({ status }) => status === 'invalid')).toBe(true);
        expect(proven.reduce((sum, { from, to }) => sum + to - from, 0) / HOUR).toBeCloseTo(parts.proven);
        const valid = of.filter(fate => fate === 'valid' || fate === 'restart' || fate === 'unlinked');
        expect(parts.proven).toBeLessThanOrEqual(valid.length);
      }),
      { numRuns: 500 },
    );
  });

  test('is judged alike in any order of its digests', () => {
    fc.assert(
      fc.property(
        fates.chain(of => {
          const all = [...damaged(of), ...valid(backfill)];
          return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
        }),
        anyExpectation,
        ([all, shuffled], expectation) => {
          expect(judgeChain(input(shuffled, { expectation }))).toEqual(
            judgeChain(input(all, { expectation })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('judged in two halves covers together what it covers as a whole', () => {
    const within = fc.integer({ min: 1, max: 24 * 60 - 1 }).map(minutes => start + minutes * MINUTE);
    fc.assert(
      fc.property(within, fates, fc.boolean(), (middle, of, stopped) => {
        const all = stopped ? valid(restarted) : damaged(of);
        const off = stopped ? [{ from: at(7), to: at(11) }] : [];
        const expectation = { ...input([]).expectation, off };
        const of2 = (span: Span) => judgeChain(input(listed(all, span), { window: span, expectation }));
        const whole = of2(window);
        const halves = [of2({ from: window.from, to: middle }), of2({ from: middle, to: window.to })];
        const sum = (pick: (judgement: ChainJudgement) => number) =>
          halves.reduce((total, half) => total + pick(half), 0);
        // A link across the middle is compared only by the half that was given both digests.
        const lost = of.includes('unlinked') ? 1 : 0;
        expect(sum(({ hours }) => hours.proven)).toBeGreaterThanOrEqual(whole.hours.proven - 1e-9);
        expect(sum(({ hours }) => hours.proven)).toBeLessThanOrEqual(whole.hours.proven + lost + 1e-9);
        // What is no longer than a minute is no hole: the middle may cut off so much of an end.
        const short = whole.hours.off - sum(({ hours }) => hours.off);
        if (stopped) expect(Math.abs(short)).toBeLessThanOrEqual(MINUTE / HOUR + 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  test('proves no moment that no valid digest covers', () => {
    fc.assert(
      fc.property(fates, fc.nat(24 * 60 - 1), (of, minute) => {
        const moment = start + minute * MINUTE + 30_000;
        const { proven } = judgeChain(input(damaged(of)));
        const fate = of[Math.floor((moment - start) / HOUR)];
        const isProven = proven.some(({ from, to }) => from <= moment && moment < to);
        if (fate !== 'valid' && fate !== 'restart' && fate !== 'unlinked') expect(isProven).toBe(false);
        if (fate === 'valid') expect(isProven).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
