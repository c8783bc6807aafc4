/**
 * The ledger of our own verifications: one numbered file each, that names the file before it by its hash and is signed
 * where a key was given. Beside it the newest digest of each chain: where the next verification begins, and what it must
 * still find. An entry is never changed; whoever changes or takes away an earlier one breaks every later one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LedgerReader, LedgerRun } from '../aws/ledger.ts';
import { IntegrityError, UsageError } from '../model/error.ts';
import { canonical, jsonIn } from '../model/json.ts';
import { sha256 } from '../snapshot/question.ts';
import { type Checkpoint, readChainId } from './chain.ts';
import { parseCheckpoints, renderCheckpoints } from './checkpoint-file.ts';
import { type ChainReport, weighs } from './report.ts';
import type { Verification } from './summary.ts';

const signature = z.strictObject({ keyid: z.string(), value: z.string() });

const trail = z.strictObject({
  trail: z.string(),
  chains: z.number(),
  chains_sha256: z.string(),
  proven: z.number(),
  broken: z.number(),
  unread: z.number(),
  exceptions: z.array(z.string()),
  hours: z.record(z.string(), z.number()),
  digests: z.record(z.string(), z.number()),
  logs: z.record(z.string(), z.number()),
});

const entry = z.strictObject({
  schema: z.literal('ledger/1'),
  sequence: z.number().int().positive(),
  /** SHA-256 of the file before; null: this is the first. */
  previous: z.string().nullable(),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  run_id: z.string(),
  at: z.string(),
  since: z.string(),
  until: z.string(),
  logs_checked: z.string(),
  complete: z.boolean(),
  trails: z.array(trail),
  unaccounted: z.array(z.string()),
  /** SHA-256 of the file with the newest digest of each chain. */
  checkpoints_sha256: z.string(),
  signature: signature.nullable(),
});

type Entry = z.infer<typeof entry>;

/** Makes a signature; the public key's id is the SHA-256 of its SubjectPublicKeyInfo. */
export interface LedgerSigner {
  readonly keyid: string;
  sign(message: Buffer): Promise<Buffer>;
}

/** Whose signature is asked for, and whether one is that. */
export interface LedgerKey {
  readonly keyid: string;
  holds(message: Buffer, signature: Buffer): boolean;
}

export interface LedgerKeys {
  readonly signer: LedgerSigner | null;
  readonly key: LedgerKey | null;
}

export interface Ledger {
  readonly runs: LedgerReader;
  /** The newest digest that a verification found, by chain. */
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  /** Those of the last verification, and those that have a checkpoint. */
  readonly trails: readonly string[];
}

const EXCEPTIONS = 50;
const entryName = /^(\d{6})\.json$/;

/** Reads and checks the whole ledger. A folder without entries is an empty one. */
export function openLedger(dir: string, key: LedgerKey | null): Ledger {
  const entries = readEntries(dir, key);
  const newest = entries.at(-1);
  const checkpoints = newest === undefined ? new Map<string, Checkpoint>() : readCheckpoints(dir, newest);
  return {
    runs: trailArn => entries.flatMap(one => runOf(one, trailArn, key)),
    checkpoints,
    trails: [
      ...new Set([
        ...(newest?.entry.trails ?? []).map(one => one.trail),
        ...[...checkpoints.keys()].map(id => readChainId(id).trailArn),
      ]),
    ],
  };
}

/** Adds one verification. Two at once: the second is refused, and nothing is overwritten. */
export async function appendToLedger(
  dir: string,
  verification: Verification,
  reports: readonly ChainReport[],
  { signer, key }: LedgerKeys,
): Promise<string> {
  mkdirSync(dir, { recursive: true });
  const entries = readEntries(dir, key);
  const entered = entries.find(({ entry: { run_id } }) => run_id === verification.runId);
  // The run was killed right after it: it is entered once.
  if (entered !== undefined) return join(dir, `${nameOf(entered.entry.sequence)}.json`);
  const before = entries.at(-1);
  const earlier = before === undefined ? new Map<string, Checkpoint>() : readCheckpoints(dir, before);
  const checkpoints = renderCheckpoints(earlier, reports);
  const unsigned: Entry = {
    schema: 'ledger/1',
    sequence: (before?.entry.sequence ?? 0) + 1,
    previous: before?.sha256 ?? null,
    tool: verification.tool,
    run_id: verification.runId,
    at: verification.at,
    since: verification.period.since,
    until: verification.period.until,
    logs_checked:
      typeof verification.logs === 'string' ? verification.logs : `sample:${verification.logs.sample}`,
    complete: verification.complete,
    trails: verification.trails.map(one => trailOf(one, reports)),
    unaccounted: verification.unaccounted.slice(0, EXCEPTIONS).map(({ says }) => says),
    checkpoints_sha256: sha256(checkpoints),
    signature: null,
  };
  const value = signer === null ? null : await signer.sign(messageOf(unsigned));
  const signed =
    signer === null || value === null
      ? unsigned
      : { ...unsigned, signature: { keyid: signer.keyid, value: value.toString('base64') } };
  const name = nameOf(signed.sequence);
  // Under the run's own name: what a killed run left behind is in nobody's way.
  writeNew(join(dir, checkpointsFile(unsigned)), checkpoints);
  writeNew(join(dir, `${name}.json`), `${canonical(signed)}\n`);
  return join(dir, `${name}.json`);
}

interface ReadEntry {
  readonly entry: Entry;
  readonly sha256: string;
}

function readEntries(dir: string, key: LedgerKey | null): ReadEntry[] {
  if (!existsSync(dir)) return [];
  const names = readdirSync(dir)
    .filter(name => entryName.test(name))
    .sort();
  const entries: ReadEntry[] = [];
  for (const [index, name] of names.entries()) {
    const text = readFileSync(join(dir, name), 'utf8');
    const read = entry.safeParse(jsonIn(text));
    if (!read.success || `${canonical(read.data)}\n` !== text) throw damaged(name, 'is no entry of a ledger');
    const { sequence, previous } = read.data;
    if (sequence !== index + 1 || name !== `${nameOf(sequence)}.json`)
      throw damaged(name, `stands where entry ${index + 1} should`);
    if (previous !== (entries.at(-1)?.sha256 ?? null))
      throw damaged(name, 'does not follow from the entry before it, so one of them was changed');
    if (key !== null && !isSignedBy(read.data, key))
      throw damaged(name, `is not signed by the key ${key.keyid}`);
    entries.push({ entry: read.data, sha256: sha256(text) });
  }
  return entries;
}

function isSignedBy(read: Entry, key: LedgerKey): boolean {
  if (read.signature === null || read.signature.keyid !== key.keyid) return false;
  return key.holds(messageOf({ ...read, signature: null }), Buffer.from(read.signature.value, 'base64'));
}

function messageOf(unsigned: Entry): Buffer {
  return Buffer.from(canonical(unsigned));
}

function runOf(
  { entry: read, sha256: digest }: ReadEntry,
  trailArn: string,
  key: LedgerKey | null,
): LedgerRun[] {
  const of = read.trails.find(one => one.trail === trailArn);
  if (of === undefined) return [];
  return [
    {
      Sequence: read.sequence,
      EntrySha256: digest,
      RunId: read.run_id,
      At: read.at,
      Since: read.since,
      Until: read.until,
      Logs: read.logs_checked,
      Complete: read.complete,
      Chains: of.chains,
      ChainsSha256: of.chains_sha256,
      Proven: of.proven,
      Broken: of.broken,
      Unread: of.unread,
      Exceptions: of.exceptions,
      SignedBy: key?.keyid ?? null,
    },
  ];
}

function trailOf(
  summary: Verification['trails'][number],
  reports: readonly ChainReport[],
): z.infer<typeof trail> {
  const exceptions = reports
    .filter(({ chain, verdict }) => chain.trailArn === summary.trailArn && verdict !== 'proven')
    // What is broken stands first: it is told first.
    .sort((a, b) => Number(b.verdict === 'broken') - Number(a.verdict === 'broken'))
    .slice(0, EXCEPTIONS)
    .map(({ chain, findings }) => {
      const codes = findings.filter(weighs).map(({ status, code }) => `${status} (${code})`);
      return `${chain.accountId} ${chain.region}: ${[...new Set(codes)].slice(0, 5).join(', ')}`;
    });
  const { trailArn, chains, chainsSha256, verdicts, hours, digests, logs } = summary;
  return {
    trail: trailArn,
    chains,
    chains_sha256: chainsSha256,
    ...verdicts,
    exceptions,
    hours,
    digests,
    logs,
  };
}

function readCheckpoints(dir: string, { entry: read }: ReadEntry): Map<string, Checkpoint> {
  const name = checkpointsFile(read);
  const path = join(dir, name);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (sha256(text) !== read.checkpoints_sha256) throw damaged(name, 'is not what its entry says');
  return parseCheckpoints(text);
}

function checkpointsFile({ sequence, run_id }: Entry): string {
  return `${nameOf(sequence)}.${run_id}.chains.ndjson`;
}

function nameOf(sequence: number): string {
  return String(sequence).padStart(6, '0');
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (cause) {
    throw new UsageError('BAD_OUTPUT', `${path} cannot be written.`, {
      hint: 'Another verification may have added an entry at the same time; run this one again.',
      cause,
    });
  }
}

function damaged(name: string, what: string): IntegrityError {
  return new IntegrityError('BAD_LEDGER', name, `${what}.`);
}
