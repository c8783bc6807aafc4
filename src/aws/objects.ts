/**
 * Objects of S3: lists of keys, and contents by the thousand.
 *
 * A verification fetches hundreds of small objects for each account and region, and most of what the SDK does for one
 * is spent on what an answer of 200 does not need. So the plain request is signed and sent with the SDK's own parts, and
 * whatever does not answer 200 is asked again through the SDK, which retries, waits, and names the error.
 */
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Aws } from '../model/call.ts';
import type { Scope } from '../model/scope.ts';
import { errorCode, toGap } from './gap.ts';

/** A bucket, whose it is (S3 refuses to speak for another owner), and where it lies. */
export interface ObjectBucket {
  readonly name: string;
  readonly owner: string;
  readonly region: string;
}

export type Refusal = {
  readonly outcome: 'unreadable';
  readonly code: 'denied' | 'archived' | 'throttled' | 'unreachable';
  readonly message: string;
};

export type FetchedObject =
  | {
      readonly outcome: 'object';
      readonly bytes: Uint8Array;
      /** User metadata, names in lower case and without `x-amz-meta-`. */
      readonly metadata: Readonly<Record<string, string>>;
    }
  | { readonly outcome: 'missing' }
  | Refusal;

export type ListedObjects =
  | {
      readonly outcome: 'listed';
      readonly keys: readonly string[];
      /** With a delimiter: the prefixes below. */
      readonly folders: readonly string[];
    }
  | Refusal;

export interface ObjectStore {
  /** Every page. `delimiter` gives what lies directly below, as S3 does. */
  list(bucket: ObjectBucket, prefix: string, delimiter?: string): Promise<ListedObjects>;
  get(bucket: ObjectBucket, key: string): Promise<FetchedObject>;
}

/** What reading log files needs beside the audit's own list; `kms:Decrypt` where the objects are encrypted with a key. */
export const objectPermissions = ['s3:GetObject', 's3:ListBucket', 'kms:Decrypt'] as const;

/** A log file of CloudTrail is some hundred KB; whoever put more there shall not fill our memory. */
export const LARGEST_OBJECT = 64 * 1024 * 1024;

const METADATA = 'x-amz-meta-';

export function createObjectStore(open: (scope: Scope) => Aws): ObjectStore {
  const fast = new Map<string, Promise<Get>>();

  function client({ owner, region }: ObjectBucket): S3Client {
    return open({ accountId: owner, region }).client(S3Client);
  }

  return {
    async list(bucket, prefix, delimiter) {
      const keys: string[] = [];
      const folders: string[] = [];
      try {
        const input = {
          Bucket: bucket.name,
          ExpectedBucketOwner: bucket.owner,
          Prefix: prefix,
          ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
        };
        for await (const page of paginateListObjectsV2({ client: client(bucket) }, input)) {
          for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
          for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix !== undefined) folders.push(Prefix);
        }
        return { outcome: 'listed', keys, folders };
      } catch (error) {
        return refusalOf(error, 's3:ListBucket');
      }
    },

    async get(bucket, key) {
      const id = `${bucket.owner}/${bucket.region}/${bucket.name}`;
      const ready = fast.get(id) ?? fastGet(client(bucket), bucket);
      fast.set(id, ready);
      return (await (await ready)(key)) ?? slowGet(client(bucket), bucket, key);
    },
  };
}

/** null: anything but a plain 200, for the SDK to ask again. */
type Get = (key: string) => Promise<FetchedObject | null>;

/** The SDK's own endpoint rules, signer and connections, put together once for a bucket. */
async function fastGet(client: S3Client, bucket: ObjectBucket): Promise<Get> {
  const { config } = client;
  const custom = await config.endpoint?.();
  const { url } = config.endpointProvider({
    Bucket: bucket.name,
    Region: bucket.region,
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
    ForcePathStyle: config.forcePathStyle === true,
    ...(custom === undefined ? {} : { Endpoint: addressOf(custom) }),
  });
  const signer = await config.signer();
  const base = url.pathname.replace(/\/$/, '');

  return async key => {
    const request = {
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: `${base}/${key.split('/').map(escaped).join('/')}`,
      query: {},
      headers: {
        host: url.host,
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        'x-amz-expected-bucket-owner': bucket.owner,
      },
    };
    try {
      const signed = await signer.sign(request);
      const { response } = await config.requestHandler.handle(signed as never);
      const bytes = await wholeBody(response.body as Body);
      if (response.statusCode !== 200) return null;
      return { outcome: 'object', bytes, metadata: metadataOf(response.headers) };
    } catch (error) {
      if (error instanceof TooLarge)
        return { outcome: 'unreadable', code: 'unreachable', message: error.message };
      return null;
    }
  };
}

async function slowGet(client: S3Client, bucket: ObjectBucket, key: string): Promise<FetchedObject> {
  try {
    const input = { Bucket: bucket.name, Key: key, ExpectedBucketOwner: bucket.owner };
    const { Body, Metadata } = await client.send(new GetObjectCommand(input));
    return { outcome: 'object', bytes: await wholeBody(Body as unknown as Body), metadata: Metadata ?? {} };
  } catch (error) {
    if (error instanceof TooLarge)
      return { outcome: 'unreadable', code: 'unreachable', message: error.message };
    // Without s3:ListBucket S3 says 403 for a missing key, so that "missing" is always meant.
    if (errorCode(error) === 'NoSuchKey') return { outcome: 'missing' };
    return refusalOf(error, 's3:GetObject');
  }
}

function refusalOf(error: unknown, permission: string): Refusal {
  if (errorCode(error) === 'InvalidObjectState')
    return {
      outcome: 'unreadable',
      code: 'archived',
      message: 'The object is archived (InvalidObjectState).',
    };
  const gap = toGap(error, permission);
  if (gap === null) throw error;
  const code = gap.reason === 'denied' || gap.reason === 'throttled' ? gap.reason : ('unreachable' as const);
  return { outcome: 'unreadable', code, message: `${permission}: ${gap.code}: ${gap.message}` };
}

class TooLarge extends Error {}

type Endpoint = Awaited<ReturnType<NonNullable<S3Client['config']['endpoint']>>>;
type Body = AsyncIterable<Uint8Array> & { destroy(): void };

async function wholeBody(body: Body): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_OBJECT) {
      body.destroy();
      throw new TooLarge(`The object is larger than ${LARGEST_OBJECT} bytes.`);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] ?? new Uint8Array()) : Buffer.concat(chunks, size);
}

function metadataOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const name in headers) {
    if (name.startsWith(METADATA)) metadata[name.slice(METADATA.length)] = headers[name] ?? '';
  }
  return metadata;
}

function addressOf({ protocol, hostname, port, path }: Endpoint): string {
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
}

/** As SigV4 has it (RFC 3986); the slash between the parts stays. */
function escaped(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
