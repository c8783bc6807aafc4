/**
 * Reads a zip that a stranger may have made. What can mean two things, or is packed otherwise than Trailproof packs, is
 * refused before anything is unpacked; unpacking goes in bounded steps.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { IntegrityError } from '../model/error.ts';
import { type Bundle, checkLimits, type Limits } from './bundle.ts';
import { checkNames, quoted } from './bundle-path.ts';
import {
  CENTRAL_SIZE,
  centralHeader,
  DESCRIPTOR_SIZE,
  descriptor,
  END_SIZE,
  type Entry,
  endOfDirectory,
  localHeader,
  MOST_BYTES,
  MOST_ENTRIES,
} from './zip-headers.ts';

const LARGEST_DIRECTORY = 64 * 1024 * 1024;
const RATIO_FROM = 1024 * 1024;

export async function openZip(path: string, limits: Limits): Promise<Bundle> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { directory, from, counted } = await readDirectory(file, size);
    const entries = entriesOf(directory, limits);
    if (entries.length !== counted) {
      const said = counted === 1 ? '1 entry' : `${counted} entries`;
      throw bad(`says ${said}, and its directory has ${entries.length}.`);
    }
    const starts = await checkLayout(file, entries, from);
    const byPath = new Map(entries.map(entry => [entry.path, entry]));
    return {
      kind: 'zip',
      sizes: new Map([...byPath].map(([name, entry]) => [name, entry.size])),
      read(name) {
        const entry = byPath.get(name);
        const start = starts.get(name);
        if (!entry || start === undefined) throw new Error(`There is no ${name} in the zip.`);
        return inflated(file, entry, start);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The directory ends the file: nothing follows it, so nothing else can pass for the end. */
async function readDirectory(
  file: FileHandle,
  size: number,
): Promise<{ readonly directory: Buffer; readonly from: number; readonly counted: number }> {
  if (size < END_SIZE) throw bad('is too short to be a zip.');
  const end = await readAt(file, size - END_SIZE, END_SIZE);
  const counted = end.readUInt16LE(10);
  const [length, from] = [end.readUInt32LE(12), end.readUInt32LE(16)];
  if (from === MOST_BYTES || counted === MOST_ENTRIES) throw bad(`is in the 64-bit form. ${UNPACK}`);
  const holds = endOfDirectory(counted, length, from).equals(end) && from + length === size - END_SIZE;
  if (!holds || length > LARGEST_DIRECTORY) throw bad('does not end in its directory: cut off, or no zip.');
  return { directory: await readAt(file, from, length), from, counted };
}

function entriesOf(directory: Buffer, limits: Limits): readonly Entry[] {
  const entries: Entry[] = [];
  let bytes = 0;
  let at = 0;
  while (at < directory.length) {
    if (at + CENTRAL_SIZE > directory.length) throw bad('has a damaged directory.');
    const named = at + CENTRAL_SIZE + directory.readUInt16LE(at + 28);
    const entry: Entry = {
      path: directory.toString('latin1', at + CENTRAL_SIZE, named),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    checkKind(entry.path, directory.readUInt16LE(at + 8), directory.readUInt32LE(at + 38) >>> 16);
    entries.push(entry);
    checkNames([entry.path]);
    bytes += entry.size;
    checkLimits(entries.length, bytes, { ...limits, bytes: Math.min(limits.bytes, MOST_BYTES) });
    if (entry.size > RATIO_FROM && entry.size > entry.packed * limits.ratio) {
      const times = Math.round(entry.size / Math.max(1, entry.packed));
      throw new IntegrityError(
        'TOO_LARGE',
        null,
        `The entry ${quoted(entry.path)} would grow ${times}-fold.`,
      );
    }
    if (!centralHeader(entry).equals(directory.subarray(at, named))) throw packedOtherwise(entry);
    at = named;
  }
  checkNames(entries.map(({ path }) => path));
  return entries;
}

/** The dangerous kinds by name, although none of them is packed as Trailproof packs. */
function checkKind(path: string, flags: number, mode: number): void {
  const kind = mode & 0o170000;
  const unsafe = (what: string) =>
    new IntegrityError('UNSAFE_ENTRY', null, `The entry ${quoted(path)} is ${what}.`);
  if (kind === 0o120000) throw unsafe('a symbolic link');
  if (path.endsWith('/')) throw unsafe('a folder; a bundle packs files alone');
  if (kind !== 0 && kind !== 0o100000) throw unsafe('no regular file');
  if ((flags & 1) !== 0) throw unsafe('encrypted');
}

/**
 * Entries fill the file from its first byte to the directory, one after the other, so that none shares its data with
 * another and nothing hides between them. Gives where the content of each begins.
 */
async function checkLayout(
  file: FileHandle,
  entries: readonly Entry[],
  directoryAt: number,
): Promise<ReadonlyMap<string, number>> {
  const starts = new Map<string, number>();
  let at = 0;
  for (const entry of entries) {
    const { path, packed } = entry;
    const head = localHeader(entry);
    const start = at + head.length;
    const end = start + packed;
    if (entry.offset !== at || end + DESCRIPTOR_SIZE > directoryAt) {
      throw bad(`has entries that overlap or leave gaps, at ${quoted(path)}.`);
    }
    const before = await readAt(file, at, head.length);
    const behind = await readAt(file, end, DESCRIPTOR_SIZE);
    if (!head.equals(before) || !descriptor(entry).equals(behind)) throw packedOtherwise(entry);
    starts.set(path, start);
    at = end + DESCRIPTOR_SIZE;
  }
  if (at !== directoryAt) throw bad('holds something that its directory does not list.');
  return starts;
}

const UNPACK = 'Unpack it and name the folder.';

function packedOtherwise({ path }: Entry): IntegrityError {
  return bad(`does not hold ${quoted(path)} as Trailproof packs it. ${UNPACK}`);
}

async function* inflated(file: FileHandle, entry: Entry, start: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  let crc = 0;
  for await (const chunk of deflated(file, start, entry)) {
    size += chunk.length;
    if (size > entry.size) break;
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size || crc !== entry.crc)
    throw bad(`unpacks ${quoted(entry.path)} to something else than it says.`);
}

const PIECE = 256 * 1024;

/** In order, piece by piece. */
async function* stored(file: FileHandle, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; done += PIECE) {
    yield await readAt(file, start + done, Math.min(PIECE, length - done));
  }
}

async function* deflated(file: FileHandle, start: number, entry: Entry): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw();
  // What goes wrong destroys the last stream, and so ends the loop below.
  pipeline(Readable.from(stored(file, start, entry.packed)), inflate, () => undefined);
  try {
    for await (const chunk of inflate as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw bad(`cannot be unpacked at ${quoted(entry.path)}.`, error);
  }
  if (inflate.bytesWritten !== entry.packed) throw bad(`packs more than one thing in ${quoted(entry.path)}.`);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw bad('is cut off.');
    filled += bytesRead;
  }
  return bytes;
}

function bad(what: string, cause?: unknown): IntegrityError {
  return new IntegrityError('BAD_ZIP', null, `The zip ${what}`, cause);
}
