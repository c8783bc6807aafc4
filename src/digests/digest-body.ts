/** Reads the JSON of a digest. It is untrusted: nothing is taken that does not have the form CloudTrail gives it. */
import type { LogEntry } from './chain.ts';
import { isBounded } from './json-bounds.ts';
import { shown } from './shown.ts';

export interface DigestBody {
  readonly accountId: string;
  readonly bucket: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** `digestEndTime` as it stands in the file: the signature is over these characters. */
  readonly endText: string;
  readonly fingerprint: string;
  readonly algorithm: string;
  readonly previous: {
    readonly bucket: string;
    readonly key: string;
    readonly sha256: string;
    readonly algorithm: string;
    readonly signature: string;
  } | null;
  readonly logs: readonly LogEntry[];
}

export type BodyFault = { readonly code: 'not-json' | 'lacks-field'; readonly says: string };

/** Longest bucket name, key, hash and signature with room to spare; S3 keys end at 1,024 bytes. */
const LONGEST_FIELD = 4096;

export function readBody(bytes: Uint8Array): DigestBody | BodyFault {
  if (!isBounded(bytes)) return notJson('It nests too deep, or has too many values, to be a digest.');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return notJson('It is not JSON.');
  }
  if (!isObject(json)) return notJson('It is JSON, but not an object.');
  const read = reader(json);
  const start = read.time('digestStartTime');
  const end = read.time('digestEndTime');
  const accountId = read.text('awsAccountId');
  const bucket = read.text('digestS3Bucket');
  const key = read.text('digestS3Object');
  const fingerprint = read.text('digestPublicKeyFingerprint');
  const algorithm = read.text('digestSignatureAlgorithm');
  const previous = previousOf(read, json);
  const logs = logsOf(read, json);
  const [lacks] = read.lacking;
  if (lacks !== undefined) return { code: 'lacks-field', says: lacks };
  return {
    accountId,
    bucket,
    key,
    start: start.at,
    end: end.at,
    endText: end.text,
    fingerprint,
    algorithm,
    previous,
    logs,
  };
}

const previousFields = {
  bucket: 'previousDigestS3Bucket',
  key: 'previousDigestS3Object',
  sha256: 'previousDigestHashValue',
  algorithm: 'previousDigestHashAlgorithm',
  signature: 'previousDigestSignature',
} as const;

/** All null in the first digest of a chain, all given in every other; a mixture is neither. */
function previousOf(read: Reader, json: object): DigestBody['previous'] {
  const values = Object.values(previousFields).map(name => field(json, name));
  if (values.every(value => value === null)) return null;
  return {
    bucket: read.text(previousFields.bucket),
    key: read.text(previousFields.key),
    sha256: read.text(previousFields.sha256).toLowerCase(),
    algorithm: read.text(previousFields.algorithm),
    signature: read.text(previousFields.signature),
  };
}

function logsOf(read: Reader, json: object): LogEntry[] {
  const list = field(json, 'logFiles');
  if (!Array.isArray(list)) {
    read.lacking.push('Its logFiles is not a list.');
    return [];
  }
  return list.map((entry: unknown, index) => {
    const of = reader(isObject(entry) ? entry : {}, `logFiles[${index}].`, read.lacking);
    return {
      bucket: of.text('s3Bucket'),
      key: of.text('s3Object'),
      sha256: of.text('hashValue').toLowerCase(),
      algorithm: of.text('hashAlgorithm'),
    };
  });
}

type Reader = ReturnType<typeof reader>;

/** Reads fields and notes which are not there or not of their form; what it gives for those is never used. */
function reader(json: object, path = '', lacking: string[] = []) {
  const text = (name: string): string => {
    const value = field(json, name);
    if (typeof value === 'string' && value !== '' && value.length <= LONGEST_FIELD) return value;
    lacking.push(`Its ${path}${name} is not a text${value === undefined ? ': it is not there' : ''}.`);
    return '';
  };
  const time = (name: string): { readonly text: string; readonly at: number } => {
    const value = text(name);
    const at = readInstant(value);
    if (at === null) lacking.push(`Its ${path}${name} is no time: ${shown(value, 40)}.`);
    return { text: value, at: at ?? 0 };
  };
  return { text, time, lacking };
}

/** Own properties alone: a name that JavaScript gives every object is no field of the file. */
function field(json: object, name: string): unknown {
  return Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `2026-11-20T09:05:00Z`, with or without a fraction; null: no time of the calendar. */
export function readInstant(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(text)) return null;
  const at = Date.parse(text);
  const same = !Number.isNaN(at) && new Date(at).toISOString().slice(0, 19) === text.slice(0, 19);
  return same ? at : null;
}

function notJson(says: string): BodyFault {
  return { code: 'not-json', says };
}
