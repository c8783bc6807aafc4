import { expect, test } from 'vitest';
import { noLogs } from '../../src/digests/check-logs.ts';
import type { ChainReport } from '../../src/digests/report.ts';
import { resultJson } from '../../src/digests/result-json.ts';
import type { Verification } from '../../src/digests/summary.ts';
import { canonical } from '../../src/model/json.ts';
import { aChain } from '../support/digest-chain.ts';

const none = { valid: 0, invalid: 0, missing: 0, unreadable: 0 };
const period = { since: '2026-11-19T00:00:00.000Z', until: '2026-11-20T00:00:00.000Z' };
const says = 'A name of "chains":[] and \\"chains\\":[] was found.';

function report(findings: number): ChainReport {
  const hours = { expected: 24, proven: 0, pending: 0, off: 0, missing: 24, unreadable: 0 };
  const finding = { status: 'missing', code: 'absent', of: 'hours', key: null, period, says } as const;
  return {
    chain: aChain,
    live: true,
    period,
    verdict: 'broken',
    digests: none,
    logs: noLogs,
    hours,
    findings: Array.from({ length: findings }, () => finding),
    last: null,
  };
}

function verification(chains: readonly ChainReport[]): Verification {
  return {
    schema: 'verification/1',
    tool: { name: 'trailproof', version: '0.0.0' },
    runId: 'run',
    at: period.until,
    period,
    logs: 'all',
    complete: true,
    trails: [],
    unaccounted: [{ trailArn: null, accountId: null, says }],
    chains,
  };
}

test.each([0, 1, 2, 5])('the pieces of %d chains are the canonical text', count => {
  const result = verification(Array.from({ length: count }, (_, index) => report(index)));
  expect([...resultJson(result)].join('')).toBe(`${canonical(result)}\n`);
});

test('no piece holds more than one chain', () => {
  const chains = Array.from({ length: 200 }, () => report(24));
  const largest = Math.max(...[...resultJson(verification(chains))].map(piece => piece.length));
  expect(largest).toBeLessThanOrEqual(canonical(chains[0]).length + 1);
});
