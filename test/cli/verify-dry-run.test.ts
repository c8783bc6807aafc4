/** What a verification would take, held against what it then takes. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import type { VerificationPlan } from '../../src/digests/plan.ts';
import { auditRole, toolingCaller } from '../../src/sandbox/estates/tooling.ts';
import { parseEstate, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { closed, historyDocument, keyArn, owner, trailArn } from '../sandbox/log-support.ts';
import { auditConfig, startLogged } from '../support/logged-organization.ts';
import { testIo } from '../support/run.ts';

// Of one reading of the clock: the next millisecond would begin a 25th hour.
const now = Date.now();
const ago = (hours: number): string => new Date(now - hours * 3_600_000).toISOString();
const window = ['--since', ago(30), '--until', ago(6)];

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  sandbox = await startLogged({ since: '-40h' }, { trail: { kmsKeyId: keyArn } });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(cwd, 'trailproof.yaml'), auditConfig);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

async function verifyLogs(flags: readonly string[], at = sandbox) {
  const { io, said } = testIo(at.environment, { cwd });
  const from = at.requests.length;
  const code = await main(['verify-logs', ...window, ...flags], io);
  return { code, ...said, asked: at.requests.slice(from).map(({ operation }) => operation) };
}
const countOf = (operations: readonly string[], name: string): number =>
  operations.filter(operation => operation === name).length;

test('reads no object, lists no bucket, and leaves nothing behind', async () => {
  const { asked, code } = await verifyLogs(['--dry-run', '--ledger', 'led']);
  // A closed account cannot be asked in which regions it has digests.
  expect(code).toBe(3);
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter(name => /Object|ListPublicKeys|LookupEvents/.test(name))).toEqual([]);
  expect(existsSync(join(cwd, 'led'))).toBe(false);
  expect(readdirSync(cwd)).toEqual(['trailproof.yaml']);
});

test('counts the chains and digests that a run then reads', async () => {
  const { stdout } = await verifyLogs(['--dry-run', '--format', 'json']);
  const plan = JSON.parse(stdout) as VerificationPlan;
  const run = await verifyLogs(['--logs', 'none', '--format', 'json']);
  const { trails } = JSON.parse(run.stdout) as { trails: { chains: number }[] };
  // The member in two regions; the owner has opted in to a third, and the closed account is counted with as many.
  expect(plan.trails).toMatchObject([{ trailArn, chains: 7, digests: 7 * 26 }]);
  expect(plan.total).toMatchObject({ chains: trails[0]?.chains, digests: countOf(run.asked, 'GetObject') });
  expect(plan.total.logs).toBe(7 * 66);
  expect(plan.total.requests.kms).toBe(plan.total.requests.get);
  expect(plan.uncounted).toEqual([expect.stringContaining(closed)]);
  expect(plan.dollars.total).toBeCloseTo(
    (plan.total.requests.get * 3.4 + plan.total.requests.list * 5) / 1e6,
    10,
  );
});

test('lists are those that a run makes', async () => {
  const plan = JSON.parse((await verifyLogs(['--dry-run', '--format', 'json'])).stdout) as VerificationPlan;
  const run = await verifyLogs([]);
  // The window may touch midnight an hour or a quarter beyond its ends, one page more or less for each chain.
  const made = countOf(run.asked, 'ListObjectsV2');
  expect(Math.abs(plan.total.requests.list - made)).toBeLessThanOrEqual(2 * plan.total.chains);
});

test('digests alone, or a sample, take less', async () => {
  const planned = async (logs: string): Promise<VerificationPlan> =>
    JSON.parse((await verifyLogs(['--dry-run', '--format', 'json', '--logs', logs])).stdout);
  const [all, one, none] = [await planned('all'), await planned('sample:1'), await planned('none')];
  expect(none.total.logs).toBe(0);
  expect(one.total.logs).toBe(7 * 24);
  expect(none.dollars.total).toBeLessThan(one.dollars.total);
  expect(one.dollars.total).toBeLessThan(all.dollars.total);
});

test('says it in words, and exits with 0 where everything could be counted', async () => {
  const document = historyDocument({ since: '-2h' });
  const estate = parseEstate(
    {
      ...document,
      accounts: document.accounts.filter(({ id }) => id !== closed),
      callers: [toolingCaller(owner)],
      rolesInEveryAccount: [auditRole(owner)],
    },
    'without a closed account',
  );
  const open = await startSandbox({ estate, record: true });
  try {
    const { code, stdout } = await verifyLogs(['--dry-run'], open);
    expect(stdout).toContain('3 chains: 78 digests, about 198 log files');
    expect(stdout).toContain('0 KMS requests, about 0.0002 US dollars');
    expect(stdout).toContain('2.75 an hour in each chain are assumed');
    expect(stdout).not.toContain('could be counted');
    expect(code).toBe(0);
  } finally {
    await open.stop();
  }
});

test('is refused beside what it would not do', async () => {
  for (const flag of [
    ['--out', 'x'],
    ['--resume', 'x'],
    ['--offline', 'x'],
  ]) {
    const { code, stderr } = await verifyLogs(['--dry-run', ...flag]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('mutually exclusive')]);
  }
});
