/** Where a verification without a window of its own begins: no hour that was not seen is left behind. */
import { expect, test } from 'vitest';
import type { LedgerRun } from '../../src/aws/ledger.ts';
import { seenUntil } from '../../src/cli/verify-window.ts';
import { verified } from '../support/ledger.ts';

const at = (day: number): string => `2026-11-${String(day).padStart(2, '0')}T06:00:00.000Z`;
const run = (day: number, change: Partial<LedgerRun> = {}): LedgerRun =>
  verified(0, { Until: at(day), ...change });
const ledger = (runs: Readonly<Record<string, readonly LedgerRun[]>>) => ({
  runs: (trailArn: string) => runs[trailArn] ?? [],
  checkpoints: new Map(),
  trails: Object.keys(runs),
});

test('where the last one ended that was complete and left nothing unread', () => {
  expect(seenUntil(ledger({ a: [run(10), run(11)] }), undefined)).toBe(at(11));
  expect(seenUntil(ledger({ a: [run(10), run(11, { Complete: false })] }), undefined)).toBe(at(10));
  expect(seenUntil(ledger({ a: [run(10), run(11, { Unread: 1 })] }), undefined)).toBe(at(10));
  expect(seenUntil(ledger({ a: [run(10), run(11, { Broken: 1 })] }), undefined)).toBe(at(11));
});

test('of several trails the earliest; of those asked for, if any are', () => {
  const both = ledger({ a: [run(10), run(14)], b: [run(10), run(12)] });
  expect(seenUntil(both, undefined)).toBe(at(12));
  expect(seenUntil(both, ['a'])).toBe(at(14));
});

test('a trail that was never seen whole does not count', () => {
  const never = [run(10, { Complete: false })];
  expect(seenUntil(ledger({ a: [run(12)], b: never }), undefined)).toBe(at(12));
  expect(seenUntil(ledger({ b: never }), undefined)).toBeNull();
  expect(seenUntil(ledger({ a: [run(12)] }), ['c'])).toBeNull();
  expect(seenUntil(undefined, undefined)).toBeNull();
});

test('of log files no fewer than are wanted now', () => {
  const runs = ledger({ a: [run(9), run(10, { Logs: 'sample:5' }), run(11, { Logs: 'none' })] });
  expect(seenUntil(runs, undefined)).toBe(at(9));
  expect(seenUntil(runs, undefined, 'sample:6')).toBe(at(9));
  expect(seenUntil(runs, undefined, 'sample:5')).toBe(at(10));
  expect(seenUntil(runs, undefined, 'none')).toBe(at(11));
});
