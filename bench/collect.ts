/**
 * How long an audit of many accounts takes, against the floor: the very same requests as bare HTTP, at the same
 * concurrency, against the same server, in the same run. Goal: a ratio of at most 2.0.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';
import { measure, serveScale } from './processes.ts';
import { replay, startRecordingProxy } from './recording-proxy.ts';

const LATENCY_MS = 50;
const CONCURRENCY = 48;
const REGIONS = 17;
const ROUNDS = 3;
const GOAL = 2.0;
const sizes = [25, 50, 100];

const folder = mkdtempSync(join(tmpdir(), 'trailproof-bench-'));
let run = 0;
function auditArguments(endpoint: string): string[] {
  run += 1;
  return [
    'audit',
    `--endpoint=${endpoint}`,
    '--external-id=trailproof-demo',
    `--concurrency=${CONCURRENCY}`,
    `--out=${join(folder, String(run))}`,
    '--format=json',
  ];
}

/** Complete, with findings, or with something unknown. */
const judged = [0, 1, 3];
const peaks: { accounts: number; bytes: number }[] = [];
let worst = 0;
try {
  for (const accounts of sizes) {
    const served = await serveScale(accounts, REGIONS, LATENCY_MS);
    const proxy = await startRecordingProxy(served.url);
    await measure(auditArguments(proxy.url), served.environment, judged);
    await proxy.stop();
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const floorMs = await replay(proxy.requests, served.url, CONCURRENCY);
      const audit = await measure(auditArguments(served.url.href), served.environment, judged);
      ratios.push(audit.ms / floorMs);
      say(
        `${accounts} accounts x ${REGIONS} regions: ${proxy.requests.length} requests, floor ${seconds(floorMs)}, ` +
          `audit ${seconds(audit.ms)} (with start and report), ratio ${(audit.ms / floorMs).toFixed(2)}, ` +
          `peak ${megabytes(audit.peakBytes)}`,
      );
      if (round === ROUNDS - 1) peaks.push({ accounts, bytes: audit.peakBytes });
    }
    served.stop();
    worst = Math.max(worst, median(ratios));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const [small, large] = [peaks[0], peaks.at(-1)];
if (small && large) {
  const perAccount = (large.bytes - small.bytes) / (large.accounts - small.accounts);
  say(`Memory: ${(perAccount / 1024).toFixed(0)} KiB for each further account of ${REGIONS} regions.`);
}
say(`Ratio to the floor, worst median: ${worst.toFixed(2)} (goal: at most ${GOAL}).`);
process.exitCode = worst <= GOAL ? 0 : 1;

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
