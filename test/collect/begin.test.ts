/** What checks take for the present is when the run began: its first answer must be of that time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeTrails } from '../../src/aws/cloudtrail.ts';
import { beginFault } from '../../src/collect/begin.ts';
import { builtInEstates, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { checkThatNeeds, runAgainst } from '../support/run.ts';

let sandbox: Sandbox;
let cwd: string;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.reference() });
  cwd = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});

test('a run without an answer is gone on with for a week, and no longer', async () => {
  const checks = [checkThatNeeds([describeTrails])];
  const folder = join(cwd, 'run');
  const began = Date.now();
  await runAgainst(sandbox, checks, { out: folder, now: () => new Date(began) });
  // As if it had been killed before anything was answered.
  for (const name of ['population.json', 'complete.json']) rmSync(join(folder, 'snapshot', name));
  for (const name of ['evidence.ndjson', 'bodies.ndjson']) writeFileSync(join(folder, 'snapshot', name), '');
  const after = (days: number) => ({ resume: folder, now: () => new Date(began + days * 86_400_000) });
  await expect(runAgainst(sandbox, checks, after(8))).rejects.toMatchObject({ code: 'BAD_SNAPSHOT' });
  const { snapshot } = await runAgainst(sandbox, checks, after(6));
  expect(snapshot.index.complete).toBe(true);
  expect(beginFault(snapshot)).toBeNull();
});
