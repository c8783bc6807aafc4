/** What a comparison or a sample needs of a verified bundle: its judgements, its settings, its population. */
import type { Severity } from '../model/check.ts';
import type { Population } from '../model/population.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import type { Bundle } from './bundle.ts';
import { earlierRunIn, livesIn, manifestSha256, whole } from './earlier-run.ts';
import type { EarlierRun } from './history.ts';
import { LIVES } from './history-schema.ts';
import type { Life } from './lifecycle.ts';
import { linesOf } from './lines.ts';
import type { Verification } from './verify.ts';

/** One judgement, with what says whether it changed. */
export interface Judgement {
  readonly finding_id: string;
  readonly check: string;
  readonly check_version: number;
  readonly severity: Severity;
  readonly status: string;
  readonly note: string;
  readonly subject: {
    readonly id: string;
    readonly name: string;
    readonly account_id: string | null;
    readonly region: string | null;
  };
  /** Ids of what was read. */
  readonly evidence: readonly string[];
}

export interface Side {
  readonly header: SnapshotHeader;
  readonly facts: string;
  readonly population: Population;
  readonly checks: readonly string[];
  readonly judgements: ReadonlyMap<string, Judgement>;
  /** Every finding that ever failed, as this bundle has it. */
  readonly lives: ReadonlyMap<string, Life>;
  /** The run that its lives go on from; null: none. */
  readonly madeFrom: Pick<EarlierRun, 'run_id' | 'manifest_sha256'> | null;
  /** SHA-256 of its manifest.json. */
  readonly manifest: string;
}

export async function readSide(bundle: Bundle, { manifest }: Verification): Promise<Side> {
  const judgements = new Map<string, Judgement>();
  for await (const line of judgementsIn(bundle)) judgements.set(line.finding_id, line);
  const { checks } = (await whole(bundle, 'summary.json')) as { checks: readonly string[] };
  return {
    header: (await whole(bundle, 'snapshot/snapshot.json')) as SnapshotHeader,
    facts: manifest.facts_sha256,
    population: (await whole(bundle, 'snapshot/population.json')) as Population,
    checks,
    judgements,
    lives: new Map((await livesIn(bundle, LIVES)).map(life => [life.finding_id, life])),
    madeFrom: await earlierRunIn(bundle),
    manifest: manifestSha256(manifest),
  };
}

export async function* judgementsIn(bundle: Bundle): AsyncGenerator<Judgement> {
  for await (const text of linesOf(bundle.read('evaluations.ndjson'), 'evaluations.ndjson')) {
    const { finding_id, check, check_version, severity, status, note, subject, evidence } = JSON.parse(
      text,
    ) as Judgement;
    yield { finding_id, check, check_version, severity, status, note, subject, evidence };
  }
}
