/**
 * What came before this run, and what somebody accepted: the inputs, which the bundle keeps as they were given, and what
 * follows from them. Made again from the same inputs it is the same, so that a replay shows that nobody made it up.
 */
import type { Audit } from '../model/audit.ts';
import type { Evidence } from '../model/evidence.ts';
import { judgedResults } from './evaluations.ts';
import { isClosedAt } from './life-lists.ts';
import { type Life, livesOf } from './lifecycle.ts';
import type { Seal } from './seal.ts';
import { type Applied, applyWaivers, type Waiver } from './waivers.ts';

/** Who the run before was, as its own verified bundle says. */
export interface EarlierRun {
  readonly run_id: string;
  readonly taken_at: string;
  /** The organization, or `account 111122223333` for one that stands alone. */
  readonly audited: string;
  readonly facts_sha256: string;
  /** Of its manifest.json, so that runs make a chain from which none can be taken unseen. */
  readonly manifest_sha256: string;
  /** Digest of the key that signed it; null: nobody did. Whose key that is, was not asked. */
  readonly signed_by: string | null;
}

export interface Earlier {
  readonly run: EarlierRun;
  /** Every finding that ever failed, as that run left it. */
  readonly lives: readonly Life[];
  /** Of its bundle: it says that these are the lives. */
  readonly seal: Seal;
}

export interface HistoryInputs {
  readonly earlier: Earlier | null;
  /** null: no file was given, which is not the same as one that waives nothing. */
  readonly waivers: readonly Waiver[] | null;
}

export const noInputs: HistoryInputs = { earlier: null, waivers: null };

export interface History {
  readonly inputs: HistoryInputs;
  /** What the run before left, by finding id. */
  readonly previous: ReadonlyMap<string, Life>;
  readonly lives: readonly Life[];
  /** The same, by finding id. */
  readonly lifeOf: ReadonlyMap<string, Life>;
  readonly applied: Applied;
}

/** `records`: the evidence of this run, which alone can show that something is gone. */
export function historyOf(audit: Audit, records: Iterable<Evidence>, inputs: HistoryInputs): History {
  const previous = new Map(inputs.earlier?.lives.map(life => [life.finding_id, life]));
  const takenAt = new Date(audit.snapshot.takenAt);
  const bare = livesOf(audit, previous, records);
  const stale = bare.filter(({ state }) => state === 'stale');
  const applied = applyWaivers(inputs.waivers ?? [], judgedResults(audit), takenAt, stale);
  const lives = bare.map(life => ({
    ...life,
    disposition: applied.dispositions.get(life.finding_id)?.type ?? null,
  }));
  return { inputs, previous, lives, lifeOf: new Map(lives.map(life => [life.finding_id, life])), applied };
}

/** Of a run with nothing before it and nothing accepted: whatever failed is new. */
export function firstRun(audit: Audit): History {
  return historyOf(audit, [], noInputs);
}

export interface LifeCounts {
  readonly new: number;
  readonly open: number;
  readonly reopened: number;
  readonly stale: number;
  readonly closed: number;
}

/** Of what is open, and of what this very run closed. */
export function lifeCounts({ lives }: History, takenAt: string): LifeCounts {
  const counts = { new: 0, open: 0, reopened: 0, stale: 0, closed: 0 };
  for (const life of lives) if (life.state !== 'closed' || isClosedAt(life, takenAt)) counts[life.state] += 1;
  return counts;
}

/** What a reader must not miss, in sentences; the same on the terminal and in the reports. */
export function historySentences(history: History, { snapshot }: Audit): readonly string[] {
  const { inputs, applied } = history;
  const { earlier, waivers } = inputs;
  const counts = lifeCounts(history, snapshot.takenAt);
  const since =
    earlier === null
      ? []
      : [
          `Since run ${earlier.run.run_id} of ${earlier.run.taken_at}: ${counts.new} new, ${counts.open} still open, ` +
            `${counts.reopened} reopened, ${counts.closed} closed, ${counts.stale} stale.`,
        ];
  const inForce = [...applied.dispositions.values()].filter(({ type }) => type === 'waived').length;
  const accepted =
    waivers === null
      ? []
      : [
          `${inForce} ${inForce === 1 ? 'finding is' : 'findings are'} waived; no verdict and no count is changed by that.`,
        ];
  return [...since, ...accepted, ...waiverFaults(applied)];
}

/** So many fit a first page. */
const NAMED = 8;

/** Expired waivers, and those that fit nothing: a sentence each. */
export function waiverFaults({ expired, unmatched }: Applied): readonly string[] {
  const sentences = [
    ...expired.map(w => `EXPIRED waiver of ${named(w)}: it held until ${w.expires} and holds no more.`),
    ...unmatched.map(w => `The waiver of ${named(w)} fits no finding of this run.`),
  ];
  const more = sentences.length - NAMED;
  return more > 0
    ? [...sentences.slice(0, NAMED), `And ${more} more waivers of the kind, which summary.json names.`]
    : sentences;
}

function named({ check, subject, owner }: Waiver): string {
  return `${check} on ${subject}, owner ${owner}`;
}
