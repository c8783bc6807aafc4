import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches } from '../../src/policy/glob.ts';
import { includes, intersects, witness } from '../../src/policy/glob-algebra.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 6 });

/** The same by a regular expression, to hold ours against. */
function byRegExp(glob: string, value: string): boolean {
  const source = glob.replaceAll('*', '[^]*').replaceAll('?', '[^]');
  return new RegExp(`^${source}$`).test(value);
}

/** Every text of up to five characters of the alphabet. */
function* shortTexts(length = 5): Iterable<string> {
  yield '';
  if (length === 0) return;
  for (const rest of shortTexts(length - 1))
    if (rest.length === length - 1) for (const c of 'ab:z') yield rest + c;
  if (length > 1) for (const rest of shortTexts(length - 1)) if (rest !== '') yield rest;
}

test('matches as a regular expression does', () => {
  fc.assert(
    fc.property(pattern, text, (p, t) => matches(p, t) === byRegExp(p, t)),
    { numRuns: 3000 },
  );
});

test('a pattern made to run away does not', () => {
  expect(matches(`${'*a'.repeat(200)}*b`, 'a'.repeat(2000))).toBe(false);
  expect(matches('*'.repeat(10_000), 'a'.repeat(2000))).toBe(true);
});

test('a witness is inside of these and outside of those, and where there is none there is no short one', () => {
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 2 }),
      fc.array(pattern, { maxLength: 3 }),
      (ins, outs) => {
        const good = (t: string) => ins.every(p => byRegExp(p, t)) && !outs.some(p => byRegExp(p, t));
        const found = witness(ins, outs);
        if (found.found === 'text') expect(good(found.text)).toBe(true);
        else expect([...shortTexts()].filter(good)).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test('a wider pattern never matches less', () => {
  fc.assert(
    fc.property(pattern, text, fc.nat(5), (p, t, at) => {
      const wider = `${p.slice(0, at)}*${p.slice(at + 1)}`;
      if (matches(p, t)) expect(matches(wider, t)).toBe(true);
      expect(includes(wider, p)).toBe(true);
    }),
  );
});

describe('the algebra', () => {
  test.each([
    ['s3:*', 's3:get*', true],
    ['s3:get*', 's3:*', false],
    ['arn:aws:iam::*:role/*', 'arn:aws:iam::*:role/breakglass', true],
    ['a*b*c', 'ab*bc', true],
    ['a?*', 'a*?', true],
    ['*a*', '*b*', false],
  ])('%s includes %s: %s', (wider, narrower, expected) => {
    expect(includes(wider, narrower)).toBe(expected);
  });

  test('intersections', () => {
    expect(intersects('s3:Get*', 's3:*Object')).toBe(true);
    expect(intersects('s3:Get*', 's3:Put*')).toBe(false);
  });

  test('what is preferred is taken if it will do', () => {
    expect(witness(['s3:*'], ['s3:Get*'], ['s3:GetObject', 's3:PutObject'])).toEqual({
      found: 'text',
      text: 's3:PutObject',
    });
  });

  test('a search that would explode is given up', () => {
    const wide = `*a${'?'.repeat(40)}`;
    expect(
      witness([wide], [`*b${'?'.repeat(39)}`, `*c${'?'.repeat(38)}`, `*a${'?'.repeat(41)}`]).found,
    ).not.toBe('none');
  });
});
