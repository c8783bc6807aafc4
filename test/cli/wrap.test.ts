import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { column, cut, wrap } from '../../src/cli/wrap.ts';

test('no line is wider than asked for, and nothing is lost', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
      fc.integer({ min: 10, max: 120 }),
      (text, width) => {
        const wrapped = wrap(text, width, '    ');
        for (const line of wrapped.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(wrapped.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      },
    ),
  );
});

test('wide characters take two columns', () => {
  expect(column('日本語', 5)).toBe('日本…');
  expect(cut('日本語日本語', 6)).toBe('日本…');
  expect(column('ab', 4)).toBe('ab  ');
});
