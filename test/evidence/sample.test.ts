import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawSample, type Sampled } from '../../src/evidence/sample.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { type Trailproof, workplace } from '../support/bundle.ts';

const line = (n: number, rest: Partial<Sampled> = {}): Sampled => ({
  finding_id: `ctf1-${String(n).padStart(4, '0')}`,
  check: 'a/b',
  status: 'PASS',
  account_id: '1',
  region: null,
  resource: 'r',
  note: 'n',
  ...rest,
});
const hundred = Array.from({ length: 100 }, (_, n) => line(n));
const ids = (population: readonly Sampled[], seed: string, n: number): readonly number[] =>
  drawSample(population, { seed, n, stratify: null }).drawn.map(one => Number(one.finding_id.slice(5)));

describe('a draw', () => {
  test('is the one that the documented steps give', () => {
    // As an auditor would do it with sha256sum and a list on paper.
    const left = hundred.map((_, n) => n);
    const expected = [0, 1, 2, 3, 4].map(k => {
      const digits = createHash('sha256').update(`2026-q4:${k}`).digest('hex').slice(0, 13);
      const at = Number(BigInt(`0x${digits}`) % BigInt(left.length));
      const chosen = left[at];
      const last = left.pop();
      if (at < left.length && last !== undefined) left[at] = last;
      return chosen;
    });
    expect(ids(hundred, '2026-q4', 5)).toEqual(expected);
  });

  test('stays the same from version to version', () => {
    expect(ids(hundred, '2026-q4', 8)).toEqual([40, 2, 19, 49, 76, 47, 83, 95]);
  });

  test('depends on seed and population alone, not on their order', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 120 }),
        fc.shuffledSubarray(hundred, { minLength: 100 }),
        (seed, n, shuffled) => {
          const drawn = ids(shuffled, seed, n);
          expect(drawn).toEqual(ids(hundred, seed, n));
          expect(drawn.length).toBe(Math.min(n, 100));
          expect(new Set(drawn).size).toBe(drawn.length);
        },
      ),
    );
    expect(ids(hundred, 'a', 10)).not.toEqual(ids(hundred, 'b', 10));
  });

  test('favours nobody', () => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 5000; seed += 1) {
      const [first = -1] = ids(hundred.slice(0, 10), `s${seed}`, 1);
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    for (let n = 0; n < 10; n += 1) expect(Math.abs((counts.get(n) ?? 0) - 500)).toBeLessThan(100);
  });
});

describe('strata', () => {
  const mixed = hundred.map((_one, n) =>
    line(n, { status: n < 90 ? 'PASS' : n < 98 ? 'FAIL' : 'UNKNOWN', account_id: n === 0 ? null : '1' }),
  );

  test('each gives at least one, the rest by size', () => {
    const { strata } = drawSample(mixed, { seed: 's', n: 20, stratify: 'status' });
    expect(strata).toEqual([
      { stratum: 'FAIL', population: 8, drawn: 2 },
      { stratum: 'PASS', population: 90, drawn: 17 },
      { stratum: 'UNKNOWN', population: 2, drawn: 1 },
    ]);
    expect(drawSample(mixed, { seed: 's', n: 3, stratify: 'status' }).strata.map(s => s.drawn)).toEqual([
      1, 1, 1,
    ]);
    expect(drawSample(mixed, { seed: 's', n: 500, stratify: 'status' }).drawn).toHaveLength(100);
  });

  test('what belongs to no account is a stratum too', () => {
    expect(drawSample(mixed, { seed: 's', n: 2, stratify: 'account' }).strata).toEqual([
      { stratum: '1', population: 99, drawn: 1 },
      { stratum: 'no account', population: 1, drawn: 1 },
    ]);
  });

  test('never more of one than it has, and always n in all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 200 }),
        (sizes, more) => {
          const population = sizes.flatMap((size, s) =>
            Array.from({ length: size }, (_, n) => line(s * 100 + n, { check: `c/${s}` })),
          );
          const n = sizes.length + more;
          const { strata, drawn } = drawSample(population, { seed: 's', n, stratify: 'check' });
          expect(drawn.length).toBe(Math.min(n, population.length));
          for (const stratum of strata) {
            expect(stratum.drawn).toBeGreaterThanOrEqual(1);
            expect(stratum.drawn).toBeLessThanOrEqual(stratum.population);
            expect(drawn.filter(one => one.stratum === stratum.stratum)).toHaveLength(stratum.drawn);
          }
        },
      ),
    );
  });
});

describe('the command', () => {
  let cwd: string;
  let trailproof: Trailproof;
  beforeAll(async () => {
    const sandbox = await startSandbox({ estate: builtInEstates.reference() });
    ({ cwd, trailproof } = workplace(sandbox.environment));
    await trailproof('audit', '--out', 'a', '--zip');
    await sandbox.stop();
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  test('gives the same list from the folder and from the zip', async () => {
    const flags = ['--seed', 'x', '--n', '12', '--stratify', 'status'];
    const folder = await trailproof('sample', 'a', ...flags);
    expect(folder.code).toBe(0);
    expect(
      folder.stdout
        .trim()
        .split('\n')
        .filter(l => l.startsWith('ctf1-')),
    ).toHaveLength(12);
    expect((await trailproof('sample', 'a.zip', ...flags)).stdout).toBe(folder.stdout);
    const json = JSON.parse((await trailproof('sample', 'a', ...flags, '--format', 'json')).stdout) as object;
    expect(json).toMatchObject({ schema: 'sample/1', seed: 'x', n: 12, stratify: 'status' });
  });

  test.each([
    [
      'fewer than there are strata',
      ['--seed', 'x', '--n', '2', '--stratify', 'check'],
      'cannot hold one of each',
    ],
    ['no number', ['--seed', 'x', '--n', 'many'], 'whole number'],
    ['no seed', ['--n', '3'], 'Missing required argument: seed'],
  ])('%s is a matter of usage', async (_name, flags, message) => {
    const { code, stderr } = await trailproof('sample', 'a', ...flags);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
