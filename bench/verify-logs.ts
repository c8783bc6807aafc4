/**
 * How long the verification of digests and log files takes, against the floor: the same objects by bare HTTP, unpacked
 * and hashed, and the digests' signatures checked, at the same concurrency, against the same server, in the same run.
 * Goal: at most 1.5. Beside it `aws cloudtrail validate-logs`, where there is an AWS CLI (goal: 50 times faster), and
 * many chains at once: what comes of a core, and what memory they take.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareVerification } from './bare-verification.ts';
import { bucketOfLogs, HOME, singleTrail } from './log-estate.ts';
import { median } from './median.ts';
import { measure, type ServedEstate, serve } from './processes.ts';
import { type RecordedRequest, startRecordingProxy } from './recording-proxy.ts';
import { timedVerifications } from './timed-verifications.ts';

const LATENCY_MS = 20;
const CONCURRENCY = 64;
const ROUNDS = 5;
const GOAL = 1.5;
const CLI_GOAL = 50;
const MANY = { accounts: 12, regions: 17 };
const MEMORY_MB = 400;
/** The estate has defects, and what comes of them is a result. */
const verified = [0, 3, 4];

const folder = mkdtempSync(join(tmpdir(), 'trailproof-bench-'));
try {
  const one = await oneChain();
  const many = await manyChains();
  say(`Ratio to the floor, median: ${one.toFixed(2)} (goal: at most ${GOAL}).`);
  process.exitCode = one <= GOAL && many <= MEMORY_MB ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One account and region, 24 hours, 300 log files. */
async function oneChain(): Promise<number> {
  const estate = join(folder, 'estate.json');
  writeFileSync(estate, JSON.stringify(singleTrail()));
  const served = await serve({ estate, latency: LATENCY_MS });
  try {
    const requests = await recorded(served);
    // The server makes its objects when they are asked for the first time; code is compiled when it first runs.
    const { bytes } = await bareVerification(requests, served.url, CONCURRENCY);
    const each = bytes / requests.length / 1000;
    say(`One chain: ${requests.length} objects of ${each.toFixed(1)} kB on average, as served.`);
    const ratios: number[] = [];
    const ours: number[] = [];
    await timedVerifications(served.environment, CONCURRENCY, async verification => {
      await verification();
      for (let round = 0; round < ROUNDS; round += 1) {
        const floor = await bareVerification(requests, served.url, CONCURRENCY);
        const ms = await verification();
        ratios.push(ms / floor.ms);
        ours.push(ms);
        say(`  floor ${ms0(floor.ms)}, verification ${ms0(ms)}, ratio ${(ms / floor.ms).toFixed(2)}`);
      }
    });
    const command = await measure(
      ['verify-logs', `--endpoint=${served.url.href}`, '--format=json', `--concurrency=${CONCURRENCY}`],
      served.environment,
      [0],
    );
    say(`  the whole command, from start to end: ${ms0(command.ms)}`);
    againstCli(served.environment, median(ours), command.ms);
    return median(ratios);
  } finally {
    served.stop();
  }
}

/** The requests for objects that a verification makes, as they go over the wire. */
async function recorded(served: ServedEstate): Promise<readonly RecordedRequest[]> {
  const proxy = await startRecordingProxy(served.url);
  const environment = { ...served.environment, AWS_ENDPOINT_URL: proxy.url };
  await timedVerifications(environment, CONCURRENCY, async verification => {
    await verification();
  });
  await proxy.stop();
  return proxy.requests.filter(({ path }) => path.startsWith(`/${bucketOfLogs.name}/AWSLogs/`));
}

/** Every account and region at once, digests and one log file an hour. */
async function manyChains(): Promise<number> {
  const { accounts, regions } = MANY;
  const served = await serve({ estate: 'scale', accounts, regions, latency: LATENCY_MS });
  try {
    const args = [
      'verify-logs',
      `--endpoint=${served.url.href}`,
      '--external-id=trailproof-demo',
      '--format=json',
      `--concurrency=${CONCURRENCY}`,
    ];
    await measure(args, served.environment, verified);
    const { ms, peakBytes } = await measure(args, served.environment, verified);
    const objects = accounts * regions * 24 * 2;
    const peak = peakBytes / 1024 / 1024;
    say(
      `${accounts * regions} chains: about ${objects} objects in ${(ms / 1000).toFixed(2)} s, ` +
        `${Math.round(objects / (ms / 1000))}/s, peak ${peak.toFixed(0)} MiB (goal: at most ${MEMORY_MB}).`,
    );
    return peak;
  } finally {
    served.stop();
  }
}

function againstCli(
  environment: Readonly<Record<string, string>>,
  verificationMs: number,
  commandMs: number,
): void {
  const env = { ...process.env, ...environment };
  const version = spawnSync('aws', ['--version'], { env, encoding: 'utf8' });
  if (version.error !== undefined) {
    say('  There is no AWS CLI on the PATH, so it was not compared.');
    return;
  }
  const now = Date.now();
  const args = [
    'cloudtrail',
    'validate-logs',
    `--trail-arn=arn:aws:cloudtrail:${HOME}:${bucketOfLogs.account}:trail/${bucketOfLogs.trail}`,
    `--start-time=${new Date(now - 24 * 3_600_000).toISOString()}`,
    `--end-time=${new Date(now).toISOString()}`,
    `--region=${HOME}`,
  ];
  const startedAt = performance.now();
  const ran = spawnSync('aws', args, { env, encoding: 'utf8' });
  const ms = performance.now() - startedAt;
  const said = ran.stdout.trim().split('\n').slice(-2).join(' ');
  say(`  ${version.stdout.trim().split(' ')[0]} validate-logs: ${ms0(ms)}, exit ${ran.status}: ${said}`);
  say(
    `  ${(ms / verificationMs).toFixed(0)} times the verification, ${(ms / commandMs).toFixed(1)} times the whole ` +
      `command (goal: ${CLI_GOAL}).`,
  );
}

function ms0(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
