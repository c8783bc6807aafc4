/**
 * What a run has proven, on disk as it goes: a finished folder is one line of chains.ndjson, an unfinished one a file of
 * its own. A killed run is gone on with from there; nothing in it is fetched again, and nothing that failed is believed.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/error.ts';
import { canonical, jsonIn } from '../model/json.ts';
import type { Digest } from './chain.ts';
import type { LogResult } from './check-logs.ts';
import type { ChainReport } from './report.ts';
import type { Memory } from './verify-chain.ts';
import type { Journal } from './verify-logs.ts';

export const CHAINS = 'chains.ndjson';
const WORK = 'work';

interface Finished {
  readonly folder: string;
  readonly reports: readonly ChainReport[];
}

type Proven = { readonly digest: Digest } | { readonly key: string; readonly logs: LogResult };

/** For a run that keeps nothing. */
export const noJournal: Journal = {
  done: () => undefined,
  memory: () => ({
    digest: () => undefined,
    logs: () => undefined,
    keepDigest: () => {},
    keepLogs: () => {},
  }),
  finish: () => {},
};

export function openJournal(dir: string): Journal {
  const chains = join(dir, CHAINS);
  mkdirSync(join(dir, WORK), { recursive: true });
  const finished = new Map<string, readonly ChainReport[]>();
  for (const line of linesOf<Finished>(chains)) {
    // Only what holds is final; what could not be read or was broken may be mended, so it is looked at again.
    if (line.reports.every(report => report.verdict === 'proven')) finished.set(line.folder, line.reports);
  }
  const partOf = (folder: string): string => {
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
    return join(dir, WORK, `${name}.ndjson`);
  };
  return {
    done: folder => finished.get(folder),
    memory: folder => openMemory(partOf(folder)),
    finish(folder, reports) {
      appendFileSync(chains, `${canonical({ folder, reports })}\n`);
      rmSync(partOf(folder), { force: true });
    },
  };
}

function openMemory(path: string): Memory {
  const digests = new Map<string, Digest>();
  const logs = new Map<string, LogResult>();
  for (const line of linesOf<Proven>(path)) {
    if ('digest' in line) digests.set(line.digest.key, line.digest);
    else logs.set(line.key, line.logs);
  }
  return {
    digest: key => digests.get(key),
    logs: key => logs.get(key),
    keepDigest: digest => appendFileSync(path, `${canonical({ digest })}\n`),
    keepLogs: (key, result) => appendFileSync(path, `${canonical({ key, logs: result })}\n`),
  };
}

/** Cuts off a last line that a kill left half-written. */
function linesOf<T>(path: string): T[] {
  if (!existsSync(path)) return [];
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const read = jsonIn(line);
    if (read === undefined) throw new UsageError('BAD_SNAPSHOT', `${path}: line ${index + 1} is not JSON.`);
    return read as T;
  });
}
