/** One account and region of a bucket, without a server: what is said of a chain of which nothing is proven. */
import { expect, test } from 'vitest';
import type { Expectation } from '../../src/digests/chain.ts';
import { noJournal } from '../../src/digests/journal.ts';
import type { Tools } from '../../src/digests/verify-chain.ts';
import { verifyFolder } from '../../src/digests/verify-folder.ts';
import { aChain, HOUR, MINUTE } from '../support/digest-chain.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

async function seen({ hours, off }: { hours: number; off: Expectation['off'] }) {
  const tools: Tools = {
    list: async () => ({ outcome: 'listed', keys: [], folders: [] }),
    get: async () => ({ outcome: 'missing' }),
    keys: async () => [],
    history: async () => ({ off, createdAt: null, updatedAt: [], historyRead: true, deletions: [] }),
    memory: noJournal.memory(''),
    alone: work => work(),
  };
  const folder = {
    bucket: { name: aChain.bucket, owner: '222233334444', region: 'eu-west-1' },
    chains: [{ chain: aChain, latestDigestAt: null, checkpoint: null }] as const,
    shared: false,
  };
  const window = { span: { from: now - hours * HOUR, to: now }, now, grace: 3 * HOUR, logs: 'none' } as const;
  const { reports } = await verifyFolder({ ...folder, chains: [...folder.chains] }, window, tools);
  const [report] = reports;
  return {
    verdict: report?.verdict,
    expected: report?.hours.expected,
    codes: report?.findings.map(({ status, code }) => `${status} ${code}`),
  };
}

test('hours that may all still be delivered prove nothing: the chain is unread, not proven', async () => {
  expect(await seen({ hours: 2, off: [] })).toEqual({
    verdict: 'unread',
    expected: 2,
    codes: ['pending grace', 'pending grace', 'unreadable nothing-proven'],
  });
});

test('nor does the hour that is running, of which there is nothing else to say', async () => {
  const half = await seen({ hours: (30 * MINUTE) / HOUR, off: [] });
  expect(half).toMatchObject({ verdict: 'unread', expected: 0.5 });
  expect(half.codes).toContain('unreadable nothing-proven');
});

test('hours that are long due are missing, and nothing more is said of them', async () => {
  const { verdict, codes } = await seen({ hours: 8, off: [] });
  expect(verdict).toBe('broken');
  expect(codes).not.toContain('unreadable nothing-proven');
});

test('where logging was off all the time, no digest is owed', async () => {
  const { verdict, expected } = await seen({
    hours: 2,
    off: [{ from: now - 9 * HOUR, to: Number.POSITIVE_INFINITY }],
  });
  expect({ verdict, expected }).toEqual({ verdict: 'proven', expected: 0 });
});
