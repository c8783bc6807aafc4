import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allCalls } from '../../src/aws/calls.ts';
import type { Unanswered } from '../../src/model/evidence.ts';
import { builtInEstates, type Fault, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { checkThatNeeds, referenceConfig, runAgainst } from '../support/run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.exemplary() });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.clearFaults());

const everything = [checkThatNeeds(allCalls)];
// Few regions keep the retries of a test short; the rules do not depend on how many there are.
const config = {
  ...referenceConfig,
  regions: { include: ['us-east-1', 'eu-west-1'] },
  timeouts: { connectMs: 2_000, requestMs: 5_000 },
};

async function gapsUnder(fault: Fault): Promise<readonly Unanswered[]> {
  sandbox.addFault(fault);
  // Only where an answer never comes is it worth the risk to be impatient on a busy machine.
  const timeouts = fault.kind === 'timeout' ? { connectMs: 2_000, requestMs: 500 } : config.timeouts;
  const { snapshot } = await runAgainst(sandbox, everything, { config: { ...config, timeouts } });
  return [...snapshot.index.records()].filter(record => record.outcome === 'gap');
}

describe('each fault of a call is a gap with AWS’s own word and the permission', () => {
  const at = { service: 'cloudtrail', operation: 'DescribeTrails', region: 'eu-west-1' } as const;
  const cases: [string, Fault, object][] = [
    ['denied', { ...at, kind: 'deny' }, { reason: 'denied', code: 'AccessDeniedException' }],
    [
      'throttled to exhaustion',
      { ...at, kind: 'throttle' },
      { reason: 'throttled', code: 'ThrottlingException' },
    ],
    ['server error', { ...at, kind: 'error' }, { reason: 'unreachable' }],
    ['no answer in time', { ...at, kind: 'timeout' }, { reason: 'unreachable', code: 'ETIMEDOUT' }],
    ['connection reset', { ...at, kind: 'reset' }, { reason: 'unreachable', code: 'ECONNRESET' }],
    ['body cut short', { ...at, kind: 'truncate' }, {}],
    ['body that is not JSON', { ...at, kind: 'malformed' }, { reason: 'malformed', code: 'SyntaxError' }],
    ['expired session', { ...at, kind: 'expired' }, { reason: 'expired', code: 'ExpiredTokenException' }],
  ];
  for (const [name, fault, expected] of cases) {
    test(name, async () => {
      const gaps = await gapsUnder(fault);
      const own = gaps.filter(gap => gap.call === 'cloudtrail.DescribeTrails');
      expect(own.length).toBeGreaterThan(0);
      for (const { gap, scope } of own) {
        expect(scope.region).toBe('eu-west-1');
        expect(gap).toMatchObject({ permission: 'cloudtrail:DescribeTrails', ...expected });
        expect(['unreachable', 'malformed', 'denied', 'throttled', 'expired']).toContain(gap.reason);
      }
      // What depended on it is a gap as well, and says because of what.
      const children = gaps.filter(gap => gap.call === 'cloudtrail.GetTrailStatus');
      expect(children.length).toBe(own.length);
      for (const child of children) expect(own.map(gap => gap.id)).toContain(child.gap.because);
    }, 120_000);
  }
});

test('a throttle that ends is waited out and leaves no gap', async () => {
  expect(await gapsUnder({ service: 'kms', kind: 'throttle', times: 2 })).toEqual([]);
});

test('half a list is a gap, not an answer', async () => {
  const paged = await startSandbox({ estate: builtInEstates.exemplary(), pageSize: 2 });
  try {
    paged.addFault({ service: 'organizations', operation: 'ListAccounts', kind: 'deny', afterPage: 1 });
    const { snapshot } = await runAgainst(paged, everything, { config });
    const listed = [...snapshot.index.records()].find(record => record.call === 'organizations.ListAccounts');
    expect(listed).toMatchObject({ outcome: 'gap', gap: { reason: 'denied' } });
    expect(snapshot.population?.unread).toEqual([listed?.id]);
  } finally {
    await paged.stop();
  }
});

test('small and empty pages give the same evidence as large ones', async () => {
  const paged = await startSandbox({ estate: builtInEstates.exemplary(), pageSize: 1, emptyFirstPage: true });
  const fixed = () => new Date('2026-11-20T06:00:00Z');
  try {
    const small = await runAgainst(paged, everything, { config, now: fixed });
    const large = await runAgainst(sandbox, everything, { config, now: fixed });
    const ids = ({ snapshot }: typeof small) => [...snapshot.index.records()].map(record => record.id).sort();
    expect(ids(small)).toEqual(ids(large));
    const accounts = ({ snapshot }: typeof small) => snapshot.population?.accounts;
    expect(accounts(small)).toEqual(accounts(large));
  } finally {
    await paged.stop();
  }
});

test('a refused role makes a gap of each call there, because of that role', async () => {
  sandbox.addFault({ service: 'sts', operation: 'AssumeRole', kind: 'deny', times: 1 });
  const { snapshot } = await runAgainst(sandbox, everything, { config: { ...config, concurrency: 1 } });
  // The first role assumed is the management account's, whose accounts' list is then unread as well.
  const { population } = snapshot;
  expect(population?.unread).toHaveLength(1);
  const closed = population?.accounts.find(account => account.disposition === 'not-evaluable');
  expect(closed).toMatchObject({ management: true, regions: null });
});

test('our own tool never makes KMS create a key', () => {
  expect(sandbox.createdManagedKeys).toBe(0);
});
