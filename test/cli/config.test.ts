import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/cli/config.ts';
import { printable } from '../../src/cli/printable.ts';

describe('a wrong configuration is refused with its line and column', () => {
  const cases: [string, string, string][] = [
    ['broken YAML', 'role:\n  name: [a', 'c.yaml:2:'],
    ['unknown field', 'role:\n  name: A\n  nme: B\n', 'c.yaml:3:'],
    ['unknown field at the top', 'retention: 3\n', 'c.yaml:1:'],
    ['wrong type', 'retentionDays: long\n', 'c.yaml:1:16: retentionDays'],
    ['account id as a number', 'logArchiveAccount: 222233334444\n', 'c.yaml:1:20: logArchiveAccount'],
    [
      'exclusion without a reason',
      "accounts:\n  exclude:\n    - id: '111122223333'\n",
      'c.yaml:3:7: accounts.exclude.0.reason',
    ],
    ['a list instead of a mapping', '- a\n', 'c.yaml:1:1'],
    ['the same key twice', 'lake: auto\nlake: required\n', 'c.yaml:2:1'],
  ];
  test.each(cases)('%s', (_name, text, message) => {
    expect(() => parseConfig(text, 'c.yaml')).toThrow(message);
  });
});

test('an empty file is a configuration', () => {
  expect(parseConfig('', 'c.yaml')).toEqual({});
});

test('names from AWS cannot reach the terminal raw', () => {
  expect(printable('a\u001b[31mred\r\n\u202eb')).toBe('a\\u001b[31mred\\u000d\\u000a\\u202eb');
  expect(printable('x'.repeat(10_000))).toHaveLength(200);
  expect(printable('日本語 🚀')).toBe('日本語 🚀');
});
