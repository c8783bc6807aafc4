/** A verification that is killed, or stopped with Ctrl-C, goes on where it was. The built command, in its own process. */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Verification } from '../../src/digests/summary.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { member, trailArn } from '../sandbox/log-support.ts';
import { type Started, startCli } from '../support/cli-process.ts';
import { auditConfig, startLogged } from '../support/logged-organization.ts';

const CONCURRENCY = 8;
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
/** Decided, whenever it is looked at. */
const window = ['--since', ago(26), '--until', ago(5)];

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  const tampering = { kind: 'edit-log', hoursAgo: 9, account: member, region: 'us-east-1' } as const;
  sandbox = await startLogged({ since: '-30h', logsPerHour: 4, tampering: [tampering] }, { latencyMs: 4 });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(cwd, 'trailproof.yaml'), auditConfig);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function start(...args: string[]): Started {
  return startCli(cwd, sandbox.environment, ['verify-logs', ...args, '--concurrency', String(CONCURRENCY)]);
}

/** How often each object was asked for since. */
function fetched(from: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { operation, input } of sandbox.requests.slice(from)) {
    if (operation !== 'GetObject') continue;
    const key = JSON.stringify(input);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

async function killAfter(objects: number, from: number, run: ReturnType<typeof start>): Promise<void> {
  while (fetched(from).size < objects) {
    if (run.child.exitCode !== null) throw new Error(`ended before ${objects} objects: ${run.said.err}`);
    await new Promise(resolve => setTimeout(resolve, 2));
  }
  run.child.kill('SIGKILL');
  await run.ended;
}

/** All but which run it was and when. */
const resultIn = (folder: string): unknown => {
  const read = JSON.parse(readFileSync(join(cwd, folder, 'verification.json'), 'utf8')) as Verification;
  return { ...read, runId: '', at: '' };
};
const entries = (): string[] => readdirSync(join(cwd, 'led')).filter(name => /^\d{6}\.json$/.test(name));

test('killed again and again: the same result, and nothing that was proven is fetched twice', async () => {
  const begun = sandbox.requests.length;
  const whole = start('--out', 'whole', ...window);
  expect(await whole.ended, whole.said.err).toBe(4);
  const objects = fetched(begun);
  expect(Math.max(...objects.values())).toBe(1);
  expect(objects.size).toBeGreaterThan(500);

  const from = sandbox.requests.length;
  await killAfter(1, from, start('--out', 'out', ...window, '--ledger', 'led'));
  let kills = 1;
  for (const share of [0.2, 0.5, 0.75, 0.97]) {
    await killAfter(Math.floor(objects.size * share), from, start('--resume', 'out', '--ledger', 'led'));
    kills += 1;
    // Half a line, as a kill in the middle of writing leaves it.
    for (const name of readdirSync(join(cwd, 'out/work')))
      appendFileSync(join(cwd, 'out/work', name), '{"dig');
    if (existsSync(join(cwd, 'out/chains.ndjson')))
      appendFileSync(join(cwd, 'out/chains.ndjson'), '{"folder":"x');
  }
  expect(existsSync(join(cwd, 'out/verification.json'))).toBe(false);
  const last = start('--resume', 'out', '--ledger', 'led');
  expect(await last.ended, last.said.err).toBe(4);
  expect(resultIn('out')).toEqual(resultIn('whole'));
  expect(entries()).toEqual(['000001.json']);

  const again = fetched(from);
  expect(new Set(again.keys())).toEqual(new Set(objects.keys()));
  // What was under way at each kill, and the one log file that does not hold.
  const repeated = [...again.values()].reduce((sum, count) => sum + count - 1, 0);
  expect(repeated).toBeLessThanOrEqual(kills * (CONCURRENCY + 1));
  expect(existsSync(join(cwd, 'out/work'))).toBe(false);

  const done = start('--resume', 'out', '--ledger', 'led');
  expect(await done.ended).toBe(2);
  expect(done.said.err).toContain('nothing to resume');
  expect(fetched(from)).toEqual(again);
}, 180_000);

test('a run that was killed behind its entry in the ledger is entered once', async () => {
  const run = start('--out', 'out', ...window, '--logs', 'none', '--ledger', 'led');
  expect(await run.ended, run.said.err).toBe(0);
  rmSync(join(cwd, 'out/snapshot/complete.json'));
  const resumed = start('--resume', 'out', '--ledger', 'led');
  expect(await resumed.ended, resumed.said.err).toBe(0);
  expect(entries()).toEqual(['000001.json']);
}, 60_000);

test('Ctrl-C says how to go on, and exits with 3 or with what was found', async () => {
  const from = sandbox.requests.length;
  const run = start('--out', 'out', ...window);
  while (fetched(from).size < 60 && run.child.exitCode === null)
    await new Promise(resolve => setTimeout(resolve, 2));
  run.child.kill('SIGINT');
  expect([3, 4]).toContain(await run.ended);
  expect(run.said.err).toContain('trailproof verify-logs --resume');
  const resumed = start('--resume', 'out');
  expect(await resumed.ended, resumed.said.err).toBe(4);
  expect(resultIn('out')).toMatchObject({ complete: true });
}, 60_000);

test('a run is not resumed with another window, choice of logs, trails or ledger', async () => {
  const from = sandbox.requests.length;
  const asked = ['--logs', 'none', '--trail', trailArn, '--ledger', 'led'];
  await killAfter(20, from, start('--out', 'out', ...window, ...asked));
  const refusedWith = async (...flags: string[]): Promise<string> => {
    const other = start('--resume', 'out', ...flags);
    expect(await other.ended, other.said.err).toBe(2);
    return other.said.err;
  };
  const led = ['--ledger', 'led'];
  expect(await refusedWith(...led, '--window', '7d')).toContain('begun with the window');
  expect(await refusedWith(...led, '--since', ago(20))).toContain('begun with the window');
  expect(await refusedWith(...led, '--logs', 'all')).toContain('begun with --logs none');
  expect(await refusedWith(...led, '--trail', `${trailArn}x`)).toContain('begun with --trail');
  expect(await refusedWith('--ledger', 'other')).toContain('begun with the ledger');
  expect(await refusedWith()).toContain('begun with the ledger');
  expect(await refusedWith(...led, '--only-region', 'us-east-1')).toContain('other settings');
  const same = start('--resume', 'out', ...window, ...asked);
  expect(await same.ended, same.said.err).toBe(0);
}, 90_000);
