/** For numbers, dates, booleans and addresses: few values that stand for all, one on each side of every bound. */
import { readRange, writeAddress } from './ip.ts';
import { readDate, readNumber, styleOf } from './operators.ts';
import type { Condition } from './policy.ts';

export interface Pool {
  readonly values: readonly string[];
  /** Whatever the conditions can tell apart is in it. */
  readonly complete: boolean;
}

export function poolFor(conditions: readonly Condition[]): Pool {
  const families = new Set(conditions.map(familyOf));
  const expected = conditions.flatMap(condition => condition.values);
  const pools = [...families].map(family => poolOf(family, expected));
  return {
    values: pools.flatMap(pool => pool.values),
    complete: families.size === 1 && pools.every(p => p.complete),
  };
}

type Family = 'number' | 'date' | 'boolean' | 'address' | 'other';

function familyOf({ test }: Condition): Family {
  if (test === null || styleOf(test) !== null) return 'other';
  if (test.startsWith('Numeric')) return 'number';
  if (test.startsWith('Date')) return 'date';
  if (test === 'Bool') return 'boolean';
  return test === 'IpAddress' ? 'address' : 'other';
}

function poolOf(family: Family, expected: readonly string[]): Pool {
  switch (family) {
    case 'number':
      return around(expected.map(readNumber), 0, String);
    case 'date':
      return around(expected.map(readDate), 1_700_000_000_000, time => new Date(time).toISOString());
    case 'boolean':
      return { values: ['true', 'false'], complete: true };
    case 'address':
      return addresses(expected);
    default:
      return { values: [...expected, 'eA==', 'something-else'], complete: false };
  }
}

/** Every bound, the middle between two, and one beyond either end. */
function around(read: readonly (number | null)[], step: number, write: (value: number) => string): Pool {
  const bounds = read.filter(value => value !== null).sort((a, b) => a - b);
  const first = bounds[0] ?? step;
  const last = bounds.at(-1) ?? step;
  const values = [last + 1, first - 1];
  for (const [i, bound] of bounds.entries()) values.push(bound, (bound + (bounds[i + 1] ?? bound)) / 2);
  return { values: [...new Set(values)].map(write), complete: bounds.length === read.length };
}

function addresses(expected: readonly string[]): Pool {
  const values = ['198.51.100.7', '2001:db8:0:0:0:0:0:7'];
  let complete = true;
  for (const text of expected) {
    const range = readRange(text);
    if (range === null) {
      complete = false;
      continue;
    }
    const { version, first, last } = range;
    const highest = (1n << (version === 4 ? 32n : 128n)) - 1n;
    for (const number of [first, last, first - 1n, last + 1n]) {
      if (number >= 0n && number <= highest) values.push(writeAddress({ version, number }));
    }
  }
  return { values, complete };
}
