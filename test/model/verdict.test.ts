import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Read } from '../../src/model/read.ts';
import { Unreadable } from '../../src/model/read.ts';
import {
  allOf,
  anyOf,
  fail,
  notApplicable,
  pass,
  type Status,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';

/** `allOf` and `anyOf` use nothing of a reader but `attempt`. */
const read = {
  attempt<T>(part: (read: Read) => T) {
    try {
      return { ok: true, value: part(read), evidence: [] };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { ok: false, blind: error.unread, evidence: [] };
    }
  },
} as unknown as Read;

const verdictOf: Record<Status, () => Verdict> = {
  pass: () => pass('p'),
  fail: () => fail('f'),
  unknown: () => undetermined('u'),
  'not-applicable': () => notApplicable('n'),
};
const status = fc.constantFrom<Status>('pass', 'fail', 'unknown', 'not-applicable');
const all = (statuses: readonly Status[]) => allOf(read, statuses, s => verdictOf[s]()).status;
const any = (statuses: readonly Status[]) => anyOf(read, statuses, s => verdictOf[s]()).status;

test('all: one failure fails, and nothing unknown passes', () => {
  fc.assert(
    fc.property(fc.array(status), statuses => {
      const expected = statuses.includes('fail')
        ? 'fail'
        : statuses.includes('unknown')
          ? 'unknown'
          : statuses.includes('pass')
            ? 'pass'
            : 'not-applicable';
      expect(all(statuses)).toBe(expected);
    }),
  );
});

test('any: one pass passes, and nothing unknown fails', () => {
  fc.assert(
    fc.property(fc.array(status), statuses => {
      const expected = statuses.includes('pass')
        ? 'pass'
        : statuses.includes('unknown')
          ? 'unknown'
          : statuses.includes('fail')
            ? 'fail'
            : 'not-applicable';
      expect(any(statuses)).toBe(expected);
    }),
  );
});

test('order does not matter, and knowing less never passes more', () => {
  fc.assert(
    fc.property(fc.array(status, { minLength: 1 }), fc.nat(), (statuses, at) => {
      expect(all([...statuses].reverse())).toBe(all(statuses));
      expect(any([...statuses].reverse())).toBe(any(statuses));
      const blinded = statuses.with(at % statuses.length, 'unknown');
      if (all(blinded) === 'pass') expect(all(statuses)).toBe('pass');
      if (any(blinded) === 'pass') expect(any(statuses)).toBe('pass');
    }),
  );
});

test('a gap in one item is that item alone', () => {
  const combined = anyOf(read, ['gap', 'good'], item => {
    if (item === 'gap') throw new Unreadable({ note: 'denied', gaps: ['e/1'] });
    return pass('good');
  });
  expect(combined.status).toBe('pass');
  const strict = allOf(read, ['gap', 'good'], item => {
    if (item === 'gap') throw new Unreadable({ note: 'denied', gaps: ['e/1'] });
    return pass('good');
  });
  expect(strict).toMatchObject({ status: 'unknown', gaps: ['e/1'] });
});

test('a mistake in the judgement is not a gap', () => {
  expect(() =>
    allOf(read, [1], () => {
      throw new TypeError('broken');
    }),
  ).toThrow('broken');
});
