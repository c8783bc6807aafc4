/** How long `trailproof --help` takes, against a bare node that does nothing. Goal: a ratio of at most 3. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './median.ts';

const bin = fileURLToPath(new URL('../src/bin.js', import.meta.url));
const ROUNDS = 15;
const GOAL = 3;

const bare: number[] = [];
const help: number[] = [];
// Interleaved, so that whatever else the machine does hits both alike.
for (let round = 0; round < ROUNDS; round += 1) {
  bare.push(time(['-e', '0']));
  help.push(time([bin, '--help']));
}
const ratio = median(help) / median(bare);
process.stdout.write(
  `node -e 0: ${median(bare).toFixed(0)} ms; trailproof --help: ${median(help).toFixed(0)} ms; ` +
    `ratio ${ratio.toFixed(2)} (goal: at most ${GOAL}).\n`,
);
process.exitCode = ratio <= GOAL ? 0 : 1;

function time(args: readonly string[]): number {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}.`);
  return performance.now() - startedAt;
}
