/** One account and region of a bucket, without a server: what is said of a chain of which nothing is proven. */
import { expect, test } from 'vitest';
import type { Checkpoint, Expectation } from '../../src/digests/chain.ts';
import { noJournal } from '../../src/digests/journal.ts';
import type { Tools } from '../../src/digests/verify-chain.ts';
import { verifyFolder } from '../../src/digests/verify-folder.ts';
import { aChain, digestKey, HOUR, MINUTE } from '../support/digest-chain.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

interface Given {
  readonly hours: number;
  readonly off?: Expectation['off'];
  /** Of objects that are listed among the digests, and gone when they are asked for. */
  readonly keys?: readonly string[];
  /** Of every chain of a former trail. */
  readonly checkpoint?: Checkpoint | null;
}

async function reportsOf({ hours, off = [], keys = [], checkpoint = null }: Given) {
  const tools: Tools = {
    list: async () => ({ outcome: 'listed', keys: [...keys], folders: [] }),
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
    checkpoint: () => checkpoint,
  };
  const window = { span: { from: now - hours * HOUR, to: now }, now, grace: 3 * HOUR, logs: 'none' } as const;
  const { reports } = await verifyFolder({ ...folder, chains: [...folder.chains] }, window, tools);
  return reports;
}

async function seen(given: Given) {
  const [report] = await reportsOf(given);
  return {
    verdict: report?.verdict,
    expected: report?.hours.expected,
    codes: report?.findings.map(({ status, code }) => `${status} ${code}`),
  };
}

test('hours that may all still be delivered prove nothing: the chain is unread, not proven', async () => {
  expect(await seen({ hours: 2 })).toEqual({
    verdict: 'unread',
    expected: 2,
    codes: ['pending grace', 'pending grace', 'unreadable nothing-proven'],
  });
});

test('nor does the hour that is running, of which there is nothing else to say', async () => {
  const half = await seen({ hours: (30 * MINUTE) / HOUR });
  expect(half).toMatchObject({ verdict: 'unread', expected: 0.5 });
  expect(half.codes).toContain('unreadable nothing-proven');
});

test('hours that are long due are missing, and nothing more is said of them', async () => {
  const { verdict, codes } = await seen({ hours: 8 });
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

test('a former trail is held against what an earlier verification saw of it', async () => {
  const former = { ...aChain, trailName: 'old', trailArn: aChain.trailArn.replace('org_trail_1', 'old') };
  const [seenAt, left] = [now - 5 * HOUR, now - 9 * HOUR];
  const mark = { key: digestKey(former, seenAt), endsAt: seenAt, signature: 'aa', sha256: 'bb' };
  const codesBy = async (checkpoint: Checkpoint | null) => {
    const reports = await reportsOf({ hours: 12, keys: [digestKey(former, left)], checkpoint });
    const own = reports.find(({ chain }) => chain.trailArn === former.trailArn);
    return own?.findings.map(({ code }) => code);
  };
  expect(await codesBy(null)).not.toContain('before-checkpoint');
  expect(await codesBy(mark)).toContain('before-checkpoint');
});
