/** Verifies every expected chain: folder by folder, many at once, with what is in memory bounded by those under way. */
import pLimit from 'p-limit';
import type { ObjectStore } from '../aws/objects.ts';
import type { Chain, Checkpoint } from './chain.ts';
import { chainId } from './chain.ts';
import {
  chainOf,
  type Expected,
  type ExpectedChain,
  type SealedAccount,
  type Unaccounted,
} from './expected.ts';
import { accountsFolder } from './layout.ts';
import type { ChainReport } from './report.ts';
import type { TrailFacts } from './trail-facts.ts';
import type { KnownChain, Memory, Window } from './verify-chain.ts';
import { type Folder, type VerifiedFolder, verifyFolder } from './verify-folder.ts';
import { compare } from './view.ts';

export interface VerifyLogsOptions {
  readonly expected: Expected;
  readonly window: Window;
  readonly store: ObjectStore;
  readonly facts: TrailFacts;
  readonly checkpoint: (chain: Chain) => Checkpoint | null;
  readonly journal: Journal;
  /** Objects under way at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: VerifyProgress) => void;
}

/** What a killed run had done. `memory` is of one folder; `finish` keeps what came of it. */
export interface Journal {
  done(folder: string): readonly ChainReport[] | undefined;
  memory(folder: string): Memory;
  finish(folder: string, verified: VerifiedFolder): void;
}

export interface VerifyProgress {
  readonly folders: number;
  readonly done: number;
  readonly objects: number;
  readonly bytes: number;
}

export interface VerifiedLogs {
  readonly reports: readonly ChainReport[];
  readonly unaccounted: readonly Unaccounted[];
  /** false: it was stopped. */
  readonly complete: boolean;
}

/** Folders under way for each object under way: enough that none waits for another's list. */
const FOLDERS_PER_OBJECT = 1 / 4;

export async function verifyLogs(options: VerifyLogsOptions): Promise<VerifiedLogs> {
  const { journal, window, facts, signal } = options;
  const progress = { folders: 0, done: 0, objects: 0, bytes: 0 };
  const store = counted(options, progress);
  const { chains, unaccounted } = await withSealed(options.expected, store);
  const folders = foldersOf(chains, options);
  progress.folders = folders.size;
  const reports: ChainReport[] = [];
  // One by one: there is a chain for each name that somebody gave an object, more than a call takes arguments.
  const keep = (some: readonly ChainReport[]): void => {
    for (const report of some) reports.push(report);
  };
  const alone = pLimit(1);
  const limit = pLimit(Math.max(1, Math.ceil(options.concurrency * FOLDERS_PER_OBJECT)));
  await Promise.all(
    [...folders].map(([id, folder]) =>
      limit(async () => {
        const known = journal.done(id);
        if (known !== undefined) keep(known);
        else {
          if (signal.aborted) return;
          const tools = { ...store, ...facts, memory: journal.memory(id), alone };
          const verified = await verifyFolder(folder, window, tools);
          if (signal.aborted) return;
          journal.finish(id, verified);
          keep(verified.reports);
        }
        progress.done += 1;
        options.onProgress({ ...progress });
      }),
    ),
  );
  reports.sort((a, b) => (chainId(a.chain) < chainId(b.chain) ? -1 : 1));
  return { reports, unaccounted, complete: progress.done === folders.size };
}

/** One queue for all that is asked of S3; once the run is stopped, nothing new is sent. */
function counted(
  { store, concurrency, signal, onProgress }: VerifyLogsOptions,
  progress: { folders: number; done: number; objects: number; bytes: number },
): ObjectStore {
  const limit = pLimit(concurrency);
  const stopped = { outcome: 'unreadable', code: 'unreachable', message: 'The run was stopped.' } as const;
  return {
    list: (bucket, prefix, delimiter) =>
      limit(async () => (signal.aborted ? stopped : store.list(bucket, prefix, delimiter))),
    get: (bucket, key) =>
      limit(async () => {
        if (signal.aborted) return stopped;
        const fetched = await store.get(bucket, key);
        progress.objects += 1;
        if (fetched.outcome === 'object') progress.bytes += fetched.bytes.length;
        onProgress({ ...progress });
        return fetched;
      }),
  };
}

/** An account that cannot be asked: where AWS enables regions by itself it must have digests; where else, its folders tell. */
async function withSealed(
  expected: Expected,
  store: ObjectStore,
): Promise<{ chains: readonly ExpectedChain[]; unaccounted: readonly Unaccounted[] }> {
  const unaccounted = [...expected.unaccounted];
  const looked = await Promise.all(
    expected.sealed.map(async sealed => {
      const { source, accountId, open, why } = sealed;
      // A trail of one region writes nowhere else; what lies there is another's.
      const folder = `${accountsFolder(source)}${accountId}/CloudTrail-Digest/`;
      const listed = source.everywhere ? await store.list(source.bucket, folder, '/') : null;
      if (listed?.outcome === 'unreadable') {
        const says = `Which regions have digests of ${accountId} could not be listed: ${listed.message}`;
        unaccounted.push({ trailArn: source.trailArn, accountId, says });
      }
      if (open) {
        const says = `${accountId} could not be looked into (${why}). Its digests are checked where AWS enables regions by itself, and where there are any.`;
        unaccounted.push({ trailArn: source.trailArn, accountId, says });
      }
      const seen = listed?.outcome === 'listed' ? listed.folders.map(path => lastPart(path)) : [];
      return chainsOf(
        sealed,
        seen.filter(region => !sealed.leftOut.includes(region)),
      );
    }),
  );
  unaccounted.sort((a, b) => compare(unaccountedId(a), unaccountedId(b)));
  return { chains: [...expected.chains, ...looked.flat()], unaccounted };
}

const unaccountedId = (one: Unaccounted): string => [one.trailArn, one.accountId, one.says].join(' ');

/** Nobody can ask for the status of a closed account; an open one's should have been read. */
function chainsOf(
  { source, accountId, regions, open }: SealedAccount,
  seen: readonly string[],
): ExpectedChain[] {
  return [...new Set([...regions, ...seen])].sort().map(region => ({
    source,
    chain: chainOf(source, { accountId, region }),
    latestDigestAt: open ? undefined : null,
  }));
}

function lastPart(folder: string): string {
  return folder.replace(/\/$/, '').split('/').at(-1) ?? '';
}

function foldersOf(
  chains: readonly ExpectedChain[],
  { expected, checkpoint }: VerifyLogsOptions,
): Map<string, Folder> {
  const folders = new Map<string, Folder & { readonly chains: KnownChain[] }>();
  const undigested = new Set(
    expected.undigested.map(source => `${source.bucket.name}/${accountsFolder(source)}`),
  );
  for (const { source, chain, latestDigestAt } of chains) {
    const above = `${source.bucket.name}/${accountsFolder(source)}`;
    const id = `${above}${chain.accountId}/${chain.region}`;
    const known: KnownChain = { chain, latestDigestAt, checkpoint: checkpoint(chain) };
    const folder = folders.get(id);
    if (folder !== undefined) folder.chains.push(known);
    else
      folders.set(id, { bucket: source.bucket, chains: [known], shared: undigested.has(above), checkpoint });
  }
  return folders;
}
