import { generateKeyPairSync } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chain, FaultCode, Fetched, JudgedDigest, PublicKey, Span } from '../../src/digests/chain.ts';
import { readDigestName } from '../../src/digests/layout.ts';
import { judgeDigest } from '../../src/digests/read-digest.ts';
import {
  aChain,
  aSigner,
  type Bucket,
  type DigestJson,
  digestJson,
  get,
  HOUR,
  MINUTE,
  putDigest,
  type Signer,
} from '../support/digest-chain.ts';

const span: Span = { from: Date.parse('2026-11-19T08:37:12Z'), to: Date.parse('2026-11-19T09:37:12Z') };
const validity: Span = { from: span.from - 300 * HOUR, to: span.to + 300 * HOUR };
const signer = aSigner(validity);
const modern = aSigner(validity, 'spki');
const previous = {
  bucket: aChain.bucket,
  key: 'earlier',
  sha256: 'ab'.repeat(32),
  signature: 'cd'.repeat(256),
};

interface Made {
  readonly change?: DigestJson;
  readonly without?: string;
  readonly at?: string;
  readonly generatedAt?: number;
  readonly by?: Signer;
  readonly backfill?: boolean;
}

function made({ change = {}, without, by = signer, backfill = false, ...where }: Made = {}) {
  const bucket: Bucket = new Map();
  const json = { ...digestJson(aChain, by, span, previous, [], backfill), ...change };
  if (without !== undefined) delete json[without];
  const { key } = putDigest(bucket, by, json, where);
  return { key, fetched: get(bucket, key) };
}

const judge = (
  { key, fetched }: { key: string; fetched: Fetched },
  keys: readonly PublicKey[] | null = [signer.key],
  chain: Chain = aChain,
): JudgedDigest => {
  const name = readDigestName(key);
  if (name === null) throw new Error(`${key} is no digest's name`);
  return judgeDigest(chain, key, name, fetched, keys);
};
const wordOf = (judged: JudgedDigest): string =>
  judged.status === 'valid' ? 'valid' : `${judged.status} ${judged.code}`;
const object = (fetched: Fetched) => {
  if (fetched.outcome !== 'object') throw new Error('no object');
  return fetched;
};

describe('a digest that CloudTrail signed', () => {
  test('is valid, and says what it names', () => {
    const digest = made();
    expect(judge(digest)).toMatchObject({
      status: 'valid',
      digest: { key: digest.key, backfill: false, span, previous, logs: [] },
    });
  });

  test('is valid as the first of a chain', () => {
    const bucket: Bucket = new Map();
    const { key } = putDigest(bucket, signer, digestJson(aChain, signer, span, null));
    expect(judge({ key, fetched: get(bucket, key) })).toMatchObject({
      status: 'valid',
      digest: { previous: null },
    });
  });

  test('is valid by a key in the other encoding, beside others', () => {
    expect(wordOf(judge(made({ by: modern }), [signer.key, modern.key]))).toBe('valid');
  });

  test('may have brackets and quotes in its texts', () => {
    expect(wordOf(judge(made({ change: { x: '"[{\\'.repeat(500) } })))).toBe('valid');
  });

  test('may have fields that are not known yet', () => {
    expect(wordOf(judge(made({ change: { newField: { a: [1] } } })))).toBe('valid');
  });

  test('is valid whatever it is packed with', () => {
    const { key, fetched } = made();
    const bytes = gzipSync(gunzipSync(object(fetched).bytes), { level: 1 });
    expect(wordOf(judge({ key, fetched: { ...object(fetched), bytes } }))).toBe('valid');
  });

  test('is valid as a backfill digest, by the key of the time it was made', () => {
    const later = span.to + 1000 * HOUR;
    const by = aSigner({ from: later - 10 * HOUR, to: later + 10 * HOUR });
    expect(wordOf(judge(made({ by, backfill: true, generatedAt: later }), [by.key]))).toBe('valid');
  });
});

const key = (shift: Span): PublicKey => ({ ...signer.key, validity: shift });

describe('the clock at a rotation boundary', () => {
  test.each<[string, Span, string]>([
    [
      'a key that begins between end and delivery',
      { from: span.to + 10 * MINUTE, to: span.to + 99 * HOUR },
      'valid',
    ],
    ['a key that ends with the hour', { from: span.from - 99 * HOUR, to: span.to }, 'valid'],
    [
      'a key that ended before',
      { from: span.from - 99 * HOUR, to: span.to - 1 },
      'invalid key-not-valid-then',
    ],
    [
      'a key of much later',
      { from: span.to + 2 * HOUR + 1, to: span.to + 99 * HOUR },
      'invalid key-not-valid-then',
    ],
  ])('%s', (_what, window, expected) => {
    expect(wordOf(judge(made(), [key(window)]))).toBe(expected);
  });

  test('a backfill digest is not held against its hour', () => {
    const digest = made({ backfill: true, generatedAt: span.to + 500 * HOUR });
    expect(wordOf(judge(digest))).toBe('invalid key-not-valid-then');
  });
});

describe('a false digest', () => {
  const other = { ...aChain, accountId: '999900001111' };
  test.each<[string, Made, FaultCode]>([
    ['of another account', { change: { awsAccountId: '999900001111' } }, 'moved'],
    ['signed for another bucket', { change: { digestS3Bucket: 'elsewhere' } }, 'moved'],
    ['signed for another key', { change: { digestS3Object: 'x' }, at: made().key }, 'moved'],
    ['with a start after its end', { change: { digestStartTime: '2026-11-19T10:00:00Z' } }, 'span'],
    ['with a start at its end', { change: { digestStartTime: '2026-11-19T09:37:12Z' } }, 'span'],
    ['whose end is not that of its name', { change: { digestEndTime: '2026-11-19T09:37:13Z' } }, 'span'],
    ['with a time that is none', { change: { digestEndTime: '2026-02-30T09:37:13Z' } }, 'lacks-field'],
    ['with a number for a time', { change: { digestEndTime: 1 } }, 'lacks-field'],
    [
      'with another algorithm in its body',
      { change: { digestSignatureAlgorithm: 'MD5withRSA' } },
      'signature-algorithm',
    ],
    [
      'with another hash for its predecessor',
      { change: { previousDigestHashAlgorithm: 'MD5' } },
      'hash-algorithm',
    ],
    ['with half a predecessor', { change: { previousDigestSignature: null } }, 'lacks-field'],
    ['with a predecessor but for its key', { change: { previousDigestS3Object: null } }, 'lacks-field'],
    ['with an endless field', { change: { digestPublicKeyFingerprint: 'a'.repeat(5000) } }, 'lacks-field'],
    ['with no list of log files', { change: { logFiles: {} } }, 'lacks-field'],
    ['with a log file that is none', { change: { logFiles: [null] } }, 'lacks-field'],
    [
      'with a log file without a hash',
      { change: { logFiles: [{ s3Bucket: 'b', s3Object: 'k', hashAlgorithm: 'SHA-256' }] } },
      'lacks-field',
    ],
    [
      'with nesting without end',
      { change: { x: JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`) } },
      'not-json',
    ],
    ['a backfill without its time', { backfill: true }, 'lacks-field'],
  ])('%s', (_what, how, code) => {
    expect(wordOf(judge(made(how)))).toBe(`invalid ${code}`);
  });

  test.each([
    'awsAccountId',
    'digestStartTime',
    'digestEndTime',
    'digestS3Bucket',
    'digestS3Object',
    'digestPublicKeyFingerprint',
    'digestSignatureAlgorithm',
    'previousDigestS3Bucket',
    'previousDigestS3Object',
    'previousDigestHashValue',
    'previousDigestHashAlgorithm',
    'previousDigestSignature',
    'logFiles',
  ])('without %s', without => {
    expect(wordOf(judge(made({ without, at: made().key })))).toBe('invalid lacks-field');
  });

  test('copied from another account', () => {
    expect(wordOf(judge(made(), [signer.key], other))).toBe('invalid moved');
  });

  test('that bears the name of another account', () => {
    const bucket: Bucket = new Map();
    const json = { ...digestJson(other, signer, span, null), awsAccountId: aChain.accountId };
    const { key: at } = putDigest(bucket, signer, json);
    expect(wordOf(judge({ key: at, fetched: get(bucket, at) }))).toBe('invalid moved');
  });

  test('of another trail into the same bucket', () => {
    expect(wordOf(judge(made(), [signer.key], { ...aChain, trailName: 'other' }))).toBe('invalid moved');
    expect(wordOf(judge(made(), [signer.key], { ...aChain, homeRegion: 'eu-north-1' }))).toBe(
      'invalid moved',
    );
  });

  test('edited and hashed anew', () => {
    const { key: at, fetched } = made();
    const edited = gunzipSync(object(fetched).bytes)
      .toString()
      .replace('"newestEventTime":null', '"newestEventTime":1');
    const bytes = gzipSync(edited);
    expect(wordOf(judge({ key: at, fetched: { ...object(fetched), bytes } }))).toBe('invalid bad-signature');
  });

  test('with the signature of another digest', () => {
    const another = object(made({ change: { x: 1 } }).fetched);
    const { key: at, fetched } = made();
    expect(wordOf(judge({ key: at, fetched: { ...object(fetched), metadata: another.metadata } }))).toBe(
      'invalid bad-signature',
    );
  });

  test('with the right signature and the wrong algorithm', () => {
    const { key: at, fetched } = made();
    for (const algorithm of ['MD5withRSA', 'SHA256withRSA ', '']) {
      const metadata = { ...object(fetched).metadata, 'signature-algorithm': algorithm };
      expect(wordOf(judge({ key: at, fetched: { ...object(fetched), metadata } }))).toBe(
        'invalid signature-algorithm',
      );
    }
  });

  test('by a key that CloudTrail does not serve', () => {
    expect(wordOf(judge(made({ by: modern })))).toBe('invalid unknown-key');
  });

  test('by the key of a forger under a fingerprint of CloudTrail', () => {
    const change = { digestPublicKeyFingerprint: signer.key.fingerprint };
    expect(wordOf(judge(made({ by: modern, change })))).toBe('invalid bad-signature');
  });

  test.each(['', 'zz', 'abc', `${'ab'.repeat(256)}\n`])('with the signature %j', signature => {
    const { key: at, fetched } = made();
    const metadata = { ...object(fetched).metadata, signature };
    expect(wordOf(judge({ key: at, fetched: { ...object(fetched), metadata } }))).toBe(
      'invalid no-signature',
    );
  });

  test.each<[string, string | Uint8Array]>([
    ['an array', '[]'],
    ['null', 'null'],
    ['half of it', '{"awsAccountId":'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['depth without end', '['.repeat(100_000)],
    ['objects without end', `{"x":[${'{},'.repeat(1_500_000)}{}]}`],
    ['brackets in a text, cut off', `{"x":"${'['.repeat(1000)}\\"`],
  ])('of %s', (_what, content) => {
    const { key: at, fetched } = made();
    expect(wordOf(judge({ key: at, fetched: { ...object(fetched), bytes: gzipSync(content) } }))).toBe(
      'invalid not-json',
    );
  });

  test('of names that every object has is still without fields', () => {
    const { key: at, fetched } = made();
    const bytes = gzipSync('{"__proto__":{"awsAccountId":"444455556666"},"constructor":1}');
    expect(wordOf(judge({ key: at, fetched: { ...object(fetched), bytes, metadata: {} } }))).toBe(
      'invalid lacks-field',
    );
  });

  test('with a second member, or bytes behind it', () => {
    const { key: at, fetched } = made();
    const behind = (more: Uint8Array) => ({
      ...object(fetched),
      bytes: Buffer.concat([object(fetched).bytes, more]),
    });
    expect(wordOf(judge({ key: at, fetched: behind(gzipSync('')) }))).toBe('invalid second-member');
    expect(wordOf(judge({ key: at, fetched: behind(Buffer.alloc(1)) }))).toBe('invalid trailing-bytes');
  });

  test('says so in one clean line', () => {
    const nasty = `a\n\u001b[31m\u202e${'b'.repeat(900)}`;
    const judged = judge(made({ change: { digestS3Bucket: nasty } }));
    if (judged.status === 'valid') throw new Error('valid');
    expect(judged.says).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(judged.says.length).toBeLessThan(600);
  });
});

describe('what could not be read is never invalid and never valid', () => {
  test('no keys at all', () => {
    expect(wordOf(judge(made(), null))).toBe('unreadable no-keys');
  });

  test('a key in an unknown encoding', () => {
    const key = { ...signer.key, der: Buffer.from('new') };
    expect(wordOf(judge(made(), [key]))).toBe('unreadable no-keys');
    expect(wordOf(judge(made(), [key, signer.key]))).toBe('valid');
  });

  test('a key of another kind', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const der = publicKey.export({ type: 'spki', format: 'der' });
    expect(wordOf(judge(made(), [{ ...signer.key, der }]))).toBe('unreadable no-keys');
  });

  test.each(['denied', 'archived', 'throttled', 'unreachable'] as const)('%s', code => {
    const fetched: Fetched = { outcome: 'unreadable', code, message: 'no' };
    expect(wordOf(judge({ ...made(), fetched }))).toBe(`unreadable ${code}`);
  });

  test('one that would inflate without end', () => {
    const { key: at, fetched } = made();
    const bytes = gzipSync(Buffer.alloc(17 * 1024 * 1024, ' '));
    expect(wordOf(judge({ key: at, fetched: { ...object(fetched), bytes } }))).toBe('unreadable too-large');
  });

  test('one that is gone is missing', () => {
    expect(wordOf(judge({ ...made(), fetched: { outcome: 'missing' } }))).toBe('missing absent');
  });
});

describe('properties', () => {
  const digest = made();
  const { bytes, metadata } = object(digest.fetched);

  test('a flipped bit anywhere is valid only as another packing of the same content', () => {
    const content = gunzipSync(bytes);
    let valid = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const judged = judge({ key: digest.key, fetched: { outcome: 'object', bytes: changed, metadata } });
      if (judged.status !== 'valid') continue;
      expect(gunzipSync(changed).equals(content)).toBe(true);
      valid += 1;
    }
    expect(valid).toBeLessThanOrEqual(1 + 48 + 16 + 7);
  });

  test('a changed character of the content is never valid', () => {
    const content = gunzipSync(bytes);
    fc.assert(
      fc.property(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(content);
        changed[at] = (changed[at] ?? 0) ^ by;
        const fetched: Fetched = { outcome: 'object', bytes: gzipSync(changed), metadata };
        expect(judge({ key: digest.key, fetched }).status).not.toBe('valid');
      }),
      { numRuns: 500 },
    );
  });

  test('a changed character of the signature or its algorithm is never valid', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('signature', 'signature-algorithm'),
        fc.nat(511),
        fc.constantFrom(...'0123456789abcdef gz'),
        (name, place, by) => {
          const value = metadata[name] ?? '';
          const at = place % value.length;
          fc.pre(value[at] !== by);
          const changed = { ...metadata, [name]: value.slice(0, at) + by + value.slice(at + 1) };
          const fetched: Fetched = { outcome: 'object', bytes, metadata: changed };
          expect(judge({ key: digest.key, fetched }).status).not.toBe('valid');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('no content and no metadata throws', () => {
    fc.assert(
      fc.property(fc.json(), fc.dictionary(fc.string(), fc.string()), (content, anyMetadata) => {
        const fetched: Fetched = { outcome: 'object', bytes: gzipSync(content), metadata: anyMetadata };
        expect(judge({ key: digest.key, fetched }).status).toBe('invalid');
      }),
    );
  });
});
