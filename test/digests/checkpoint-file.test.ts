/** Which digest of each chain the ledger remembers: the mark goes on only where nothing was passed over. */
import { expect, test } from 'vitest';
import { type Chain, chainId } from '../../src/digests/chain.ts';
import { parseCheckpoints, renderCheckpoints } from '../../src/digests/checkpoint-file.ts';
import type { ChainReport, ReportedFinding } from '../../src/digests/report.ts';
import { aChain, HOUR } from '../support/digest-chain.ts';

const seen = Date.parse('2026-11-20T00:00:00Z');
const iso = (at: number): string => new Date(at).toISOString();
const mark = { key: 'old', endsAt: seen, signature: 'aa', fingerprint: 'ff', sha256: 'bb' };
const earlier = new Map([[chainId(aChain), mark]]);

interface Given {
  readonly chain?: Chain;
  readonly live?: boolean;
  readonly findings?: readonly Partial<ReportedFinding>[];
  /** Of the window, counted from the mark. */
  readonly since?: number;
}

/** The mark of a chain after a verification that found a newer digest. */
function markAfter({ chain = aChain, live = true, findings = [], since = 6 }: Given, before = earlier) {
  const last = { ...mark, key: 'new', endsAt: iso(seen + 12 * HOUR) };
  const period = { since: iso(seen + since * HOUR), until: iso(seen + 12 * HOUR) };
  const report = { chain, live, findings, last, period } as unknown as ChainReport;
  return parseCheckpoints(renderCheckpoints(before, [report])).get(chainId(chain))?.key;
}

const notRead = (from: number, change: Partial<ReportedFinding> = {}): Partial<ReportedFinding> => ({
  status: 'unreadable',
  code: 'not-checked',
  of: 'hours',
  period: { since: iso(seen + from * HOUR), until: iso(seen + 6 * HOUR) },
  ...change,
});

test('it goes on to the newest digest', () => {
  expect(markAfter({})).toBe('new');
  expect(markAfter({}, new Map())).toBe('new');
});

test('it stays where hours behind it were not read, so that they are told until they are', () => {
  expect(markAfter({ findings: [notRead(0)] })).toBe('old');
});

test('hours elsewhere, or of the window itself, do not hold it back', () => {
  expect(markAfter({ findings: [notRead(2)] })).toBe('new');
  expect(markAfter({ findings: [notRead(0)], since: -6 })).toBe('new');
  expect(markAfter({ findings: [notRead(0, { code: 'grace', status: 'pending' })] })).toBe('new');
});

test('a chain that was not looked at keeps its mark', () => {
  const other = { ...aChain, region: 'us-east-1' };
  const after = parseCheckpoints(renderCheckpoints(earlier, []));
  expect([...after]).toEqual([...earlier]);
  expect(markAfter({ chain: other })).toBe('new');
});

test('a former trail has one only if it was seen alive', () => {
  expect(markAfter({ live: false })).toBe('new');
  expect(markAfter({ live: false }, new Map())).toBeUndefined();
});
