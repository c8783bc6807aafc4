/**
 * A snapshot on disk, append-only: `snapshot.json` (header), `bodies.ndjson` (each distinct answer once),
 * `evidence.ndjson` (one record a question), `population.json` once it is discovered, and `complete.json` at the end.
 * Appending before anything else happens is what lets a killed run go on where it stopped.
 */
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../model/error.ts';
import type { Evidence } from '../model/evidence.ts';
import { canonical } from '../model/json.ts';
import { defaultParameters } from '../model/parameters.ts';
import type { Population } from '../model/population.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { EvidenceIndex } from './index.ts';
import { hasOwnId, sha256 } from './question.ts';

const HEADER = 'snapshot.json';
const POPULATION = 'population.json';
const EVIDENCE = 'evidence.ndjson';
const BODIES = 'bodies.ndjson';
const COMPLETE = 'complete.json';

/** The snapshot's own folder inside the one that a run wrote. */
export const SNAPSHOT_FOLDER = 'snapshot';

/** That every question was asked; without it a run goes on. */
export const completePath = `${SNAPSHOT_FOLDER}/${COMPLETE}`;

/** All that a snapshot is, by its path in the folder of a run. */
export const snapshotPaths: readonly string[] = [HEADER, POPULATION, EVIDENCE, BODIES, COMPLETE].map(
  name => `${SNAPSHOT_FOLDER}/${name}`,
);

/** Whether the folder is one of a run, or of a snapshot. */
export function holdsSnapshot(dir: string): boolean {
  return [join(dir, SNAPSHOT_FOLDER, HEADER), join(dir, HEADER)].some(path => existsSync(path));
}

/** Takes either: the folder of a run, or of the snapshot in it. */
export function snapshotFolderIn(dir: string): string {
  const inside = join(dir, SNAPSHOT_FOLDER);
  return existsSync(inside) ? inside : dir;
}

export interface Snapshot {
  readonly header: SnapshotHeader;
  readonly population: Population | null;
  readonly index: EvidenceIndex;
}

/** Takes records as they come. Bodies go to disk before the records that point at them. */
export interface SnapshotWriter {
  append(record: Evidence): void;
  population(population: Population): void;
  /** `complete` says that no question is left. */
  close(complete: boolean): void;
}

export function createSnapshotFolder(dir: string, header: SnapshotHeader): SnapshotWriter {
  mkdirSync(dir, { recursive: true });
  writeWhole(join(dir, HEADER), header);
  return openWriter(dir, new EvidenceIndex());
}

export async function resumeSnapshotFolder(
  dir: string,
): Promise<{ snapshot: Snapshot; writer: SnapshotWriter }> {
  const snapshot = await loadSnapshot(dir, { repair: true });
  if (snapshot.index.complete) {
    throw new UsageError('BAD_SNAPSHOT', `The snapshot in ${dir} is complete: there is nothing to resume.`, {
      hint: `Make its bundle with: trailproof export ${dir} --out NEW-FOLDER`,
    });
  }
  cutUnpointedBody(join(dir, BODIES), snapshot.index);
  return { snapshot, writer: openWriter(dir, snapshot.index) };
}

/** A whole snapshot at once, in the one text that there is for it. */
export function writeSnapshotFolder(dir: string, { header, population, index }: Snapshot): void {
  const writer = createSnapshotFolder(dir, header);
  for (const record of index.records()) writer.append(record);
  if (population !== null) writer.population(population);
  writer.close(index.complete);
}

/** Whether no question is left. */
export function isComplete(dir: string): boolean {
  return existsSync(join(dir, COMPLETE));
}

/** Reads and checks a snapshot. `repair` cuts off a last line that a kill left half-written. */
export async function loadSnapshot(dir: string, options: { repair?: boolean } = {}): Promise<Snapshot> {
  if (statSync(dir, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError('BAD_SNAPSHOT', `${dir} is a file, no folder of a snapshot.`, {
      hint: 'Unpack it first, if it is the zip of a bundle, and name the folder.',
    });
  }
  const header = readWhole<SnapshotHeader>(dir, HEADER);
  if (header?.schema !== 'snapshot/1') {
    throw new UsageError('BAD_SNAPSHOT', `${dir} holds no snapshot that this version can read.`, {
      hint: `Make one with: trailproof collect --out ${dir}`,
    });
  }
  const bodies = new Map<string, unknown>();
  await eachLine(dir, BODIES, options.repair === true, line => {
    const { sha256: digest, data } = line as { sha256: string; data: unknown };
    if (sha256(canonical(data)) !== digest)
      throw badLine(dir, BODIES, `the body ${digest} does not match its hash`);
    bodies.set(digest, data);
  });
  const index = new EvidenceIndex();
  await eachLine(dir, EVIDENCE, options.repair === true, line => {
    const record = line as Evidence;
    if (!hasOwnId(record))
      throw badLine(dir, EVIDENCE, `the id ${record.id} is not the question that it records`);
    if (record.outcome !== 'answer') return index.add(record);
    if (!bodies.has(record.sha256)) throw badLine(dir, EVIDENCE, `the body of ${record.id} is missing`);
    index.add({ ...record, data: bodies.get(record.sha256) });
  });
  const complete = readWhole<{ evidence: number }>(dir, COMPLETE);
  if (complete && complete.evidence !== index.size) {
    throw badLine(dir, EVIDENCE, `${complete.evidence} records were written and ${index.size} are there`);
  }
  index.complete = complete !== undefined;
  // A snapshot of an older version knows fewer parameters; what it did not know, it did not set.
  const parameters = { ...defaultParameters, ...header.parameters };
  const population = readWhole<Population>(dir, POPULATION) ?? null;
  return { header: { ...header, parameters }, population, index };
}

function openWriter(dir: string, index: EvidenceIndex): SnapshotWriter {
  const written = new Set<string>();
  let records = 0;
  let open = true;
  for (const record of index.records()) {
    records += 1;
    if (record.outcome === 'answer') written.add(record.sha256);
  }
  const bodies = openSync(join(dir, BODIES), 'a');
  const evidence = openSync(join(dir, EVIDENCE), 'a');

  return {
    // Written at once and in order, the body before the record that points at it: a kill in the next moment loses nothing.
    append(record) {
      // The system may have given the number of a closed file to another one.
      if (!open) throw new Error(`${record.id} was to be recorded after the snapshot was closed.`);
      records += 1;
      if (record.outcome !== 'answer') {
        writeSync(evidence, `${canonical(record)}\n`);
        return;
      }
      const { data, ...pointer } = record;
      if (!written.has(record.sha256)) {
        written.add(record.sha256);
        writeSync(bodies, `${canonical({ sha256: record.sha256, data })}\n`);
      }
      writeSync(evidence, `${canonical(pointer)}\n`);
    },
    population(population) {
      writeWhole(join(dir, POPULATION), population);
    },
    close(complete) {
      open = false;
      closeSync(bodies);
      closeSync(evidence);
      if (complete) writeWhole(join(dir, COMPLETE), { evidence: records });
    },
  };
}

/** A file is there whole or not at all. */
function writeWhole(path: string, value: unknown): void {
  writeFileSync(`${path}.part`, `${canonical(value)}\n`);
  renameSync(`${path}.part`, path);
}

function readWhole<T>(dir: string, name: string): T | undefined {
  const path = join(dir, name);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (cause) {
    throw new UsageError('BAD_SNAPSHOT', `${path} is not JSON.`, { cause });
  }
}

async function eachLine(
  dir: string,
  name: string,
  repair: boolean,
  take: (line: unknown) => void,
): Promise<void> {
  const path = join(dir, name);
  if (!existsSync(path)) return;
  if (repair) cutTornLine(path);
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw badLine(dir, name, `line ${number} is not JSON`, cause);
    }
    take(value);
  }
}

/** A record that was being written when the run was killed was never confirmed: it is asked again. */
function cutTornLine(path: string): void {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) truncateSync(path, end);
}

/** The last answer may have been written, and the record that points at it not any more: it is asked again as well. */
function cutUnpointedBody(path: string, index: EvidenceIndex): void {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (bytes.length === 0) return;
  const from = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
  const last = JSON.parse(bytes.toString('utf8', from)) as { sha256: string };
  for (const record of index.records()) {
    if (record.outcome === 'answer' && record.sha256 === last.sha256) return;
  }
  truncateSync(path, from);
}

function badLine(dir: string, name: string, what: string, cause?: unknown): UsageError {
  return new UsageError('BAD_SNAPSHOT', `${join(dir, name)}: ${what}.`, {
    hint: 'A snapshot is never edited: collect a new one, or resume the run that was killed.',
    cause,
  });
}
