/** An estate whose trails have a history, and a verifier of digest chains that shares nothing with the sandbox. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { CloudTrailClient, ListPublicKeysCommand } from '@aws-sdk/client-cloudtrail';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { parseEstate, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { EstateDocument } from '../../src/sandbox/schema/estate.ts';
import { config, type Keys } from './support.ts';

export const owner = '111122223333';
export const member = '444455556666';
export const closed = '666677778888';
export const organizationId = 'o-test000001';
export const bucket = 'org-logs';
export const trailArn = `arn:aws:cloudtrail:us-east-1:${owner}:trail/org_trail`;
const keyId = '11111111-2222-4333-8444-555555555555';
export const keyArn = `arn:aws:kms:us-east-1:${owner}:key/${keyId}`;

export const noon = '2026-11-20T12:00:00Z';
type TrailDocument = NonNullable<EstateDocument['accounts'][number]['trails']>[number];
export type HistoryDocument = NonNullable<TrailDocument['history']>;

/** One organization trail of an owner, a member and a closed account, in one region unless more are named. */
export function historyDocument(
  history: HistoryDocument,
  change: Partial<TrailDocument> = {},
  regions = ['us-east-1'],
): EstateDocument {
  return {
    name: 'history',
    regions: [...regions.map(name => ({ name })), { name: 'ap-east-1', optIn: true }],
    callers: [
      { account: owner, user: 'admin', accessKeyId: 'AKIAOWNER00000000001', secretAccessKey: 'owner-secret' },
      {
        account: owner,
        user: 'reader',
        accessKeyId: 'AKIAREADER0000000001',
        secretAccessKey: 'reader-secret',
        deniedActions: ['kms:Decrypt', 's3:ListBucket'],
      },
    ],
    organization: {
      id: organizationId,
      rootId: 'r-te01',
      managementAccount: owner,
      trustedServices: ['cloudtrail.amazonaws.com'],
    },
    accounts: [
      {
        id: owner,
        name: 'owner',
        optInRegions: ['ap-east-1'],
        buckets: [{ name: bucket, region: 'us-east-1' }],
        keys: [{ id: keyId, region: 'us-east-1', aliases: ['alias/logs'] }],
        trails: [
          {
            name: 'org_trail',
            homeRegion: 'us-east-1',
            bucket,
            multiRegion: true,
            organization: true,
            logFileValidation: true,
            history,
            ...change,
          },
        ],
      },
      { id: member, name: 'member' },
      { id: closed, name: 'closed', state: 'CLOSED' },
    ],
  };
}

export function startHistory(
  document: EstateDocument,
  now: () => Date = () => new Date(noon),
): Promise<Sandbox> {
  return startSandbox({ estate: parseEstate(document, 'history'), record: true, now });
}

export const reader: Keys = { accessKeyId: 'AKIAREADER0000000001', secretAccessKey: 'reader-secret' };

export function s3(sandbox: Sandbox, region = 'us-east-1', keys?: Keys): S3Client {
  return new S3Client(config(sandbox, keys, region));
}

export interface Served {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

export async function keysOf(client: S3Client, prefix = '', from = bucket): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2(
    { client },
    { Bucket: from, Prefix: prefix, EncodingType: 'url' },
  ))
    keys.push(...(page.Contents ?? []).map(one => decodeURIComponent(one.Key ?? '')));
  return keys;
}

export async function get(client: S3Client, key: string, from = bucket): Promise<Served> {
  const { Body, Metadata } = await client.send(new GetObjectCommand({ Bucket: from, Key: key }));
  return { body: Buffer.from((await Body?.transformToByteArray()) ?? []), metadata: Metadata ?? {} };
}

export function digestFolder(account: string, region = 'us-east-1', organization = organizationId): string {
  return `AWSLogs/${organization}/${account}/CloudTrail-Digest/${region}/`;
}

export function logFolder(account: string, region = 'us-east-1'): string {
  return `AWSLogs/${organizationId}/${account}/CloudTrail/${region}/`;
}

export interface Digest {
  readonly key: string;
  readonly text: string;
  readonly signature: string;
  readonly body: Record<string, string | null> & { logFiles: Record<string, string>[] };
}

export async function digestAt(client: S3Client, key: string, from = bucket): Promise<Digest> {
  const { body, metadata } = await get(client, key, from);
  const text = gunzipSync(body).toString();
  return { key, text, signature: metadata.signature ?? '', body: JSON.parse(text) };
}

/** A bucket of another estate, and who may read it. */
interface Place {
  readonly bucket: string;
  readonly organization: string;
  readonly keys: Keys;
}

/** As the AWS page "Custom implementations of CloudTrail log file integrity validation" tells it. Empty: all is well. */
export async function problemsOf(
  sandbox: Sandbox,
  account: string,
  options: { region?: string; backfill?: boolean; from?: Place } = {},
): Promise<string[]> {
  const { region = 'us-east-1', backfill = false, from } = options;
  const place = from?.bucket ?? bucket;
  const client = s3(sandbox, 'us-east-1', from?.keys);
  const problems: string[] = [];
  const keys = (await keysOf(client, digestFolder(account, region, from?.organization), place)).filter(
    key => key.includes('_backfill') === backfill,
  );
  let previous: Digest | undefined;
  for (const key of keys.sort()) {
    const at = key.slice(-60).replace(/^.*_(\d{8}T\d{6}Z).*$/, '$1');
    let digest: Digest;
    let served: Served;
    try {
      served = await get(client, key, place);
      const text = inflated(served.body).toString();
      digest = { key, text, signature: served.metadata.signature ?? '', body: JSON.parse(text) };
    } catch (error) {
      problems.push(`${at} ${error instanceof Error ? error.name : error}`);
      previous = undefined;
      continue;
    }
    const { body } = digest;
    if (served.metadata['signature-algorithm'] !== 'SHA256withRSA') problems.push(`${at} algorithm`);
    if (body.digestS3Bucket !== place || body.digestS3Object !== key) problems.push(`${at} location`);
    if (!(await isSigned(sandbox, region, digest, served.metadata['backfill-generation-timestamp'])))
      problems.push(`${at} signature`);
    if (body.previousDigestS3Object === null) problems.push(`${at} starts`);
    else if (previous === undefined || body.previousDigestS3Object !== previous.key)
      problems.push(`${at} predecessor missing`);
    else {
      if (body.previousDigestHashValue !== sha256(previous.text)) problems.push(`${at} previous hash`);
      if (body.previousDigestSignature !== previous.signature) problems.push(`${at} previous signature`);
    }
    for (const log of body.logFiles) problems.push(...(await logProblems(client, log, place)));
    previous = digest;
  }
  return problems;
}

async function logProblems(client: S3Client, log: Record<string, string>, place: string): Promise<string[]> {
  const { s3Object = '', hashValue, hashAlgorithm } = log;
  if (hashAlgorithm !== 'SHA-256') return [`${s3Object} hash algorithm`];
  try {
    const { body } = await get(client, s3Object, place);
    return sha256(inflated(body)) === hashValue ? [] : [`${s3Object} hash`];
  } catch (error) {
    return [`${s3Object} ${error instanceof Error ? error.name : error}`];
  }
}

/** One gzip member and nothing after it, of a bounded size. The header is the short one zlib writes. */
function inflated(body: Buffer): Buffer {
  const bound = { maxOutputLength: 1_000_000 };
  const content = gunzipSync(body, bound);
  if (memberLength(body) !== body.length) throw Object.assign(new Error('tail'), { name: 'Trailing' });
  return content;
}

function memberLength(body: Buffer): number {
  const [header, trailer] = [10, 8];
  const answer: unknown = inflateRawSync(body.subarray(header), { info: true });
  const { engine } = answer as { engine: { bytesWritten: number } };
  return header + engine.bytesWritten + trailer;
}

async function isSigned(
  sandbox: Sandbox,
  region: string,
  digest: Digest,
  generated?: string,
): Promise<boolean> {
  const { body, text, signature } = digest;
  const client = new CloudTrailClient(config(sandbox, undefined, region));
  const hour = 3_600_000;
  const from = generated ? Date.parse(generated) - hour : Date.parse(body.digestStartTime ?? '');
  const to = generated ? Date.parse(generated) + hour : Date.parse(body.digestEndTime ?? '') + 2 * hour;
  const { PublicKeyList } = await client.send(
    new ListPublicKeysCommand({ StartTime: new Date(from), EndTime: new Date(to) }),
  );
  const found = PublicKeyList?.find(key => key.Fingerprint === body.digestPublicKeyFingerprint);
  if (found === undefined) return false;
  const words = [
    body.digestEndTime,
    `${body.digestS3Bucket}/${body.digestS3Object}`,
    sha256(text),
    body.previousDigestSignature ?? 'null',
  ].join('\n');
  const type = region === 'eu-north-1' ? 'spki' : 'pkcs1';
  const key = createPublicKey({ key: Buffer.from(found.Value ?? []), format: 'der', type });
  return verify('sha256', Buffer.from(words), key, Buffer.from(signature, 'hex'));
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
