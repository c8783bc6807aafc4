/** Compares one value of a request with one value of a policy, by operator. `unsure`: AWS does not document it. */
import type { Glob } from './glob.ts';
import { matches } from './glob.ts';
import { inRange, readAddress, readRange } from './ip.ts';
import type { Test } from './policy.ts';
import type { Style } from './variables.ts';

export type Compared = boolean | 'unsure';

export type TextTest = 'StringEquals' | 'StringEqualsIgnoreCase' | 'StringLike' | 'ArnLike';

const styles: Readonly<Record<TextTest, Style>> = {
  StringEquals: 'literal',
  StringEqualsIgnoreCase: 'ignoring-case',
  StringLike: 'wildcards',
  ArnLike: 'arn',
};

/** How a value of this operator is read as a pattern; null: it is no text. */
export function styleOf(test: Test, value = 'arn:::::'): Style | null {
  if (!isTextTest(test)) return null;
  // What is no ARN has no segments for a wildcard to stay in; whether AWS lets it match at all is not documented.
  return test === 'ArnLike' && !isArn(value) ? 'wildcards' : styles[test];
}

function isTextTest(test: Test): test is TextTest {
  return Object.hasOwn(styles, test);
}

export function compareText(test: Test, written: string, pattern: Glob, actual: string): Compared {
  if (test !== 'ArnLike') return matches(pattern, actual);
  if (written === '*') return true;
  if (!isArn(written)) return matches(pattern, actual) ? 'unsure' : false;
  return isArn(actual) && matches(pattern, actual);
}

export function isArn(text: string): boolean {
  return text.startsWith('arn:') && text.split(':').length >= 6;
}

export function compare(test: Test, expected: string, actual: string): Compared {
  switch (test) {
    case 'Bool':
      return compareBool(expected, actual);
    case 'BinaryEquals':
      return stripped(expected) === stripped(actual);
    case 'IpAddress': {
      const range = readRange(expected);
      const address = readAddress(actual);
      return range === null || address === null ? 'unsure' : inRange(address, range);
    }
    default:
      return compareOrder(test, expected, actual);
  }
}

/** AWS writes `true` and `false`. Whether it takes `False`, which scripts like to write, it does not say. */
function compareBool(expected: string, actual: string): Compared {
  const wanted = expected.toLowerCase();
  if (wanted !== 'true' && wanted !== 'false') return 'unsure';
  if (wanted !== actual.toLowerCase()) return false;
  return wanted === expected ? true : 'unsure';
}

function compareOrder(test: Test, expected: string, actual: string): Compared {
  const read = test.startsWith('Date') ? readDate : readNumber;
  const right = read(expected);
  const left = read(actual);
  if (left === null || right === null) return 'unsure';
  switch (test.replace(/^(?:Date|Numeric)/, '')) {
    case 'Equals':
      return left === right;
    case 'LessThan':
      return left < right;
    case 'LessThanEquals':
      return left <= right;
    case 'GreaterThan':
      return left > right;
    case 'GreaterThanEquals':
      return left >= right;
    default:
      return 'unsure';
  }
}

export function readNumber(text: string): number | null {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : null;
}

const w3cDate = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?)?)?$/;

/** Milliseconds. AWS takes the W3C profile of ISO 8601 and seconds since 1970. */
export function readDate(text: string): number | null {
  if (/^\d{5,}(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!w3cDate.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function stripped(base64: string): string {
  return base64.replace(/[=\s]+$/, '');
}
