import { expect, test } from 'vitest';
import { csvLines } from '../../src/evidence/content/csv.ts';
import { segment } from '../../src/evidence/content/file.ts';

test('a spreadsheet shows a formula instead of running it', () => {
  const [, row] = [...csvLines(['a'], [['=cmd()', '+1', '-1', '@x', '\tx', 'plain', 'a=b']])];
  expect(row).toBe("'=cmd(),'+1,'-1,'@x,'\tx,plain,a=b");
});

test.each([
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
  '\u200b=1',
  '\ufeff+1',
  '\u2060\u200d-1',
  '\u00ad@x',
  ' =1',
  '\u3000＝1',
  '\u202e=1',
  '\n=1',
  '\u0000=1',
])('also where it begins in full width, or behind what nobody sees: %j', text => {
  const [, row] = [...csvLines(['a'], [[text]])];
  expect(row?.replace(/^"|"$/g, '')).toBe(`'${text}`);
});

test('what only looks near a formula stays as it is', () => {
  expect([...csvLines(['a', 'b', 'c', 'd'], [[' plain', '\u200ba=b', 'ａ＝b', '']])][1]).toBe(
    ' plain,\u200ba=b,ａ＝b,',
  );
});

test('quotes, commas and line breaks are kept inside their cell', () => {
  expect([...csvLines(['a', 'b'], [['say "hi", now', 'two\nlines']])][1]).toBe(
    '"say ""hi"", now","two\nlines"',
  );
});

test('nothing is an empty cell, a number is a number', () => {
  expect([...csvLines(['a', 'b', 'c', 'd'], [[null, undefined, -3, true]])][1]).toBe(',,-3,true');
});

test('a name makes one harmless segment of a path', () => {
  expect(['../../etc', '..', '', 'a/b\\c', '.hidden', 'C:con', 'x'.repeat(300)].map(segment)).toEqual([
    '__.._etc',
    '_',
    '_',
    'a_b_c',
    '_hidden',
    'C_con',
    'x'.repeat(100),
  ]);
});
