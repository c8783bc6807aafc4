/**
 * Draws a sample of the judgements for re-testing by hand: the same list for the same seed on any machine.
 *
 * How, so that it can be done again with `sha256sum`: the population is every line of evaluations.ndjson, sorted by
 * finding_id; with strata, sorted by stratum first, and each stratum is drawn from by itself. Draw k (0, 1, 2, ...) takes
 * the first 13 hexadecimal digits of SHA-256("<seed>:<k>") as a number x; with m lines left, x >= 2^52 - 2^52 mod m is
 * skipped (it would favour the first lines), else line x mod m is taken and the last line left moves to its place. k counts
 * on over all strata and skips. Every stratum gives at least one line; the rest is shared out by size, largest remainder.
 */
import { UsageError } from '../model/error.ts';
import { sha256 } from '../snapshot/question.ts';

export type Stratum = 'check' | 'account' | 'status';

export interface Sampled {
  readonly finding_id: string;
  readonly check: string;
  readonly status: string;
  readonly account_id: string | null;
  readonly region: string | null;
  readonly resource: string;
  readonly note: string;
}

export interface SampleOptions {
  readonly seed: string;
  readonly n: number;
  readonly stratify: Stratum | null;
}

export interface StratumCount {
  readonly stratum: string;
  readonly population: number;
  readonly drawn: number;
}

export interface Sample {
  readonly population: number;
  readonly strata: readonly StratumCount[];
  /** In the order of drawing. */
  readonly drawn: readonly (Sampled & { readonly stratum: string })[];
}

/** A sample and what it was drawn from, as it is printed for machines. */
export interface SampleDocument extends Sample, SampleOptions {
  readonly schema: 'sample/1';
  readonly run_id: string;
  readonly facts_sha256: string;
}

export function drawSample(population: readonly Sampled[], { seed, n, stratify }: SampleOptions): Sample {
  const strata = strataOf(population, stratify);
  if (n < strata.length) {
    throw new UsageError(
      'BAD_USAGE',
      `A sample of ${n} cannot hold one of each of ${strata.length} strata.`,
      {
        hint: `Ask for --n ${strata.length} or more, or for no --stratify.`,
      },
    );
  }
  const shares = sharesOf(
    strata.map(([, lines]) => lines.length),
    n,
  );
  const draw = numbersFrom(seed);
  const drawn = strata.flatMap(([stratum, lines], at) =>
    taken(lines, shares[at] ?? 0, draw).map(line => ({ ...line, stratum })),
  );
  const counts = strata.map(([stratum, lines], at) => ({
    stratum,
    population: lines.length,
    drawn: shares[at] ?? 0,
  }));
  return { population: population.length, strata: counts, drawn };
}

function strataOf(
  population: readonly Sampled[],
  stratify: Stratum | null,
): readonly (readonly [string, readonly Sampled[]])[] {
  const strata = new Map<string, Sampled[]>();
  for (const line of [...population].sort((a, b) => (a.finding_id < b.finding_id ? -1 : 1))) {
    const name = nameOf(line, stratify);
    const stratum = strata.get(name);
    if (stratum) stratum.push(line);
    else strata.set(name, [line]);
  }
  return [...strata].sort(([a], [b]) => (a < b ? -1 : 1));
}

function nameOf(line: Sampled, stratify: Stratum | null): string {
  if (stratify === null) return 'all';
  return stratify === 'account' ? (line.account_id ?? 'no account') : line[stratify];
}

/** At least one of each, the rest by size: whole shares first, then the largest remainders, earlier strata first. */
function sharesOf(sizes: readonly number[], n: number): readonly number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (n >= all) return sizes;
  const rest = n - sizes.length;
  const spare = all - sizes.length;
  const shares = sizes.map(size => {
    const product = (size - 1) * rest;
    return { whole: Math.floor(product / Math.max(1, spare)), remainder: product % Math.max(1, spare) };
  });
  const given = shares.reduce((sum, share) => sum + share.whole, 0);
  const byRemainder = shares
    .map(({ remainder }, at) => ({ remainder, at }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  const favoured = new Set(byRemainder.slice(0, rest - given).map(({ at }) => at));
  return shares.map(({ whole }, at) => 1 + whole + (favoured.has(at) ? 1 : 0));
}

function taken(lines: readonly Sampled[], count: number, draw: (below: number) => number): Sampled[] {
  const left = [...lines];
  const drawn: Sampled[] = [];
  while (drawn.length < count) {
    const at = draw(left.length);
    const last = left.pop();
    const chosen = at === left.length ? last : left[at];
    if (chosen === undefined || last === undefined) break;
    if (at < left.length) left[at] = last;
    drawn.push(chosen);
  }
  return drawn;
}

const RANGE = 2 ** 52;

function numbersFrom(seed: string): (below: number) => number {
  let k = 0;
  return below => {
    for (;;) {
      const x = Number.parseInt(sha256(`${seed}:${k}`).slice(0, 13), 16);
      k += 1;
      if (x < RANGE - (RANGE % below)) return x % below;
    }
  };
}
