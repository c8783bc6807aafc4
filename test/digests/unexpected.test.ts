import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logFolder } from '../../src/digests/layout.ts';
import { type ExtraLogs, judgeExtraLogs } from '../../src/digests/unexpected.ts';
import { aChain, digestKey, HOUR, logKey, MINUTE } from '../support/digest-chain.ts';

const from = Date.parse('2026-11-19T08:37:12Z');
const to = from + 24 * HOUR;
const input: ExtraLogs = {
  chain: aChain,
  keys: [],
  named: new Set(),
  proven: [{ from, to }],
  now: to + 10 * MINUTE,
  margin: 15 * MINUTE,
  shared: false,
};
const words = (change: Partial<ExtraLogs>) =>
  judgeExtraLogs({ ...input, ...change }).map(({ status, code, of, key }) => [status, code, of, key]);

describe('an object that no digest names', () => {
  const key = logKey(aChain, from + 5 * HOUR);

  test('is unexpected where every digest was proven', () => {
    expect(words({ keys: [key] })).toEqual([['unexpected', 'in-no-digest', 'object', key]]);
  });

  test('is none of ours if a digest names it', () => {
    expect(words({ keys: [key], named: new Set([key]) })).toEqual([]);
  });

  test('cannot be told from those of a trail without digests', () => {
    expect(words({ keys: [key], shared: true })).toEqual([
      ['unreadable', 'trail-without-digests', 'object', key],
    ]);
  });

  test('is said once, however often it was listed', () => {
    expect(words({ keys: [key, key] })).toHaveLength(1);
  });

  test.each<[string, number, number]>([
    ['at the last minute before the margin', to - 16 * MINUTE, 1],
    ['within the margin: a later digest may name it', to - 14 * MINUTE, 0],
    ['after what is proven', to + 5 * MINUTE, 0],
    ['before what is proven', from - 2 * MINUTE, 0],
    ['of a time that has not come', to + 5 * HOUR, 1],
  ])('%s', (_what, at, count) => {
    expect(words({ keys: [logKey(aChain, at)] })).toHaveLength(count);
  });

  test('in a hole of what is proven is not judged: the hole is', () => {
    const proven = [
      { from, to: from + 4 * HOUR },
      { from: from + 6 * HOUR, to },
    ];
    expect(words({ keys: [key], proven })).toEqual([]);
  });

  test.each([
    `${logFolder(aChain)}2026/11/19/notes.txt`,
    `${logFolder(aChain)}2026/11/19/`,
    `${logFolder(aChain)}2026/11/19/..\u0000.json.gz`,
    logKey({ ...aChain, accountId: '999900001111' }, from + HOUR),
    logKey({ ...aChain, region: 'us-east-1' }, from + HOUR),
    logKey(aChain, from + HOUR).replace('/19/', '/19/deeper/'),
    digestKey(aChain, from + HOUR),
  ])('is unexpected under the name %j', name => {
    expect(words({ keys: [name] })).toEqual([['unexpected', 'not-a-log-name', 'object', name]]);
    expect(words({ keys: [name], shared: true })).toEqual([['unexpected', 'not-a-log-name', 'object', name]]);
  });

  test('is found whatever the order of the listing', () => {
    const keys = [1, 2, 3, 4].map(hour => logKey(aChain, from + hour * HOUR));
    const sorted = words({ keys });
    fc.assert(
      fc.property(fc.shuffledSubarray(keys, { minLength: 4 }), shuffled => {
        expect(words({ keys: shuffled })).toEqual(sorted);
      }),
    );
  });
});
