/** How long a 20 kB policy with 10,000 wildcards takes to read and decide. Goal: under 50 ms, whatever the request. */
import type { Request } from '../src/policy/context.ts';
import { decideResourcePolicy } from '../src/policy/decide.ts';
import { parsePolicy } from '../src/policy/parse.ts';
import { median } from './median.ts';

const ROUNDS = 15;
const GOAL = 50;

const text = hostilePolicy();
const request: Request = {
  principal: { kind: 'role', arn: 'arn:aws:iam::111122223333:role/Someone' },
  action: 's3:GetObject',
  // Almost matches everywhere: the worst there is for a matcher that goes back.
  resource: `arn:aws:s3:::${'a'.repeat(1010)}`,
  context: {},
};

const cold = time(run);
const runs: number[] = [];
const parses: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  runs.push(time(run));
  parses.push(time(() => JSON.parse(text)));
}
const wildcards = [...text].filter(char => char === '*').length;
process.stdout.write(
  `${text.length} characters, ${wildcards} wildcards: first ${cold.toFixed(1)} ms, then ${median(runs).toFixed(1)} ms; ` +
    `JSON.parse ${median(parses).toFixed(3)} ms, ratio ${(median(runs) / median(parses)).toFixed(0)} (goal: under ${GOAL} ms).\n`,
);
process.exitCode = cold < GOAL ? 0 : 1;

function hostilePolicy(): string {
  const resource = Array.from({ length: 50 }, () => `arn:aws:s3:::${'*a'.repeat(195)}*b`);
  const statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [...resource, '*'.repeat(190)],
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function run(): void {
  const parsed = parsePolicy(text, 'resource');
  if (!parsed.ok) throw new Error(parsed.fault.message);
  const { decision } = decideResourcePolicy(parsed.policy, request);
  if (decision !== 'explicitly-denied') throw new Error(decision);
}

function time(what: () => void): number {
  const startedAt = performance.now();
  what();
  return performance.now() - startedAt;
}
