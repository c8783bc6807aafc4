/** Signs digests and log files as CloudTrail does, and puts them into a bucket that a test can change. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Chain, Digest, Fetched, JudgedDigest, PublicKey, Span } from '../../src/digests/chain.ts';
import { digestFolder, logFolder, readDigestName } from '../../src/digests/layout.ts';
import { judgeDigest } from '../../src/digests/read-digest.ts';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;

export const aChain: Chain = {
  trailArn: 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/org_trail_1',
  trailName: 'org_trail_1',
  homeRegion: 'eu-central-1',
  accountId: '444455556666',
  region: 'eu-west-1',
  bucket: 'central-logs',
  prefix: 'o-abcdefghij',
  organizationId: 'o-abcdefghij',
};

export interface Signer {
  readonly key: PublicKey;
  readonly privateKey: KeyObject;
}

export function aSigner(validity: Span, form: 'pkcs1' | 'spki' = 'pkcs1'): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: form, format: 'der' });
  // AWS's own sample keys bear the MD5 of their DER bytes as fingerprint.
  return { key: { fingerprint: createHash('md5').update(der).digest('hex'), der, validity }, privateKey };
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}
export type Bucket = Map<string, StoredObject>;

/** What a digest says; a test changes single fields to make a false one. */
export type DigestJson = Record<string, unknown>;

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const compact = (at: number): string => iso(at).replaceAll('-', '').replaceAll(':', '');
const day = (at: number): string => iso(at).slice(0, 10).replaceAll('-', '/');

export function digestKey(chain: Chain, end: number, backfill = false): string {
  const name = `${chain.accountId}_CloudTrail-Digest_${chain.region}_${chain.trailName}_${chain.homeRegion}`;
  return `${digestFolder(chain)}${day(end)}/${name}_${compact(end)}${backfill ? '_backfill' : ''}.json.gz`;
}

export function logKey(chain: Chain, at: number, id = 'AbCdEfGhIjKlMnOp'): string {
  const time = compact(at).replace(/\d\dZ$/, 'Z');
  return `${logFolder(chain)}${day(at)}/${chain.accountId}_CloudTrail_${chain.region}_${time}_${id}.json.gz`;
}

export function putLog(bucket: Bucket, key: string, content: string): string {
  bucket.set(key, { bytes: gzipSync(content), metadata: {} });
  return sha256(content);
}

/** Packs and signs what is given, and gives what the next digest names of it. */
export function putDigest(
  bucket: Bucket,
  signer: Signer,
  json: DigestJson,
  { at = json.digestS3Object as string, generatedAt }: { at?: string; generatedAt?: number } = {},
): NonNullable<Digest['previous']> {
  const body = Buffer.from(JSON.stringify(json));
  const previous = json.previousDigestSignature ?? 'null';
  const place = `${json.digestS3Bucket}/${json.digestS3Object}`;
  const text = `${json.digestEndTime}\n${place}\n${sha256(body)}\n${previous}`;
  const signature = sign('RSA-SHA256', Buffer.from(text), signer.privateKey).toString('hex');
  const metadata = {
    signature,
    'signature-algorithm': 'SHA256withRSA',
    ...(generatedAt !== undefined && {
      'backfill-generation-timestamp': new Date(generatedAt).toISOString(),
    }),
  };
  bucket.set(at, { bytes: gzipSync(body), metadata });
  return { bucket: String(json.digestS3Bucket), key: at, sha256: sha256(body), signature };
}

export function digestJson(
  chain: Chain,
  signer: Signer,
  span: Span,
  previous: Digest['previous'],
  logs: readonly { key: string; sha256: string }[] = [],
  backfill = false,
): DigestJson {
  return {
    awsAccountId: chain.accountId,
    digestStartTime: iso(span.from),
    digestEndTime: iso(span.to),
    digestS3Bucket: chain.bucket,
    digestS3Object: digestKey(chain, span.to, backfill),
    digestPublicKeyFingerprint: signer.key.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: null,
    oldestEventTime: null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.sha256 ?? null,
    previousDigestHashAlgorithm: previous === null ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: logs.map(log => ({
      s3Bucket: chain.bucket,
      s3Object: log.key,
      hashValue: log.sha256,
      hashAlgorithm: 'SHA-256',
      newestEventTime: iso(span.from),
      oldestEventTime: iso(span.from),
    })),
  };
}

/** Links the spans one to the next; `logs`: how many log files each names. */
export function putChain(
  bucket: Bucket,
  chain: Chain,
  signer: Signer,
  spans: readonly Span[],
  {
    previous = null,
    logs = 0,
  }: {
    previous?: Digest['previous'];
    logs?: number;
  } = {},
): Digest['previous'] {
  let before = previous;
  for (const span of spans) {
    const named = Array.from({ length: logs }, (_, n) => {
      const key = logKey(chain, span.from + n * 5 * MINUTE, `Log${String(n).padStart(13, '0')}`);
      return { key, sha256: putLog(bucket, key, JSON.stringify({ Records: [{ at: span.from, n }] })) };
    });
    before = putDigest(bucket, signer, digestJson(chain, signer, span, before, named));
  }
  return before;
}

export function hoursFrom(from: number, count: number): Span[] {
  return Array.from({ length: count }, (_, n) => ({ from: from + n * HOUR, to: from + (n + 1) * HOUR }));
}

export function get(bucket: Bucket, key: string): Fetched {
  const object = bucket.get(key);
  return object ? { outcome: 'object', ...object } : { outcome: 'missing' };
}

/** The digests of the trail whose names end in (window.from, window.to + 1 h], as a verifier lists them. */
export function judgedIn(
  bucket: Bucket,
  chain: Chain,
  keys: readonly PublicKey[] | null,
  window: Span,
): JudgedDigest[] {
  return [...bucket.keys()].flatMap(key => {
    const name = key.startsWith(digestFolder(chain)) ? readDigestName(key) : null;
    const own = name?.trailName === chain.trailName && name.homeRegion === chain.homeRegion;
    return own && name.endsAt > window.from && name.endsAt <= window.to + HOUR
      ? [judgeDigest(chain, key, name, get(bucket, key), keys)]
      : [];
  });
}

/** The same without signatures and bytes: for what is judged of digests that are valid by themselves. */
export function linked(
  spans: readonly Span[],
  {
    chain = aChain,
    previous = null,
    backfill = false,
  }: { chain?: Chain; previous?: Digest | null; backfill?: boolean } = {},
): Digest[] {
  const digests: Digest[] = [];
  for (const span of spans) {
    const before = digests.at(-1) ?? previous;
    const key = digestKey(chain, span.to, backfill);
    digests.push({
      key,
      backfill,
      span,
      signature: sha256(`signature of ${key}`),
      fingerprint: 'f0'.repeat(16),
      sha256: sha256(`content of ${key}`),
      generatedAt: backfill ? span.to + HOUR : null,
      previous: before && {
        bucket: chain.bucket,
        key: before.key,
        sha256: before.sha256,
        signature: before.signature,
      },
      logs: [
        { bucket: chain.bucket, key: logKey(chain, span.from), sha256: sha256(key), algorithm: 'SHA-256' },
      ],
    });
  }
  return digests;
}
