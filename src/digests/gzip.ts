/**
 * Inflates exactly one gzip member and refuses whatever stands behind it (RFC 1952). Node's own gunzip ignores zeros
 * behind a member and joins further members, so that a file could be lengthened without a change of its hash.
 */
import { createHash } from 'node:crypto';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';

export interface GzipFault {
  readonly ok: false;
  readonly code: 'not-gzip' | 'second-member' | 'trailing-bytes' | 'too-large';
  readonly says: string;
}

export interface Hashed {
  readonly ok: true;
  /** Hex, of the uncompressed content. */
  readonly sha256: string;
  readonly size: number;
}

const MEBIBYTE = 1024 * 1024;
/** Some 40,000 log files in one digest; what is parsed afterwards takes a multiple of it in memory. */
const LARGEST_BODY = 16 * MEBIBYTE;
const TRAILER = 8;

/** `most`: of the inflated content; a bomb is stopped there and not inflated whole. */
export function inflateOne(
  bytes: Uint8Array,
  { most = LARGEST_BODY }: { readonly most?: number } = {},
): { readonly ok: true; readonly body: Uint8Array } | GzipFault {
  const start = contentStart(bytes);
  if (typeof start !== 'number') return start;
  try {
    const { buffer, engine } = inflate(bytes.subarray(start), { most, expected: sizeInTrailer(bytes) });
    const fault = faultBehind(bytes, start + engine.bytesWritten, crc32(buffer), buffer.length);
    return fault ?? { ok: true, body: buffer };
  } catch (error) {
    return faultOf(error, most);
  }
}

/** Holds the whole content for a moment: for the usual log file of some kilobytes. */
export function sha256OfGzip(bytes: Uint8Array, most: number): Hashed | GzipFault {
  const inflated = inflateOne(bytes, { most });
  if (!inflated.ok) return inflated;
  const { body } = inflated;
  return { ok: true, sha256: createHash('sha256').update(body).digest('hex'), size: body.length };
}

/** The same in small steps: memory stays flat, whatever the content grows to. */
export async function sha256OfLargeGzip(bytes: Uint8Array, most: number): Promise<Hashed | GzipFault> {
  const start = contentStart(bytes);
  if (typeof start !== 'number') return start;
  const hash = createHash('sha256');
  let size = 0;
  let crc = 0;
  const stream = createInflateRaw({ chunkSize: 64 * 1024 });
  stream.end(bytes.subarray(start));
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > most) return tooLarge(most);
      hash.update(chunk);
      crc = crc32(chunk, crc);
    }
  } catch (error) {
    return faultOf(error, most);
  }
  const fault = faultBehind(bytes, start + stream.bytesWritten, crc, size);
  return fault ?? { ok: true, sha256: hash.digest('hex'), size };
}

/** With `info`, Node gives the engine too, which knows how much was consumed; its types do not say so. */
function inflate(bytes: Uint8Array, { most, expected }: { most: number; expected: number }) {
  // One buffer of the right size from the start. The size is a claim of the file: it is only a hint, and bounded.
  const chunkSize = Math.max(64, Math.min(expected, most) + 1);
  return inflateRawSync(bytes, { info: true, maxOutputLength: most, chunkSize }) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
}

const FLAG = { HCRC: 2, EXTRA: 4, NAME: 8, COMMENT: 16, RESERVED: 0xe0 } as const;

/** Where the deflated content begins, behind the header with its optional fields. */
function contentStart(bytes: Uint8Array): number | GzipFault {
  if (bytes.length === 0) return notGzip('It is empty.');
  if (bytes[0] !== 0x1f || (bytes.length > 1 && bytes[1] !== 0x8b)) {
    return notGzip('It does not begin as gzip does.');
  }
  const [, , method = 8, flags = 0] = bytes;
  if (method !== 8) return notGzip(`Its compression method is ${method}, not 8 (deflate).`);
  if ((flags & FLAG.RESERVED) !== 0) return notGzip('Its header sets bits that RFC 1952 reserves.');
  let at = 10;
  if ((flags & FLAG.EXTRA) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [FLAG.NAME, FLAG.COMMENT]) {
    if ((flags & flag) === 0) continue;
    const zero = at < bytes.length ? bytes.indexOf(0, at) : -1;
    if (zero < 0) return truncated();
    at = zero + 1;
  }
  if ((flags & FLAG.HCRC) !== 0) {
    const crc = crc32(bytes.subarray(0, at)) & 0xffff;
    if (at + 2 <= bytes.length && view(bytes).getUint16(at, true) !== crc) {
      return notGzip('The checksum of its header does not match.');
    }
    at += 2;
  }
  return at + TRAILER < bytes.length ? at : truncated();
}

/** Checks the trailer at `at`, and that the file ends with it. */
function faultBehind(bytes: Uint8Array, at: number, crc: number, size: number): GzipFault | null {
  const end = at + TRAILER;
  if (end > bytes.length) return truncated();
  if (view(bytes).getUint32(at, true) !== crc) return notGzip('Its content does not match its CRC32.');
  if (view(bytes).getUint32(at + 4, true) !== size % 2 ** 32) return notGzip('Its size does not match.');
  const behind = bytes.length - end;
  if (behind === 0) return null;
  const member = bytes[end] === 0x1f && bytes[end + 1] === 0x8b;
  return member
    ? { ok: false, code: 'second-member', says: 'A second gzip member is appended to it.' }
    : { ok: false, code: 'trailing-bytes', says: `${behind} bytes are appended to its gzip member.` };
}

function sizeInTrailer(bytes: Uint8Array): number {
  return view(bytes).getUint32(bytes.length - 4, true);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function faultOf(error: unknown, most: number): GzipFault {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(most);
  if (code === 'Z_BUF_ERROR') return truncated();
  if (code === 'Z_DATA_ERROR' || code === 'Z_NEED_DICT') return notGzip('Its compressed content is damaged.');
  throw error;
}

function notGzip(says: string): GzipFault {
  return { ok: false, code: 'not-gzip', says };
}

function truncated(): GzipFault {
  return notGzip('It is truncated: its gzip member does not end.');
}

function tooLarge(most: number): GzipFault {
  return { ok: false, code: 'too-large', says: `It inflates to more than ${most} bytes.` };
}
