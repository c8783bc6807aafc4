import { expect, test } from 'vitest';
import { csvLines } from '../../src/evidence/content/csv.ts';
import { segment } from '../../src/evidence/content/file.ts';

test('a spreadsheet shows a formula instead of running it', () => {
  const [, row] = [...csvLines(['a'], [['=cmd()', '+1', '-1', '@x', '\tx', 'plain', 'a=b']])];
  expect(row).toBe("'=cmd(),'+1,'-1,'@x,'\tx,plain,a=b");
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
