/** A run that is killed, or stopped with Ctrl-C, goes on where it was. With the built command, in a process of its own. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { demoConfig } from '../../src/cli/demo.ts';
import { main } from '../../src/cli/main.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Started, startCli } from '../support/cli-process.ts';
import { testIo } from '../support/run.ts';

const CONCURRENCY = 8;

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference(), record: true, latencyMs: 5 });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
  writeFileSync(join(cwd, 'trailproof.yaml'), stringify(demoConfig));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function start(...args: string[]): Started {
  return startCli(cwd, sandbox.environment, [...args, '--concurrency', String(CONCURRENCY)]);
}

const recorded = (): number => {
  const path = join(cwd, 'out/snapshot/evidence.ndjson');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
};

async function untilRecorded(count: number, { child, said }: ReturnType<typeof start>): Promise<void> {
  while (recorded() < count) {
    if (child.exitCode !== null)
      throw new Error(`ended after ${recorded()} of ${count} records: ${said.err}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Exit codes of verify and replay on what a run left. */
const proven = async (): Promise<readonly number[]> => {
  const { io } = testIo({}, { cwd });
  return [await main(['verify', 'out'], io), await main(['replay', 'out'], io)];
};

const verdicts = (folder: string): unknown[] =>
  readFileSync(join(cwd, folder, 'evaluations.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map(line => {
      const { finding_id, status, gaps } = JSON.parse(line) as Record<string, unknown>;
      return { finding_id, status, gaps };
    });

/** Rounded to the hour that it is: the same question is another one where an hour turns between two runs. */
const window = new Set(['StartTime', 'EndTime']);

/** Requests that each question of this part of the run took. */
function questionsAsked(from: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service, operation, account, region, input } of sandbox.requests.slice(from)) {
    // Sessions are opened anew: their credentials are never written down.
    if (service === 'sts') continue;
    const key = JSON.stringify([operation, account, region, input], (name, value) =>
      window.has(name) ? undefined : value,
    );
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

test('killed at any moment: nothing lost, nothing asked twice but what was under way', async () => {
  const begun = sandbox.requests.length;
  const whole = start('audit', '--out', 'whole');
  expect(await whole.ended).toBe(1);
  const questions = new Set(questionsAsked(begun).keys());
  const total = readFileSync(join(cwd, 'whole/snapshot/evidence.ndjson'), 'utf8').split('\n').length - 1;
  for (const moment of [1, 40, Math.floor(total / 2), total - 30]) {
    rmSync(join(cwd, 'out'), { recursive: true, force: true });
    const from = sandbox.requests.length;
    const killed = start('audit', '--out', 'out');
    await untilRecorded(moment, killed);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(join(cwd, 'out/summary.json'))).toBe(false);
    const resumed = start('audit', '--resume', 'out');
    expect(await resumed.ended, resumed.said.err).toBe(1);
    expect(verdicts('out')).toEqual(verdicts('whole'));
    expect(await proven()).toEqual([0, 0]);
    const asked = questionsAsked(from);
    expect(new Set(asked.keys())).toEqual(questions);
    const twice = [...asked.values()].filter(count => count > 1);
    expect(twice.length).toBeLessThanOrEqual(CONCURRENCY);
    expect(Math.max(0, ...twice)).toBeLessThanOrEqual(2);
  }
}, 120_000);

test('Ctrl-C ends cleanly with what is there, says so, and exits with 3 or with what was found', async () => {
  const stopped = start('audit', '--out', 'out');
  await untilRecorded(60, stopped);
  stopped.child.kill('SIGINT');
  expect([1, 3]).toContain(await stopped.ended);
  expect(stopped.said.err).toContain('trailproof audit --resume');
  const summary = JSON.parse(readFileSync(join(cwd, 'out/summary.json'), 'utf8')) as {
    complete: boolean;
    exit: { reasons: string[] };
  };
  expect(summary.complete).toBe(false);
  expect(summary.exit.reasons.join()).toContain('stopped');
  expect(await proven()).toEqual([0, 0]);
  const resumed = start('audit', '--resume', 'out');
  expect(await resumed.ended, resumed.said.err).toBe(1);
  expect(JSON.parse(readFileSync(join(cwd, 'out/summary.json'), 'utf8'))).toMatchObject({ complete: true });
  expect(await proven()).toEqual([0, 0]);
}, 60_000);

test('a run is not resumed with other settings', async () => {
  const killed = start('audit', '--out', 'out');
  await untilRecorded(40, killed);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const other = start('audit', '--resume', 'out', '--only-region', 'us-east-1');
  expect(await other.ended).toBe(2);
  expect(other.said.err).toContain('other settings');
}, 60_000);
