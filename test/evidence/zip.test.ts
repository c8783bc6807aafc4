import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Limits, usualLimits } from '../../src/evidence/bundle.ts';
import { openBundle } from '../../src/evidence/open-bundle.ts';
import { verifyBundle } from '../../src/evidence/verify.ts';
import { packBundle } from '../../src/evidence/zip.ts';
import { CENTRAL_SIZE, END_SIZE, endOfDirectory } from '../../src/evidence/zip-headers.ts';
import { IntegrityError } from '../../src/model/error.ts';
import { builtInEstates, startSandbox } from '../../src/sandbox/index.ts';
import { filesIn, hasProgram, small, type Trailproof, workplace } from '../support/bundle.ts';
import { type RawEntry, rawZip } from '../support/raw-zip.ts';

const unzips = hasProgram('unzip');
if (!unzips) process.stderr.write('SKIPPED: that unzip takes our zip; missing: unzip\n');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trailproof-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Reads every entry to its end, and gives what was refused. */
async function refusalOf(zip: Buffer, limits: Limits = usualLimits): Promise<IntegrityError | undefined> {
  const path = join(dir, 'given.zip');
  writeFileSync(path, zip);
  try {
    const bundle = await openBundle(path, limits);
    try {
      for (const name of bundle.sizes.keys()) for await (const _chunk of bundle.read(name));
    } finally {
      await bundle.close();
    }
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(IntegrityError);
    return error as IntegrityError;
  }
}

describe('the writer', () => {
  beforeEach(() => {
    mkdirSync(join(dir, 'b', 'snapshot'), { recursive: true });
    writeFileSync(join(dir, 'b', 'empty.txt'), '');
    writeFileSync(join(dir, 'b', 'piece.txt'), 'y'.repeat(64 * 1024));
    writeFileSync(join(dir, 'b', 'summary.json'), '{}\n');
    const lines = Array.from(
      { length: 20_000 },
      (_, n) => `{"n":${n},"h":"${createHash('md5').update(`${n}`).digest('hex')}"}`,
    );
    writeFileSync(join(dir, 'b', 'snapshot', 'evidence.ndjson'), lines.join('\n'));
  });

  test('gives the same bytes in every time zone', () => {
    const before = process.env.TZ;
    const offsets = new Set<number>();
    const digests = new Set<string>();
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/New_York', 'Pacific/Apia']) {
      process.env.TZ = zone;
      offsets.add(new Date(2026, 0, 1).getTimezoneOffset());
      packBundle(join(dir, 'b'), join(dir, 'b.zip'));
      digests.add(sha256(join(dir, 'b.zip')));
    }
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
    expect(offsets.size).toBe(4);
    expect([...digests]).toEqual(['9cf763e4b4ce30b4e865d05c62b7cf345816496edc6a7f1b833b52762caec62f']);
  });

  test('packs what its own reader and others unpack', async () => {
    packBundle(join(dir, 'b'), join(dir, 'b.zip'));
    const bundle = await openBundle(join(dir, 'b.zip'));
    expect([...bundle.sizes.keys()]).toEqual(filesIn(join(dir, 'b')));
    for (const name of bundle.sizes.keys()) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of bundle.read(name)) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(readFileSync(join(dir, 'b', name)))).toBe(true);
    }
    await bundle.close();
    if (unzips) execFileSync('unzip', ['-tq', join(dir, 'b.zip')]);
    expect(statSync(join(dir, 'b.zip')).size).toBeLessThan(700_000);
  });
});

describe('the reader refuses', () => {
  const good: RawEntry = { name: 'a.txt', data: Buffer.from('hello') };
  const one = rawZip([good]);
  const directory = CENTRAL_SIZE + good.name.length;
  const directoryAt = one.length - END_SIZE - directory;
  const hidden = Buffer.from('hidden');
  const zeros = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * 1024 * 1024);

  test('nothing of an honest zip', async () => {
    const near = ['console.txt', 'com10', 'com/x', 'x.con', 'auxiliary', 'nul_'].map(name => ({
      ...good,
      name,
    }));
    expect(await refusalOf(rawZip(near))).toBeUndefined();
    expect(await refusalOf(rawZip([good, { ...good, name: 'b/c.txt' }]))).toBeUndefined();
  });

  const cases: [string, Buffer | (() => Buffer), string, RegExp][] = [
    [
      'a name that climbs out',
      rawZip([{ ...good, name: '../../etc/passwd' }]),
      'UNSAFE_ENTRY',
      /etc\/passwd/,
    ],
    ['a name that climbs in the middle', rawZip([{ ...good, name: 'a/../../b' }]), 'UNSAFE_ENTRY', /name/],
    ['an absolute name', rawZip([{ ...good, name: '/tmp/x' }]), 'UNSAFE_ENTRY', /name/],
    ['a drive letter', rawZip([{ ...good, name: 'C:/x' }]), 'UNSAFE_ENTRY', /name/],
    ['a backslash', rawZip([{ ...good, name: '..\\x' }]), 'UNSAFE_ENTRY', /name/],
    ['a NUL', rawZip([{ ...good, name: 'a\u0000.txt' }]), 'UNSAFE_ENTRY', /name/],
    ['an empty name', rawZip([{ ...good, name: '' }]), 'UNSAFE_ENTRY', /name/],
    ['a folder', rawZip([{ ...good, name: 'a/' }]), 'UNSAFE_ENTRY', /folder/],
    [
      'a symbolic link',
      rawZip([{ ...good, central: header => header.writeUInt16LE(0o120777, 40) }]),
      'UNSAFE_ENTRY',
      /symbolic link/,
    ],
    [
      'a device',
      rawZip([{ ...good, central: header => header.writeUInt16LE(0o020666, 40) }]),
      'UNSAFE_ENTRY',
      /regular/,
    ],
    ['an entry twice', rawZip([good, good]), 'UNSAFE_ENTRY', /twice/],
    ['an entry in two cases', rawZip([good, { ...good, name: 'A.txt' }]), 'UNSAFE_ENTRY', /a\.txt/],
    [
      'an encrypted entry',
      rawZip([{ ...good, central: header => header.writeUInt16LE(1, 8) }]),
      'UNSAFE_ENTRY',
      /encrypted/,
    ],
    [
      'a method it does not know',
      rawZip([{ ...good, central: header => header.writeUInt16LE(12, 10) }]),
      'BAD_ZIP',
      /as Trailproof packs it\. Unpack it/,
    ],
    [
      'another date',
      rawZip([{ ...good, central: header => header.writeUInt16LE(7, 14) }]),
      'BAD_ZIP',
      /Unpack it/,
    ],
    [
      'another name before the data than in the directory',
      rawZip([{ ...good, localName: 'b.txt' }]),
      'BAD_ZIP',
      /Unpack it/,
    ],
    [
      'entries that share their data',
      rawZip([good, { ...good, name: 'b.txt', claims: { offset: 0 } }]),
      'BAD_ZIP',
      /overlap/,
    ],
    ['something in front', rawZip([good], { before: Buffer.from('#!/bin/sh\n') }), 'BAD_ZIP', /gaps/],
    ['something behind', rawZip([good], { after: Buffer.from('more') }), 'BAD_ZIP', /cut off, or no zip/],
    [
      'something between the last entry and the directory',
      Buffer.concat([
        one.subarray(0, directoryAt),
        hidden,
        one.subarray(directoryAt, -END_SIZE),
        endOfDirectory(1, directory, directoryAt + hidden.length),
      ]),
      'BAD_ZIP',
      /holds something that its directory does not list/,
    ],
    [
      'something between the directory and its end',
      Buffer.concat([one.subarray(0, -END_SIZE), hidden, one.subarray(-END_SIZE)]),
      'BAD_ZIP',
      /does not end in its directory/,
    ],
    ['the 64-bit form', rawZip([good], { entries: 0xffff }), 'BAD_ZIP', /64-bit/],
    [
      'an end that counts fewer entries than there are',
      rawZip([good, { ...good, name: 'b.txt' }], { entries: 1 }),
      'BAD_ZIP',
      /says 1 entry, and its directory has 2/,
    ],
    ...['a.', 'a /b', 'b/a. ', 'CON', 'x/nul.txt', 'aux.', 'Com1.tar.gz', 'lpt9/x'].map(
      name =>
        [
          `a name that a disk of Windows has not: ${name}`,
          rawZip([{ ...good, name }]),
          'UNSAFE_ENTRY',
          /name/,
        ] as [string, Buffer, string, RegExp],
    ),
    ['a wrong checksum', rawZip([{ ...good, claims: { crc: 1 } }]), 'BAD_ZIP', /something else/],
    ['less than it says', rawZip([{ ...good, claims: { size: 6 } }]), 'BAD_ZIP', /something else/],
    [
      'two streams in one entry',
      rawZip([
        {
          ...good,
          packed: Buffer.concat([deflateRawSync(Buffer.from('hello')), deflateRawSync(Buffer.from('!'))]),
        },
      ]),
      'BAD_ZIP',
      /more than one thing/,
    ],
    [
      'what is not deflated',
      rawZip([{ ...good, packed: Buffer.from('hello') }]),
      'BAD_ZIP',
      /cannot be unpacked/,
    ],
    ['a bomb that says what it is', () => rawZip([{ name: 'a', data: zeros(64) }]), 'TOO_LARGE', /-fold/],
    [
      'a bomb that says it is small',
      () => rawZip([{ name: 'a', data: zeros(64), claims: { size: 100 } }]),
      'BAD_ZIP',
      /something else than it says/,
    ],
    [
      'a bomb of ten gigabytes, before any of it is unpacked',
      rawZip(
        Array.from({ length: 10 }, (_, n) => ({
          name: `a${n}`,
          claims: { size: 1_000_000_000, packed: 10_000_000 },
        })),
      ),
      'TOO_LARGE',
      /more than 4294967295 bytes/,
    ],
    ['what is no zip', Buffer.from('PK, but that is all that there is to it'), 'BAD_ZIP', /no zip/],
    ['nothing', Buffer.alloc(0), 'BAD_ZIP', /too short/],
  ];
  test.each(cases)('%s', async (_name, zip, code, message) => {
    const refused = await refusalOf(typeof zip === 'function' ? zip() : zip);
    expect(refused?.message).toMatch(message);
    expect(refused?.code).toBe(code);
  });

  test('more entries than it takes on', async () => {
    const many = rawZip(Array.from({ length: 11 }, (_, n) => ({ ...good, name: `a${n}` })));
    const refused = await refusalOf(many, { ...usualLimits, entries: 10 });
    expect(refused?.message).toBe('There are more than 10 files.');
  });

  test('a gibibyte that says it is small, without holding it', async () => {
    // One mebibyte of zeros, deflated and flushed, is the same bytes each time: a gibibyte from a few of them.
    const block = deflateRawSync(zeros(1), { finishFlush: 2 });
    const packed = Buffer.concat([
      ...Array.from({ length: 1024 }, () => block),
      deflateRawSync(Buffer.alloc(0)),
    ]);
    const size = 1024 * 1024 * 1024;
    const zip = rawZip([{ name: 'a', data: Buffer.alloc(0), packed, claims: { size: size - 1 } }]);
    const before = process.memoryUsage().rss;
    const refused = await refusalOf(zip, { ...usualLimits, ratio: 2000 });
    expect(refused?.code).toBe('BAD_ZIP');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });
});

describe('a bundle in a zip', () => {
  let cwd: string;
  let trailproof: Trailproof;
  let zip: Buffer;
  beforeAll(async () => {
    const sandbox = await startSandbox({ estate: builtInEstates.reference() });
    ({ cwd, trailproof } = workplace(sandbox.environment));
    await trailproof('audit', '--out', 'a', '--sign-key', 'key.pem', '--zip', ...small);
    await sandbox.stop();
    zip = readFileSync(join(cwd, 'a.zip'));
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  async function verified(bytes: Buffer) {
    const path = join(dir, 'given.zip');
    writeFileSync(path, bytes);
    let bundle: Awaited<ReturnType<typeof openBundle>> | undefined;
    try {
      bundle = await openBundle(path);
      return { ok: await verifyBundle(bundle) };
    } catch (error) {
      expect(error).toBeInstanceOf(IntegrityError);
      return { fault: error as IntegrityError };
    } finally {
      await bundle?.close();
    }
  }

  test('cut off anywhere is refused', async () => {
    for (const part of [0.999, 0.9, 0.5, 0.1, 0.001]) {
      const { fault } = await verified(zip.subarray(0, Math.floor(zip.length * part)));
      expect(fault?.code).toBe('BAD_ZIP');
    }
    expect((await verified(zip.subarray(0, zip.length - 1))).fault?.code).toBe('BAD_ZIP');
    const { code, stderr } = await trailproof('verify', 'key.pem');
    expect(stderr).toContain('cut off, or no zip');
    expect(code).toBe(4);
  });

  test('with a byte flipped fails, or unpacks to the very bundle that was signed', async () => {
    const right = await verified(zip);
    expect(right.ok?.signature?.algorithm).toBe('Ed25519');
    let harmless = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: zip.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const flipped = Buffer.from(zip);
          flipped[at] = (flipped[at] ?? 0) ^ mask;
          const { ok, fault } = await verified(flipped);
          if (ok) {
            harmless += 1;
            expect(ok).toEqual(right.ok);
          } else expect(fault?.message).not.toBe('');
        },
      ),
      { numRuns: 400 },
    );
    // The last bits of the last byte of a deflated stream mean nothing; no other bit of the zip is free.
    expect(harmless).toBeLessThan(3);
  });
});
