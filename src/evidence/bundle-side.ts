/** What a comparison or a sample needs of a verified bundle: its judgements, its settings, its population. */
import type { Severity } from '../model/check.ts';
import type { Population } from '../model/population.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import type { Bundle } from './bundle.ts';
import { LIVES } from './history-schema.ts';
import { linesOf, readText } from './lines.ts';

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
  /** Findings that this bundle itself records as closed, and as reopened. */
  readonly closed: ReadonlySet<string>;
  readonly reopened: ReadonlySet<string>;
}

const LARGEST_FILE = 256 * 1024 * 1024;

export async function readSide(bundle: Bundle, facts: string): Promise<Side> {
  const whole = async <T>(path: string): Promise<T> =>
    JSON.parse(await readText(bundle.read(path), path, LARGEST_FILE)) as T;
  const judgements = new Map<string, Judgement>();
  for await (const line of judgementsIn(bundle)) judgements.set(line.finding_id, line);
  const closed = new Set<string>();
  const reopened = new Set<string>();
  for await (const text of linesOf(bundle.read(LIVES), LIVES)) {
    const { finding_id, state } = JSON.parse(text) as { finding_id: string; state: string };
    if (state === 'closed') closed.add(finding_id);
    if (state === 'reopened') reopened.add(finding_id);
  }
  const { checks } = await whole<{ checks: readonly string[] }>('summary.json');
  return {
    header: await whole<SnapshotHeader>('snapshot/snapshot.json'),
    facts,
    population: await whole<Population>('snapshot/population.json'),
    checks,
    judgements,
    closed,
    reopened,
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
