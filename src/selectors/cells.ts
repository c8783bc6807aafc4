/**
 * The values of one field, sorted into finitely many cells that no test can tell apart. A value's cell is either the
 * exact value that some test names, or the longest prefix and longest suffix of any test that it has. Every such pair
 * has values, because there is always a character that no test mentions. So sets of values become sets of cells, and
 * every question about them is decided exactly.
 */
import type { Field, FieldTest } from './field.ts';
import { passes } from './field.ts';
import { sampleValue } from './samples.ts';

/** A set of cells: bit n stands for cell n. */
export type CellSet = bigint;

export interface Cell {
  /** A value in the cell. */
  readonly sample: string;
  readonly exact: boolean;
  readonly prefix: string;
  readonly suffix: string;
}

export interface Cells {
  readonly field: Field;
  /** Exact values first. */
  readonly list: readonly Cell[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
}

export function cellsOf(field: Field, tests: readonly FieldTest[]): Cells {
  const exact = unique(tests.flatMap(({ Equals = [], NotEquals = [] }) => [...Equals, ...NotEquals]));
  const prefixes = unique([
    '',
    ...tests.flatMap(({ StartsWith = [], NotStartsWith = [] }) => [...StartsWith, ...NotStartsWith]),
  ]);
  const suffixes = unique([
    '',
    ...tests.flatMap(({ EndsWith = [], NotEndsWith = [] }) => [...EndsWith, ...NotEndsWith]),
  ]);
  const longestPrefix = (value: string) => longest(prefixes, prefix => value.startsWith(prefix));
  const longestSuffix = (value: string) => longest(suffixes, suffix => value.endsWith(suffix));
  const isOther = (value: string, prefix: string, suffix: string) =>
    !exact.includes(value) && longestPrefix(value) === prefix && longestSuffix(value) === suffix;

  const list: Cell[] = exact.map(value => ({
    sample: value,
    exact: true,
    prefix: longestPrefix(value),
    suffix: longestSuffix(value),
  }));
  for (const prefix of prefixes)
    for (const suffix of suffixes) {
      const sample = sampleValue(field, prefix, suffix, value => isOther(value, prefix, suffix));
      list.push({ sample, exact: false, prefix, suffix });
    }
  return { field, list, prefixes, suffixes };
}

/** The cells whose values pass all tests. */
export function cellsPassing(cells: Cells, tests: readonly FieldTest[]): CellSet {
  const bits = cells.list.map(({ sample }) => (tests.every(test => passes(test, sample)) ? '1' : '0'));
  return BigInt(`0b${bits.reverse().join('')}`);
}

export function cellsIn(cells: Cells, set: CellSet): readonly Cell[] {
  const bits = set.toString(2);
  return cells.list.filter((_, n) => bits[bits.length - 1 - n] === '1');
}

function longest(candidates: readonly string[], holds: (candidate: string) => boolean): string {
  return candidates.reduce((best, one) => (one.length > best.length && holds(one) ? one : best), '');
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
