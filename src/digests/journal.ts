/**
 * What a run has proven, on disk as it goes: a finished folder is one line of chains.ndjson, an unfinished one a file of
 * its own. A killed run is gone on with from there; nothing in it is fetched again, and nothing that failed is believed.
 */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/error.ts';
import { canonical, jsonIn } from '../model/json.ts';
import type { Digest, LogEntry } from './chain.ts';
import type { Memory } from './verify-chain.ts';
import type { VerifiedFolder } from './verify-folder.ts';
import type { Journal } from './verify-logs.ts';

const CHAINS = 'chains.ndjson';
const WORK = 'work';

interface Finished extends VerifiedFolder {
  readonly folder: string;
}

type Proven =
  | { readonly digest: Digest }
  | { readonly log: string; readonly sha256: string; readonly bytes: number };

/** For a run that keeps nothing. */
export const noJournal: Journal = {
  done: () => undefined,
  memory: () => ({
    digest: () => undefined,
    log: () => undefined,
    keepDigest: () => {},
    keepLog: () => {},
  }),
  finish: () => {},
};

export interface OpenJournal extends Journal {
  /** `complete`: there is nothing left to go on with. */
  close(complete: boolean): void;
}

export function openJournal(dir: string): OpenJournal {
  const chains = join(dir, CHAINS);
  mkdirSync(join(dir, WORK), { recursive: true });
  const finished = new Map<string, VerifiedFolder>();
  for (const { folder, ...verified } of linesOf<Finished>(chains, { repair: true })) {
    // Only what holds is final; what could not be read or was broken may be mended, so it is looked at again.
    if (isProven(verified)) finished.set(folder, verified);
  }
  const open = new Map<string, FolderMemory>();
  return {
    done: folder => finished.get(folder)?.reports,
    memory(folder) {
      const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
      const memory = openMemory(join(dir, WORK, `${name}.ndjson`));
      open.set(folder, memory);
      return memory;
    },
    finish(folder, verified) {
      appendFileSync(chains, `${canonical({ folder, ...verified })}\n`);
      const memory = open.get(folder);
      memory?.close();
      open.delete(folder);
      // What holds in a folder that does not is not fetched again either.
      if (isProven(verified)) memory?.forget();
    },
    close(complete) {
      for (const memory of open.values()) memory.close();
      open.clear();
      if (complete) rmSync(join(dir, WORK), { recursive: true, force: true });
    },
  };
}

/** What a finished run found, folder by folder. One that was looked at twice counts as it was seen last. */
export function readFinished(dir: string): readonly VerifiedFolder[] {
  const last = new Map<string, VerifiedFolder>();
  for (const { folder, ...verified } of linesOf<Finished>(join(dir, CHAINS), { repair: false }))
    last.set(folder, verified);
  return [...last.values()];
}

function isProven({ reports }: VerifiedFolder): boolean {
  return reports.every(({ verdict }) => verdict === 'proven');
}

interface FolderMemory extends Memory {
  close(): void;
  forget(): void;
}

function openMemory(path: string): FolderMemory {
  const digests = new Map<string, Digest>();
  const logs = new Map<string, number>();
  for (const line of linesOf<Proven>(path, { repair: true })) {
    if ('digest' in line) digests.set(line.digest.key, line.digest);
    else logs.set(idOf({ key: line.log, sha256: line.sha256 }), line.bytes);
  }
  let file: number | undefined;
  const keep = (proven: Proven): void => {
    file ??= openSync(path, 'a');
    writeSync(file, `${canonical(proven)}\n`);
  };
  return {
    digest: key => digests.get(key),
    log: entry => logs.get(idOf(entry)),
    keepDigest: digest => keep({ digest }),
    keepLog: ({ key, sha256 }, bytes) => keep({ log: key, sha256, bytes }),
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
    forget: () => rmSync(path, { force: true }),
  };
}

/** A log file is proven to have one content: another digest that names another hash for it is not answered by that. */
function idOf({ key, sha256 }: Pick<LogEntry, 'key' | 'sha256'>): string {
  return `${sha256} ${key}`;
}

/** `repair` cuts off a last line that a kill left half-written. All lines may be more than one string can hold. */
function* linesOf<T>(path: string, { repair }: { readonly repair: boolean }): Generator<T> {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (repair && end < bytes.length) truncateSync(path, end);
  let line = 0;
  for (let from = 0; from < end; ) {
    const to = bytes.indexOf(0x0a, from);
    const read = jsonIn(bytes.toString('utf8', from, to));
    line += 1;
    if (read === undefined) throw new UsageError('BAD_SNAPSHOT', `${path}: line ${line} is not JSON.`);
    yield read as T;
    from = to + 1;
  }
}
