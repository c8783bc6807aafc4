/** `trailproof sample`: which judgements to test again by hand. */
import { judgementsIn } from '../evidence/bundle-side.ts';
import {
  drawSample,
  type Sample,
  type SampleDocument,
  type Sampled,
  type Stratum,
} from '../evidence/sample.ts';
import { UsageError } from '../model/error.ts';
import { EXIT, type Io } from './io.ts';
import { withVerified } from './open-verified.ts';
import { printable } from './printable.ts';

export interface SampleFlags {
  readonly bundle: string;
  readonly seed: string;
  readonly n: number;
  readonly stratify?: Stratum | undefined;
  readonly format: 'text' | 'json';
}

export async function sampleCommand(io: Io, flags: SampleFlags): Promise<number> {
  const { seed, n, stratify = null, format } = flags;
  if (!Number.isInteger(n) || n < 1) {
    throw new UsageError('BAD_USAGE', '--n is a whole number, 1 or more.', {
      hint: 'See: trailproof sample --help',
    });
  }
  return withVerified(io, flags.bundle, {}, async (bundle, { manifest }) => {
    const population: Sampled[] = [];
    for await (const { finding_id, check, status, subject, note } of judgementsIn(bundle)) {
      const { id: resource, account_id, region } = subject;
      population.push({ finding_id, check, status, account_id, region, resource, note });
    }
    const sample = drawSample(population, { seed, n, stratify });
    const drawnFrom = { run_id: manifest.run_id, facts_sha256: manifest.facts_sha256, seed, n, stratify };
    io.stdout.write(
      format === 'json'
        ? `${JSON.stringify({ schema: 'sample/1', ...drawnFrom, ...sample } satisfies SampleDocument, null, 2)}\n`
        : text(sample, drawnFrom),
    );
    return EXIT.complete;
  });
}

interface DrawnFrom {
  readonly run_id: string;
  readonly facts_sha256: string;
  readonly seed: string;
  readonly stratify: Stratum | null;
}

function text(sample: Sample, { run_id, facts_sha256, seed, stratify }: DrawnFrom): string {
  const by = stratify === null ? '' : `, by ${stratify}`;
  return [
    `${sample.drawn.length} of ${sample.population} judgements${by}, seed ${printable(seed)}, of run ${run_id}, facts ${facts_sha256}`,
    ...(stratify === null
      ? []
      : sample.strata.map(({ stratum, population, drawn }) => `  ${stratum}: ${drawn} of ${population}`)),
    '',
    ...sample.drawn.map(({ finding_id, status, check, resource }) =>
      [finding_id, status.padEnd(14), check, printable(resource)].join('  '),
    ),
    '',
  ].join('\n');
}
