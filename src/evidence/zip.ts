/** Packs a bundle into one zip: the same bytes for the same files, in every time zone and on every machine. */
import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Zip, ZipDeflate } from 'fflate';
import { DeliveryError } from '../model/error.ts';
import { listFolder } from './bundle.ts';
import { MOST_BYTES, MOST_ENTRIES } from './zip-headers.ts';

/**
 * A zip holds the time on a clock without its zone, so fields of local time are what stays the same everywhere; a UTC
 * instant would become other bytes in Tokyo. Noon, because no zone ever skipped it.
 */
const writtenAt = (): Date => new Date(1980, 0, 1, 12, 0, 0);

/** fflate's own deflate is the same code everywhere; zlib's output changes with its build. Fed in equal pieces. */
const LEVEL = 6;
const PIECE = 64 * 1024;

export function packBundle(folder: string, target: string): void {
  const sizes = listFolder(folder);
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (sizes.size >= MOST_ENTRIES || bytes > MOST_BYTES) {
    throw new DeliveryError(
      `${sizes.size} files of ${bytes} bytes are too much for one zip; hand over the folder.`,
    );
  }
  const part = `${target}.part`;
  const out = openSync(part, 'w');
  let whole = false;
  try {
    const zip = new Zip((error, chunk) => {
      if (error) throw error;
      writeAll(out, chunk);
    });
    for (const path of sizes.keys()) addFile(zip, path, join(folder, path));
    zip.end();
    whole = true;
  } finally {
    closeSync(out);
    if (!whole) rmSync(part, { force: true });
  }
  renameSync(part, target);
}

function addFile(zip: Zip, path: string, file: string): void {
  const entry = new ZipDeflate(path, { level: LEVEL });
  entry.mtime = writtenAt();
  zip.add(entry);
  const source = openSync(file, 'r');
  try {
    for (;;) {
      const piece = readPiece(source);
      entry.push(piece, piece.length < PIECE);
      if (piece.length < PIECE) return;
    }
  } finally {
    closeSync(source);
  }
}

/** A whole piece, however little the system hands out at once; less at the end of the file alone. */
function readPiece(source: number): Uint8Array {
  const piece = new Uint8Array(PIECE);
  let filled = 0;
  while (filled < PIECE) {
    const read = readSync(source, piece, filled, PIECE - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return piece.subarray(0, filled);
}

function writeAll(out: number, chunk: Uint8Array): void {
  let written = 0;
  while (written < chunk.length) written += writeSync(out, chunk, written);
}
