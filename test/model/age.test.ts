import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageWords, withoutAges } from '../../src/model/age.ts';

const DAY = 24 * 60 * 60_000;
const at = '2026-05-04T18:34:00.000Z';
const note = (ms: number) => `Logging is off; last stopped ${at}, ${ageWords(ms)}.`;

test('a note says the same on another day, as long as what is past stays past', () => {
  const past = fc.integer({ min: 0, max: 4000 * DAY });
  fc.assert(
    fc.property(past, past, (one, other) => {
      expect(withoutAges(note(one))).toBe(withoutAges(note(other)));
      expect(withoutAges(note(-one - 1))).toBe(withoutAges(note(-other - 1)));
      expect(withoutAges(note(one))).not.toBe(withoutAges(note(-other - 1)));
    }),
  );
});

test('the time itself stays, and what no time stands before', () => {
  expect(withoutAges(note(DAY * 200))).toBe(`Logging is off; last stopped ${at}, ago.`);
  expect(withoutAges(note(DAY * -7))).toBe(`Logging is off; last stopped ${at}, to come.`);
  const others = 'Kept for 90 days, 365 days wanted; at most 24 hours ago; of trail x, 3 days ago.';
  expect(withoutAges(others)).toBe(others);
});
