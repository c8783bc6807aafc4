/**
 * One chain of digests: each by itself, all at once (a digest holds its predecessor's signature, so the links can be
 * closed afterwards), the log files of those that hold, and then the chain.
 */
import type { ObjectBucket, ObjectStore } from '../aws/objects.ts';
import type {
  Chain,
  Checkpoint,
  Digest,
  Expectation,
  Finding,
  JudgedDigest,
  PublicKey,
  Span,
} from './chain.ts';
import {
  type Alone,
  addCounts,
  checkLogs,
  type LogChoice,
  type LogMemory,
  type LogResult,
  noLogs,
} from './check-logs.ts';
import { type Deletion, type TrailHistory, unreadHistory } from './history.ts';
import { type KeptMetadata, type Metadata, metadataToKeep } from './kept-metadata.ts';
import { type DigestName, readDigestName } from './layout.ts';
import { type ChainJudgement, judgeChain } from './link.ts';
import { judgeDigest } from './read-digest.ts';

/** What is known of a chain before its bucket is looked into. */
export interface KnownChain {
  readonly chain: Chain;
  readonly latestDigestAt: number | null | undefined;
  readonly checkpoint: Checkpoint | null;
}

/** What an earlier, killed run has proven of the folder; it is not fetched again. */
export interface Memory extends LogMemory {
  digest(key: string): Digest | undefined;
  keepDigest(digest: Digest): void;
}

export interface Tools {
  readonly list: ObjectStore['list'];
  readonly get: ObjectStore['get'];
  /** The keys of a region for the window; null: they could not be read. */
  readonly keys: (chain: Chain) => Promise<readonly PublicKey[] | null>;
  readonly history: (chain: Chain, live: boolean) => Promise<TrailHistory>;
  readonly memory: Memory;
  /** For log files that are too large to be judged beside others. */
  readonly alone: Alone;
}

export interface Window {
  readonly span: Span;
  readonly now: number;
  readonly grace: number;
  readonly logs: LogChoice;
}

export interface NamedDigest {
  readonly key: string;
  readonly name: DigestName;
}

export interface FoundChain extends KnownChain {
  readonly live: boolean;
  readonly digests: readonly NamedDigest[];
}

export interface Verified extends FoundChain {
  readonly judged: readonly JudgedDigest[];
  readonly judgement: ChainJudgement;
  readonly logs: LogResult;
  /** Of trails, as far as the events of this one's home were asked for. */
  readonly deletions: readonly Deletion[];
  /** What a copy of the bucket would lack. */
  readonly metadata: readonly KeptMetadata[];
}

export async function verifyChain(
  one: FoundChain,
  bucket: ObjectBucket,
  window: Window,
  tools: Tools,
): Promise<Verified> {
  const keys = await tools.keys(one.chain);
  const seen = new Map<string, Metadata>();
  const judgeNamed = (named: NamedDigest): Promise<JudgedDigest> =>
    judgeOne(one.chain, named, bucket, keys, tools, seen);
  const logsOf = (digest: Digest): Promise<LogResult> => checkLogs(digest, bucket, window.logs, tools);
  const looked = await Promise.all(
    one.digests.map(async named => {
      const digest = await judgeNamed(named);
      const logs = digest.status === 'valid' ? await logsOf(digest.digest) : null;
      return { digest, logs };
    }),
  );
  const judged = looked.map(({ digest }) => digest);
  // In the order of the digests, whichever came first.
  const results = looked.flatMap(({ logs }) => logs ?? []);
  const before = await predecessors(one, judged, bucket, judgeNamed);
  const chain = [...judged, ...before];
  const judge = (history: TrailHistory): ChainJudgement => {
    const expectation: Expectation = { ...history, latestDigestAt: one.latestDigestAt };
    const { span, now, grace } = window;
    const { checkpoint, live } = one;
    return judgeChain({
      chain: one.chain,
      window: span,
      now,
      grace,
      digests: chain,
      expectation,
      checkpoint,
      live,
    });
  };
  const first = judge(unreadHistory);
  // Event History answers two requests a second, so it is asked only where something wants explaining; the end of a
  // former trail always does.
  const { missing, pending, proven } = first.hours;
  const onlyPending = pending > 0 && proven === 0;
  const wanting = !one.live || missing > 0 || onlyPending || first.findings.some(wantsExplaining);
  const history = wanting ? await tools.history(one.chain, one.live) : unreadHistory;
  const judgement = wanting ? judge(history) : first;
  const findings = results.flatMap(result => result.findings);
  const counts = results.map(result => result.counts).reduce(addCounts, noLogs);
  const { deletions } = history;
  const metadata = metadataToKeep(chain, seen);
  return { ...one, judged, judgement, logs: { counts, findings }, deletions, metadata };
}

function wantsExplaining({ code, status }: Finding): boolean {
  return status === 'restarted' || code === 'undelivered' || code === 'unexplained-restart';
}

async function judgeOne(
  chain: Chain,
  { key, name }: NamedDigest,
  bucket: ObjectBucket,
  keys: readonly PublicKey[] | null,
  { get, memory }: Tools,
  seen: Map<string, Metadata>,
): Promise<JudgedDigest> {
  const known = memory.digest(key);
  if (known !== undefined) return { status: 'valid', digest: known };
  const fetched = await get(bucket, key);
  const judged = judgeDigest(chain, key, name, fetched, keys);
  if (judged.status === 'valid') memory.keepDigest(judged.digest);
  else if (fetched.outcome === 'object') seen.set(key, fetched.metadata);
  return judged;
}

/** The digest before the first of the window, of each kind: the link into the past. Its own hours are not asked for. */
async function predecessors(
  one: FoundChain,
  judged: readonly JudgedDigest[],
  bucket: ObjectBucket,
  judge: (named: NamedDigest) => Promise<JudgedDigest>,
): Promise<JudgedDigest[]> {
  const firsts = [false, true].map(backfill =>
    judged
      .flatMap(j => (j.status === 'valid' && j.digest.backfill === backfill ? [j.digest] : []))
      .reduce<Digest | null>((a, b) => (a === null || b.span.to < a.span.to ? b : a), null),
  );
  const known = new Set(one.digests.map(digest => digest.key));
  const before = await Promise.all(
    firsts.map(async first => {
      const previous = first?.previous;
      if (!previous || previous.bucket !== bucket.name || known.has(previous.key)) return [];
      const name = readDigestName(previous.key);
      return name === null ? [] : [await judge({ key: previous.key, name })];
    }),
  );
  return before.flat();
}
