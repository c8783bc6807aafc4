import { createHash } from 'node:crypto';
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GzipFault, inflateOne, sha256OfGzip, sha256OfLargeGzip } from '../../src/digests/gzip.ts';

const MEBIBYTE = 1024 * 1024;
const text = (value: string) => new TextEncoder().encode(value);
const content = text(
  JSON.stringify({ Records: Array.from({ length: 50 }, (_, n) => ({ eventID: `e${n}` })) }),
);
const file = gzipSync(content);
const code = (result: { ok: true } | GzipFault) => (result.ok ? 'ok' : result.code);
const bytes = (least = 0, most = 600) => fc.uint8Array({ minLength: least, maxLength: most });

interface Optional {
  readonly extra?: Uint8Array;
  readonly name?: string;
  readonly comment?: string;
  readonly headerChecksum?: 'right' | 'wrong';
  readonly reserved?: number;
}

/** A member with the optional header fields, which zlib itself never writes. */
function member(body: Uint8Array, { extra, name, comment, headerChecksum, reserved = 0 }: Optional): Buffer {
  const flags =
    (headerChecksum ? 2 : 0) |
    (extra ? 4 : 0) |
    (name !== undefined ? 8 : 0) |
    (comment !== undefined ? 16 : 0);
  const parts = [Buffer.from([0x1f, 0x8b, 8, flags | reserved, 1, 2, 3, 4, 0, 255])];
  if (extra) parts.push(Buffer.from([extra.length & 255, extra.length >> 8]), Buffer.from(extra));
  if (name !== undefined) parts.push(Buffer.from(`${name}\0`, 'latin1'));
  if (comment !== undefined) parts.push(Buffer.from(`${comment}\0`, 'latin1'));
  if (headerChecksum) {
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE((crc32(Buffer.concat(parts)) ^ (headerChecksum === 'wrong' ? 1 : 0)) & 0xffff);
    parts.push(sum);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(body), 0);
  trailer.writeUInt32LE(body.length, 4);
  return Buffer.concat([...parts, deflateRawSync(body), trailer]);
}

describe('one member', () => {
  test('is inflated at every level and by every strategy', () => {
    for (let level = 0; level <= 9; level += 1) {
      for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_FIXED]) {
        const result = inflateOne(gzipSync(content, { level, strategy }));
        expect(result).toEqual({ ok: true, body: Buffer.from(content) });
      }
    }
  });

  test('is inflated whatever the content', () => {
    fc.assert(
      fc.property(bytes(), fc.integer({ min: 0, max: 9 }), (body, level) => {
        const result = inflateOne(gzipSync(body, { level }));
        expect(result.ok && Buffer.from(body).equals(result.body)).toBe(true);
      }),
    );
  });

  test('may have every optional header field', () => {
    const field = fc.stringMatching(/^[ -~]{0,20}$/);
    fc.assert(
      fc.property(
        fc.option(bytes(0, 300), { nil: undefined }),
        fc.option(field, { nil: undefined }),
        fc.option(field, { nil: undefined }),
        fc.constantFrom('right' as const, undefined),
        (extra, name, comment, headerChecksum) => {
          const made = member(content, {
            ...(extra && { extra }),
            ...(name !== undefined && { name }),
            ...(comment !== undefined && { comment }),
            ...(headerChecksum && { headerChecksum }),
          });
          const result = inflateOne(made);
          expect(result.ok && Buffer.from(content).equals(result.body)).toBe(true);
        },
      ),
    );
  });

  test('is read where it lies in a larger buffer', () => {
    const around = Buffer.concat([Buffer.alloc(7, 1), file, Buffer.alloc(9, 1)]);
    expect(code(inflateOne(new Uint8Array(around.buffer, around.byteOffset + 7, file.length)))).toBe('ok');
  });
});

describe('refuses', () => {
  test.each<[string, Uint8Array, GzipFault['code'], RegExp]>([
    ['nothing', new Uint8Array(), 'not-gzip', /empty/],
    ['text', text('{"logFiles":[]}'), 'not-gzip', /begin/],
    ['another method', Buffer.from([0x1f, 0x8b, 7, ...file.subarray(3)]), 'not-gzip', /method is 7/],
    ['a reserved bit', member(content, { reserved: 0x20 }), 'not-gzip', /reserves/],
    ['a wrong header checksum', member(content, { headerChecksum: 'wrong' }), 'not-gzip', /header/],
    ['a second member', Buffer.concat([file, gzipSync(text('more'))]), 'second-member', /second/],
    ['an empty second member', Buffer.concat([file, gzipSync('')]), 'second-member', /second/],
    ['zeros behind it', Buffer.concat([file, Buffer.alloc(16)]), 'trailing-bytes', /^16 bytes/],
    ['one byte behind it', Buffer.concat([file, Buffer.from([0x1f])]), 'trailing-bytes', /^1 bytes/],
    [
      'an extra field beyond the end',
      Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 255, 255]),
      'not-gzip',
      /truncated/,
    ],
    [
      'a name without an end',
      Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 65, 65]),
      'not-gzip',
      /truncated/,
    ],
  ])('%s', (_what, input, expected, says) => {
    const result = inflateOne(input);
    expect(code(result)).toBe(expected);
    expect(result.ok ? '' : result.says).toMatch(says);
    expect(code(sha256OfGzip(input, MEBIBYTE))).toBe(expected);
  });

  test('a wrong checksum and a wrong size in the trailer', () => {
    for (const at of [file.length - 8, file.length - 1]) {
      const changed = Buffer.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(code(inflateOne(changed))).toBe('not-gzip');
    }
  });

  test('every truncation, and says that it is one', () => {
    for (let length = 1; length < file.length; length += 1) {
      const result = inflateOne(file.subarray(0, length));
      expect(result).toMatchObject({ ok: false, code: 'not-gzip', says: /truncated/ });
    }
  });

  test('every suffix', () => {
    fc.assert(
      fc.property(bytes(1, 40), suffix => {
        expect(['second-member', 'trailing-bytes']).toContain(
          code(inflateOne(Buffer.concat([file, suffix]))),
        );
      }),
    );
  });

  // Time, system and padding bits are part of no content: such a file is another packing of the same content.
  test('every flipped bit that is not merely another packing of the same content', () => {
    let refused = 0;
    for (let bit = 0; bit < file.length * 8; bit += 1) {
      const changed = Buffer.from(file);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const result = inflateOne(changed);
      if (result.ok) expect(Buffer.from(content).equals(result.body), `bit ${bit}`).toBe(true);
      else refused += 1;
    }
    // FTEXT, the 48 bits of MTIME, XFL and OS, and at most 7 of padding.
    expect(refused).toBeGreaterThanOrEqual(file.length * 8 - 1 - 48 - 7);
  });
});

describe('a bomb', () => {
  const zeros = gzipSync(Buffer.alloc(200 * MEBIBYTE), { level: 9 });

  test('is stopped at the limit, whatever size its trailer claims', () => {
    for (const claim of [0, 100, 0xffffffff]) {
      const bomb = Buffer.from(zeros);
      bomb.writeUInt32LE(claim, bomb.length - 4);
      const before = process.memoryUsage().rss;
      expect(code(inflateOne(bomb))).toBe('too-large');
      expect(process.memoryUsage().rss - before).toBeLessThan(120 * MEBIBYTE);
    }
  });

  test('is stopped in small steps too', async () => {
    expect(code(await sha256OfLargeGzip(zeros, 64 * MEBIBYTE))).toBe('too-large');
  });

  test('content of exactly the limit passes, one byte more does not', async () => {
    const packed = gzipSync(Buffer.alloc(1000));
    expect([code(sha256OfGzip(packed, 1000)), code(sha256OfGzip(packed, 999))]).toEqual(['ok', 'too-large']);
    expect([code(await sha256OfLargeGzip(packed, 1000)), code(await sha256OfLargeGzip(packed, 999))]).toEqual(
      ['ok', 'too-large'],
    );
  });
});

describe('the hash', () => {
  test('is that of the content', () => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(sha256OfGzip(file, MEBIBYTE)).toEqual({ ok: true, sha256, size: content.length });
  });

  test('in small steps is the same as at once, faults included', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(), bytes(0, 20), fc.nat(40), async (body, suffix, cut) => {
        const packed = gzipSync(body);
        for (const input of [
          packed,
          Buffer.concat([packed, suffix]),
          packed.subarray(0, packed.length - cut),
        ]) {
          expect(await sha256OfLargeGzip(input, MEBIBYTE)).toEqual(sha256OfGzip(input, MEBIBYTE));
        }
      }),
    );
  });

  test('of a large content needs no memory for the whole', async () => {
    const large = Buffer.alloc(96 * MEBIBYTE, 'abcdefghij');
    const packed = gzipSync(large, { level: 1 });
    const sha256 = createHash('sha256').update(large).digest('hex');
    expect(await sha256OfLargeGzip(packed, 128 * MEBIBYTE)).toEqual({ ok: true, sha256, size: large.length });
  });
});
