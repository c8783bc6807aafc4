/** The verifier of report.html, run in Node, which has the same WebCrypto and streams: it must agree with `verify`. */
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBundlePath } from '../../../src/evidence/bundle-path.ts';
import { keyIdOf } from '../../../src/evidence/dsse.ts';
import { mediaTypeOf, roleOf } from '../../../src/evidence/manifest.ts';
import { type RawEntry, rawZip } from '../../support/raw-zip.ts';
import { sealedZip, signerOf } from '../../support/sealed.ts';

interface Fault {
  readonly path: string | null;
  readonly message: string;
}

interface Found {
  readonly sound: boolean;
  readonly fault: Fault | null;
  readonly steps: readonly { readonly state: string; readonly title: string; readonly text: string }[];
}

interface Verifier {
  verifyBundle(blob: Blob, expected: { facts: string; keyid: string | null }): Promise<Found>;
  rawSignature(der: Uint8Array): Uint8Array | null;
  labelsOf(path: string): { readonly media_type: string; readonly role: string };
  isBundlePath(path: string): boolean;
}

const script = new URL('../../../evidence-templates/html/verify.js', import.meta.url).href;
const { verifyBundle, rawSignature, labelsOf, isBundlePath: isPathHere } = (await import(script)) as Verifier;

const facts = 'ab'.repeat(32);
const check = (zip: Buffer, keyid: string | null = null) => verifyBundle(new Blob([zip]), { facts, keyid });

describe('a sound bundle', () => {
  test.each(['ed25519', 'p256'] as const)('signed with %s', async type => {
    const signer = signerOf(type);
    const keyid = keyIdOf(signer.publicKey);
    const found = await check(await sealedZip({ signer }), keyid);
    expect(found.fault).toBeNull();
    expect(found.sound).toBe(true);
    expect(found.steps.map(({ state, title }) => `${title} ${state}`)).toEqual([
      'Zip ok',
      'Manifest ok',
      'Hashes ok',
      'Completeness ok',
      'Signature ok',
      'This page ok',
    ]);
    expect(found.steps[4]?.text).toContain(`key SHA256:${keyid}. It is the key that was expected.`);
  });

  test('signed by a key that nobody expected shows no signer, and that is said', async () => {
    const signer = signerOf('ed25519');
    const found = await check(await sealedZip({ signer }));
    expect(found.fault).toBeNull();
    expect(found.steps[4]).toMatchObject({
      title: 'Signature',
      state: 'open',
      text: expect.stringContaining('The key came with the bundle: who signed is not shown.'),
    });
    expect(found.steps[4]?.text).toContain(`key SHA256:${keyIdOf(signer.publicKey)}`);
  });

  test('without a signature is whole, and that is said', async () => {
    const found = await check(await sealedZip({ signer: null }));
    expect(found.sound).toBe(true);
    expect(found.steps[4]).toMatchObject({ state: 'open', text: expect.stringContaining('not signed') });
  });

  test('with a time stamp is sound; that the stamp is not checked here is said', async () => {
    const stamped = { harm: (dir: string) => writeFileSync(join(dir, 'manifest.tsr'), 'anything') };
    const found = await check(await sealedZip(stamped));
    expect(found.sound).toBe(true);
    expect(found.steps.find(({ title }) => title === 'Time stamp')).toMatchObject({
      state: 'open',
      text: expect.stringContaining('does not check manifest.tsr'),
    });
  });

  test('of another run than this page is sound, and that is said', async () => {
    const found = await check(await sealedZip({ facts: 'cd'.repeat(32) }));
    expect(found.sound).toBe(true);
    expect(found.steps[5]).toMatchObject({
      state: 'open',
      text: expect.stringContaining('Names other facts'),
    });
  });
});

describe('the first fault is named', () => {
  const cases: [string, Parameters<typeof sealedZip>[0], string | null, RegExp][] = [
    [
      'a changed byte',
      { harm: dir => edit(dir, 'findings.ndjson', text => text.replace('path', 'hath')) },
      'findings.ndjson',
      /was changed/,
    ],
    [
      'an added byte',
      { harm: dir => appendFileSync(join(dir, 'findings.ndjson'), ' ') },
      'findings.ndjson',
      /bytes where/,
    ],
    [
      'two changed files: the first by name',
      {
        harm: dir => {
          for (const name of ['summary.json', 'evaluations.ndjson'])
            edit(dir, name, t => t.replace('path', 'hath'));
        },
      },
      'evaluations.ndjson',
      /was changed/,
    ],
    ['a missing file', { harm: dir => rmSync(join(dir, 'summary.json')) }, 'summary.json', /is not there/],
    ['an added file', { harm: dir => writeFileSync(join(dir, 'note.txt'), 'x') }, 'note.txt', /not listed/],
    [
      'a file under another name',
      { harm: dir => renameSync(join(dir, 'summary.json'), join(dir, 'sum.json')) },
      'summary.json',
      /not there/,
    ],
    [
      'a bundle without its evidence',
      { without: ['snapshot/bodies.ndjson'] },
      'snapshot/bodies.ndjson',
      /nor|not listed either/,
    ],
    ['no manifest', { harm: dir => rmSync(join(dir, 'manifest.json')) }, 'manifest.json', /missing/],
    [
      'a manifest in other words',
      { harm: dir => edit(dir, 'manifest.json', text => text.replace('"files":[\n', '"files":[\n ')) },
      'manifest.json',
      /as Trailproof writes it/,
    ],
    [
      'a field that no manifest has',
      { harm: dir => edit(dir, 'manifest.json', text => text.replace('{', '{"a":1,')) },
      'manifest.json',
      /manifest\/1/,
    ],
    [
      'a file of no kind',
      { harm: dir => edit(dir, 'manifest.json', text => text.replace('"application/json"', '""')) },
      'manifest.json',
      /manifest\/1/,
    ],
    [
      'a file in a part that it does not have',
      {
        harm: dir => edit(dir, 'manifest.json', text => text.replace('"role":"lives"', '"role":"approved"')),
      },
      'manifest.json',
      /calls lives\.ndjson "approved"/,
    ],
    [
      'a key that is written in another form',
      {
        signer: signerOf('p256'),
        harm: dir => edit(dir, 'signer.pem', compressed),
      },
      'signer.pem',
      /as Trailproof writes it/,
    ],
    [
      'half a signature',
      { harm: dir => rmSync(join(dir, 'signer.pem')) },
      'signer.pem',
      /half of a signature/,
    ],
    [
      'the key of somebody else',
      {
        harm: dir => {
          const pem = signerOf('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
          writeFileSync(join(dir, 'signer.pem'), pem);
        },
      },
      'manifest.dsse.json',
      /another key/,
    ],
    [
      'a key of another kind',
      {
        harm: dir => {
          const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
          writeFileSync(join(dir, 'signer.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
        },
      },
      'signer.pem',
      /kind of key/,
    ],
  ];
  test.each(cases)('%s', async (_name, options, path, message) => {
    const found = await check(await sealedZip(options));
    expect(found.sound).toBe(false);
    expect(found.fault?.path).toBe(path);
    expect(found.fault?.message).toMatch(message);
  });

  test('files that were changed together with their manifest: the signature tells', async () => {
    const first = signerOf('p256');
    let envelope = '';
    let pem = '';
    await sealedZip({
      signer: first,
      harm: dir => {
        envelope = readFileSync(join(dir, 'manifest.dsse.json'), 'utf8');
        pem = readFileSync(join(dir, 'signer.pem'), 'utf8');
      },
    });
    const forged = await sealedZip({
      signer: null,
      files: { 'findings.ndjson': 'nothing found\n' },
      harm: dir => {
        writeFileSync(join(dir, 'manifest.dsse.json'), envelope);
        writeFileSync(join(dir, 'signer.pem'), pem);
      },
    });
    expect((await check(forged)).fault).toMatchObject({
      path: 'manifest.json',
      message: 'is not the manifest that was signed.',
    });
  });

  test('a good signature of somebody else than expected', async () => {
    const expected = keyIdOf(signerOf('ed25519').publicKey);
    expect((await check(await sealedZip(), expected)).fault).toMatchObject({ path: 'signer.pem' });
    const unsigned = await check(await sealedZip({ signer: null }), expected);
    expect(unsigned.fault).toMatchObject({ path: 'manifest.dsse.json' });
  });

  test('every byte counts', async () => {
    const zip = await sealedZip({ signer: signerOf('p256') });
    // The last byte of what is deflated may end in bits that mean nothing; a descriptor follows it.
    const idle = new Set<number>();
    for (let at = zip.indexOf('PK\x07\x08'); at > 0; at = zip.indexOf('PK\x07\x08', at + 1)) idle.add(at - 1);
    expect(idle.size).toBeGreaterThan(9);
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        fc.pre(!idle.has(at));
        const changed = Buffer.from(zip);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect((await check(changed)).sound).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('a zip that was cut off anywhere', async () => {
    const zip = await sealedZip();
    for (let kept = 0; kept < zip.length; kept += 61) {
      expect((await check(zip.subarray(0, kept))).sound).toBe(false);
    }
  });
});

describe('a hostile zip is refused', () => {
  const good: RawEntry = { name: 'a.txt', data: Buffer.from('hello') };
  const zeros = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * 1024 * 1024);
  const cases: [string, Buffer, RegExp][] = [
    ['a name that climbs out', rawZip([{ ...good, name: '../../etc/passwd' }]), /no bundle holds/],
    ['an absolute name', rawZip([{ ...good, name: '/tmp/x' }]), /no bundle holds/],
    ['a backslash', rawZip([{ ...good, name: '..\\x' }]), /no bundle holds/],
    ['a folder', rawZip([{ ...good, name: 'a/' }]), /no bundle holds/],
    ['an entry twice', rawZip([good, good]), /twice/],
    ['an entry in two cases', rawZip([good, { ...good, name: 'A.txt' }]), /twice/],
    [
      'a symbolic link',
      rawZip([{ ...good, central: h => h.writeUInt16LE(0o120777, 40) }]),
      /as Trailproof packs/,
    ],
    ['an encrypted entry', rawZip([{ ...good, central: h => h.writeUInt16LE(1, 8) }]), /as Trailproof packs/],
    ['entries that share data', rawZip([good, { ...good, name: 'b', claims: { offset: 0 } }]), /overlaps/],
    ['another name before the data', rawZip([{ ...good, localName: 'b.txt' }]), /as Trailproof packs/],
    ['something in front', rawZip([good], { before: Buffer.from('#!/bin/sh\n') }), /leaves a gap/],
    ['something behind', rawZip([good], { after: Buffer.from('more') }), /added to/],
    ['a bomb that says what it is', rawZip([{ name: 'a', data: zeros(64) }]), /far more than evidence/],
    [
      'an end that counts fewer entries',
      rawZip([good, { ...good, name: 'b' }], { entries: 1 }),
      /number of files/,
    ],
    ['the 64-bit form', rawZip([good], { entries: 0xffff }), /64-bit form/],
    ['a name that ends in a dot', rawZip([{ ...good, name: 'a.' }]), /no bundle holds/],
    ['a name of a device', rawZip([{ ...good, name: 'x/nul.txt' }]), /no bundle holds/],
    ['nothing', Buffer.alloc(0), /no zip/],
  ];
  test.each(cases)('%s', async (_name, zip, message) => {
    const found = await check(zip);
    expect(found.sound).toBe(false);
    expect(found.fault?.message).toMatch(message);
  });

  const inside: [string, Partial<RawEntry>, RegExp][] = [
    ['a bomb that says it is small', { data: zeros(64), claims: { size: 100 } }, /holds more than it says/],
    ['less than it says', { claims: { size: 6 } }, /holds less than it says/],
    ['a wrong checksum', { claims: { crc: 1 } }, /another checksum/],
    ['what is not deflated', { packed: Buffer.from('hello') }, /cannot be unpacked/],
  ];
  test.each(inside)('%s', async (_name, harm, message) => {
    const found = await check(rawZip([{ ...good, name: 'manifest.json', ...harm }]));
    expect(found.fault).toMatchObject({ path: 'manifest.json', message: expect.stringMatching(message) });
  });
});

test('ECDSA signatures of every length are turned into what WebCrypto takes', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = createPublicKey(privateKey);
  const lengths = new Set<number>();
  for (let n = 0; n < 2_000; n += 1) {
    const message = Buffer.from(`message ${n}`);
    const der = sign('sha256', message, privateKey);
    lengths.add(der.length);
    const raw = rawSignature(der);
    if (raw === null) throw new Error(`${der.toString('hex')} was refused.`);
    expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
  }
  expect(lengths.size).toBeGreaterThan(2);
  for (const odd of [
    '',
    '30',
    '3006020100020180',
    '300702020001020101',
    '30060201010201ff',
    '3006020101020101aa',
  ]) {
    expect(rawSignature(Buffer.from(odd, 'hex')), odd).toBeNull();
  }
});

test('names, parts and kinds of files are those of verify', () => {
  const paths = fc.oneof(
    fc.constantFrom(
      ...[
        'README.txt',
        'report.pdf',
        'raw/index.ndjson',
        'scope/a.csv',
        'controls/a/b.json',
        'trails/a.json',
        'x',
        'x.yaml',
      ],
      ...[
        'exceptions/e.csv',
        'formats/junit.xml',
        'provenance/inputs/w.json',
        'provenance/run.json',
        'tickets.ndjson',
      ],
      ...[
        'evaluations.csv',
        'findings.ndjson',
        'snapshot/bodies.ndjson',
        'summary.json',
        'report.html',
        'lives.ndjson',
      ],
    ),
    fc
      .array(fc.constantFrom('con', 'NUL', 'com1', 'lpt0', '.', ' ', '/', 'a', '-', 'txt', 'é'), {
        maxLength: 6,
      })
      .map(parts => parts.join('')),
  );
  fc.assert(
    fc.property(paths, path => {
      expect(isPathHere(path), path).toBe(isBundlePath(path));
      expect(labelsOf(path), path).toEqual({ media_type: mediaTypeOf(path), role: roleOf(path) });
    }),
    { numRuns: 2_000 },
  );
});

/** The same point of the curve, by one coordinate and a sign. */
function compressed(pem: string): string {
  const { x = '', y = '' } = createPublicKey(pem).export({ format: 'jwk' });
  const sign = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2 === 0 ? '02' : '03';
  const head = Buffer.from(`3039301306072a8648ce3d020106082a8648ce3d030107032200${sign}`, 'hex');
  const body = Buffer.concat([head, Buffer.from(x, 'base64url')]).toString('base64');
  return `-----BEGIN PUBLIC KEY-----\n${body.replace(/.{64}(?=.)/g, '$&\n')}\n-----END PUBLIC KEY-----\n`;
}

function edit(folder: string, name: string, change: (text: string) => string): void {
  const before = readFileSync(join(folder, name), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(join(folder, name), after);
}
