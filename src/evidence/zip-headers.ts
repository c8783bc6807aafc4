/** The headers of a Trailproof zip, to the byte: no zip that says the same in other bytes passes for one. */

/** Beyond these a zip needs its 64-bit form, which is neither written nor read. */
export const MOST_BYTES = 0xffff_ffff;
export const MOST_ENTRIES = 0xffff;

export const END_SIZE = 22;
export const CENTRAL_SIZE = 46;
export const LOCAL_SIZE = 30;
export const DESCRIPTOR_SIZE = 16;

export interface Entry {
  readonly path: string;
  readonly crc: number;
  /** Bytes in the zip, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const VERSION = 20;
/** The sizes stand behind the data, in a descriptor: it is written as a stream. */
const FLAGS = 8;
const DEFLATE = 8;
/** Noon on 1 January 1980, in the DOS format. */
const TIME = 12 << 11;
const DATE = (1 << 5) | 1;

/** Before the data. */
export function localHeader({ path }: Entry): Buffer {
  const head = Buffer.alloc(LOCAL_SIZE);
  head.writeUInt32LE(0x04034b50, 0);
  common(head, 4, path);
  return Buffer.concat([head, Buffer.from(path)]);
}

/** Behind the data. */
export function descriptor(entry: Entry): Buffer {
  const bytes = Buffer.alloc(DESCRIPTOR_SIZE);
  bytes.writeUInt32LE(0x08074b50, 0);
  numbers(bytes, 4, entry);
  return bytes;
}

/** In the directory. */
export function centralHeader(entry: Entry): Buffer {
  const head = Buffer.alloc(CENTRAL_SIZE);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(VERSION, 4);
  common(head, 6, entry.path);
  numbers(head, 16, entry);
  head.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([head, Buffer.from(entry.path)]);
}

/** Behind the directory, and the last of the file. */
export function endOfDirectory(entries: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(END_SIZE);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

function common(head: Buffer, at: number, path: string): void {
  [VERSION, FLAGS, DEFLATE, TIME, DATE].forEach((value, n) => {
    head.writeUInt16LE(value, at + 2 * n);
  });
  head.writeUInt16LE(Buffer.byteLength(path), at + 22);
}

function numbers(bytes: Buffer, at: number, { crc, packed, size }: Entry): void {
  [crc, packed, size].forEach((value, n) => {
    bytes.writeUInt32LE(value, at + 4 * n);
  });
}
