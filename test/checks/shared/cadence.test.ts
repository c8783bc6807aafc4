import { describe, expect, test } from 'vitest';
import { cadenceOf } from '../../../checks/shared/cadence.ts';

describe('the longest wait between two runs', () => {
  test.each<[string, number]>([
    ['rate(1 day)', 1440],
    ['rate(24 hours)', 1440],
    ['rate(1440 minutes)', 1440],
    ['rate(5 minutes)', 5],
    ['rate(25 hours)', 1500],
    ['rate(2 days)', 2880],
    ['cron(0 6 * * ? *)', 1440],
    ['cron(0 6 ? * * *)', 1440],
    ['cron(0 6 ? * SUN-SAT *)', 1440],
    ['cron(0 6 ? * 1-7 *)', 1440],
    ['cron(0 6 1-31 JAN-DEC ? *)', 1440],
    ['cron(0 6 1/1 * ? *)', 1440],
    ['cron(0 6,18 * * ? *)', 720],
    // Not in the same step: 05:00 to 22:00 is the longest wait.
    ['cron(0 22,5 * * ? *)', 1020],
    ['cron(0/15 * * * ? *)', 15],
    // The steps begin anew every hour: 40 to 60 is shorter than 0 to 40.
    ['cron(0/40 * * * ? *)', 40],
    ['cron(30 8-18/5 * * ? *)', 840],
    [' cron( 0  6 * * ? * ) ', 1440],
  ])('%s', (expression, minutes) => {
    expect(cadenceOf(expression)).toEqual({ kind: 'steady', minutes });
  });
});

test.each([
  'cron(0 6 ? * MON-FRI *)',
  'cron(0 6 ? * 2 *)',
  'cron(0 6 1 * ? *)',
  'cron(0 6 1-30 * ? *)',
  'cron(0 6 */2 * ? *)',
  'cron(0 6 * 1-11 ? *)',
])('%s leaves days out', expression => {
  expect(cadenceOf(expression)).toEqual({ kind: 'skips-days' });
});

test('at(...) runs once', () => {
  expect(cadenceOf('at(2026-12-01T06:00:00)')).toEqual({ kind: 'once' });
});

test.each([
  '',
  'daily',
  'rate(1 week)',
  'rate(0 days)',
  'rate(day)',
  'rate(-1 day)',
  'cron(0 6 * * *)',
  'cron(0 6 * * * *)',
  'cron(0 6 ? * ? *)',
  'cron(0 6 L * ? *)',
  'cron(0 6 15W * ? *)',
  'cron(0 6 ? * 6#3 *)',
  'cron(0 6 * * ? 2026)',
  'cron(0 6 * * ? 2020-2199)',
  'cron(60 6 * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0 6 ? * 0-6 *)',
  'cron(0 6 ? * FRI-MON *)',
  'cron(0 6 0-31 * ? *)',
  'cron(0/0 6 * * ? *)',
  'cron(*-5 6 * * ? *)',
  'cron(0 6, * * ? *)',
])('"%s" is not understood, and no guess is made', expression => {
  expect(cadenceOf(expression)).toEqual({ kind: 'not-understood' });
});
