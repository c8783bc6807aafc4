/** Writes zips in the form that Trailproof packs, and with every kind of lie in them. */
import { crc32, deflateRawSync } from 'node:zlib';
import {
  centralHeader,
  descriptor,
  type Entry,
  endOfDirectory,
  localHeader,
} from '../../src/evidence/zip-headers.ts';

export interface RawEntry {
  readonly name: string;
  readonly data?: Buffer;
  /** The packed bytes, where they are not what `data` packs to. */
  readonly packed?: Buffer;
  /** What the headers claim, where they lie. */
  readonly claims?: Partial<Entry>;
  readonly localName?: string;
  /** Changes the header in the directory, byte by byte. */
  readonly central?: (header: Buffer) => void;
}

export function rawZip(
  entries: readonly RawEntry[],
  around: { before?: Buffer; after?: Buffer; entries?: number } = {},
): Buffer {
  const body: Buffer[] = [around.before ?? Buffer.alloc(0)];
  const directory: Buffer[] = [];
  let offset = body[0]?.length ?? 0;
  for (const {
    name,
    data = Buffer.from('x'),
    packed = deflateRawSync(data),
    claims,
    localName,
    central,
  } of entries) {
    const entry = {
      path: name,
      crc: crc32(data),
      packed: packed.length,
      size: data.length,
      offset,
      ...claims,
    };
    const piece = [localHeader({ ...entry, path: localName ?? name }), packed, descriptor(entry)];
    body.push(...piece);
    const header = centralHeader(entry);
    central?.(header);
    directory.push(header);
    offset += piece.reduce((sum, bytes) => sum + bytes.length, 0);
  }
  const table = Buffer.concat(directory);
  const end = endOfDirectory(around.entries ?? entries.length, table.length, offset);
  return Buffer.concat([...body, table, end, around.after ?? Buffer.alloc(0)]);
}
