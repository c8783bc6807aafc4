import { describe, expect, test } from 'vitest';
import { parametersOf, parseConfig } from '../../src/cli/config.ts';
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
    ['a bucket by its ARN', 'sensitiveBuckets: ["arn:aws:s3:::pay"]\n', 'c.yaml:1:20: sensitiveBuckets.0'],
    [
      'a version of a function',
      'sensitiveFunctions: ["arn:aws:lambda:us-east-1:111122223333:function:pay:7"]\n',
      'c.yaml:1:22: sensitiveFunctions.0',
    ],
    ['a list instead of a mapping', '- a\n', 'c.yaml:1:1'],
    ['the same key twice', 'lake: auto\nlake: required\n', 'c.yaml:2:1'],
  ];
  test.each(cases)('%s', (_name, text, message) => {
    expect(() => parseConfig(text, 'c.yaml')).toThrow(message);
  });
});

test('what is sensitive: everything, unless it is named', () => {
  expect(parametersOf(parseConfig('', 'c.yaml'))).toMatchObject({
    sensitiveBuckets: null,
    sensitiveFunctions: null,
  });
  const text = 'sensitiveBuckets: [pay]\nsensitiveFunctions: []\n';
  expect(parametersOf(parseConfig(text, 'c.yaml'))).toMatchObject({
    sensitiveBuckets: ['pay'],
    sensitiveFunctions: [],
  });
});

describe('a verifier', () => {
  const text = [
    'verifier:',
    "  account: '333344445555'",
    '  region: us-east-1',
    '  schedule: nightly',
    '  function: arn:aws:lambda:us-east-1:333344445555:function:verify',
    '  alarm: verify-errors',
  ].join('\n');

  test('is declared with all that proves it', () => {
    expect(parametersOf(parseConfig(text, 'c.yaml')).verifier).toEqual({
      account: '333344445555',
      region: 'us-east-1',
      schedule: 'nightly',
      rule: null,
      function: 'arn:aws:lambda:us-east-1:333344445555:function:verify',
      alarm: 'verify-errors',
      trails: null,
    });
    expect(parametersOf(parseConfig('', 'c.yaml')).verifier).toBeNull();
  });

  test.each([
    [
      'schedule and rule',
      `${text}\n  rule: nightly`,
      'c.yaml:2:3: verifier: a verifier has a schedule or a rule',
    ],
    ['neither', text.replace('  schedule: nightly\n', ''), 'verifier: a verifier has a schedule or a rule'],
    [
      'a function elsewhere',
      text.replace('us-east-1\n', 'eu-west-1\n'),
      'c.yaml:5:13: verifier.function: is in another',
    ],
    [
      'a function by its name',
      text.replace(/arn:\S+/, 'verify'),
      'verifier.function: the ARN of a Lambda function',
    ],
    ['no alarm', text.replace(/\n {2}alarm.*/, ''), 'verifier.alarm'],
  ])('%s is refused', (_name, wrong, message) => {
    expect(() => parseConfig(wrong, 'c.yaml')).toThrow(message);
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
