/** What the judges of one chain look at: its digests in one order, whatever order they came in. */
import type { Chain, Checkpoint, Digest, Expectation, Finding, JudgedDigest, Span } from './chain.ts';
import { digestFolder, readDigestName } from './layout.ts';
import { DELIVERY, HOUR, TOLERANCE } from './spans.ts';

export interface ChainInput {
  readonly chain: Chain;
  readonly window: Span;
  readonly now: number;
  /** How long CloudTrail may take until a digest that is not there counts as missing, in milliseconds. */
  readonly grace: number;
  /**
   * Standard and backfill, in any order: all whose named end lies in (window.from, window.to + 1 h], and the
   * predecessor of the first if it could be fetched.
   */
  readonly digests: readonly JudgedDigest[];
  readonly expectation: Expectation;
  readonly checkpoint: Checkpoint | null;
  /** false: a former trail: nothing is expected after its last digest. */
  readonly live: boolean;
}

/** A standard digest in time. One that cannot be read stands for the hour that ends at the time in its name. */
export interface Item {
  readonly key: string;
  readonly span: Span;
  /** null: not valid by itself. */
  readonly digest: Digest | null;
}

export interface View extends ChainInput {
  /** The window, but no further than now. */
  readonly span: Span;
  readonly byKey: ReadonlyMap<string, JudgedDigest>;
  /** Standard digests by end. */
  readonly items: readonly Item[];
  /** Valid by themselves, by end. */
  readonly standard: readonly Digest[];
  readonly backfill: readonly Digest[];
  /** Before it, the trail was not there; -Infinity: that cannot be said. */
  readonly createdAt: number;
}

/** A piece of the window that no valid and linked digest proves. */
export interface Part {
  readonly kind: 'missing' | 'pending' | 'off' | 'unreadable' | 'not-started';
  readonly span: Span;
  /** null: its hours are told by another finding. */
  readonly finding: Finding | null;
}

export interface Judged {
  readonly parts: readonly Part[];
  /** Those that stand for no time of their own. */
  readonly findings: readonly Finding[];
}

export function viewOf(input: ChainInput): View {
  const byKey = new Map<string, JudgedDigest>();
  for (const judged of [...input.digests].sort(worseLast)) byKey.set(keyOf(judged), judged);
  const all = [...byKey.values()];
  const valid = all.flatMap(judged => (judged.status === 'valid' ? [judged.digest] : [])).sort(byEnd);
  const standard = valid.filter(digest => !digest.backfill);
  const items = all.flatMap(itemOf).sort(byEnd);
  const { window, now } = input;
  return {
    ...input,
    span: { from: window.from, to: Math.max(window.from, Math.min(window.to, now)) },
    byKey,
    items,
    standard,
    backfill: valid.filter(digest => digest.backfill),
    createdAt: creation(input, items, standard),
    expectation: { ...input.expectation, off: believable(input, items) },
  };
}

const keyOf = (judged: JudgedDigest): string => (judged.status === 'valid' ? judged.digest.key : judged.key);

/** The same key given twice: what is not valid holds. Everything else orders only to be the same each time. */
function worseLast(a: JudgedDigest, b: JudgedDigest): number {
  const rank = (judged: JudgedDigest) =>
    judged.status === 'valid'
      ? `0${judged.digest.sha256}${judged.digest.signature}`
      : `1${judged.code}${judged.says}`;
  return compare(rank(a), rank(b));
}

function itemOf(judged: JudgedDigest): Item[] {
  if (judged.status === 'valid') {
    const { key, span, backfill } = judged.digest;
    return backfill ? [] : [{ key, span, digest: judged.digest }];
  }
  const span = { from: judged.endsAt - HOUR, to: judged.endsAt };
  return judged.backfill ? [] : [{ key: judged.key, span, digest: null }];
}

interface Placed {
  readonly key: string;
  readonly span: Span;
}

function byEnd(a: Placed, b: Placed): number {
  return a.span.to - b.span.to || a.span.from - b.span.from || compare(a.key, b.key);
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A CreateTrail event explains that nothing was there before it, unless something was: a digest, one that a digest
 * names, or the last verification. Then a trail of this name was deleted and made again, and the event explains nothing.
 */
function creation(input: ChainInput, items: readonly Item[], standard: readonly Digest[]): number {
  const { createdAt } = input.expectation;
  if (createdAt === null) return Number.NEGATIVE_INFINITY;
  const known = [
    ...items.map(({ span }) => span.to),
    ...standard.flatMap(({ previous }) => (previous === null ? [] : [namedEnd(previous.key) ?? createdAt])),
    ...(input.checkpoint === null ? [] : [input.checkpoint.endsAt]),
  ];
  return known.some(end => end <= createdAt) ? Number.NEGATIVE_INFINITY : createdAt;
}

/**
 * Logging that was off leaves one last digest, which ends when it stopped. Where a digest ends within the time, or
 * CloudTrail says that it delivered one, logging was not off all of it, and so nothing says when.
 */
function believable({ expectation, checkpoint }: ChainInput, items: readonly Item[]): readonly Span[] {
  const { off, latestDigestAt: latest } = expectation;
  const ends = [...items.map(({ span }) => span.to), ...(checkpoint === null ? [] : [checkpoint.endsAt])];
  return off.filter(({ from, to }) => {
    const goesOn = ends.some(end => end > from + TOLERANCE && end < to);
    // The last digest is delivered when its hour is over.
    const delivers = typeof latest === 'number' && latest > from + HOUR + DELIVERY && latest < to;
    return !goesOn && !delivers;
  });
}

export const namedEnd = (key: string): number | null => readDigestName(key)?.endsAt ?? null;

/** Whether the digest before was to be found where this window was listed. */
export function placeOfPrevious(
  { chain, window }: View,
  previous: NonNullable<Digest['previous']>,
): 'listed' | 'earlier' | 'elsewhere' {
  const end = namedEnd(previous.key);
  if (end !== null && (end <= window.from || end > window.to + HOUR)) return 'earlier';
  const here = previous.bucket === chain.bucket && previous.key.startsWith(digestFolder(chain));
  return here ? 'listed' : 'elsewhere';
}
