/** Objects over HTTP: lists in both versions, headers, and every way of being refused. */
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import {
  bucket as Bucket,
  digestFolder,
  historyDocument,
  keyArn,
  keysOf,
  logFolder,
  member,
  owner,
  reader,
  s3,
  startHistory,
} from './log-support.ts';
import { raw } from './wire.ts';

let sandbox: Sandbox;
let client: S3Client;
let all: string[];
let digest: string;
let log: string;

beforeAll(async () => {
  const document = historyDocument(
    { since: '-5h' },
    { kmsKeyId: `arn:aws:kms:us-east-1:${owner}:alias/logs` },
    ['us-east-1', 'eu-west-1'],
  );
  document.accounts[0]?.trails?.push({
    name: 'plain',
    homeRegion: 'us-east-1',
    bucket: 'plain-logs',
    logFileValidation: true,
    history: { since: '-5h', tampering: [{ kind: 'odd-name', hoursAgo: 2 }] },
  });
  document.accounts[0]?.buckets?.push({ name: 'plain-logs', region: 'us-east-1' });
  sandbox = await startHistory(document);
  client = s3(sandbox);
  all = await keysOf(client);
  digest = all.find(key => key.startsWith(digestFolder(member))) ?? '';
  log = all.find(key => key.startsWith(logFolder(member))) ?? '';
});
afterEach(() => sandbox.clearFaults());
afterAll(() => sandbox.stop());

describe('lists', () => {
  test('keys come in the order of their bytes', () => {
    expect(all.length).toBeGreaterThan(40);
    expect(all).toEqual([...all].sort());
    expect(all[0]).toContain('/CloudTrail-Digest/');
  });

  test.each([1, 2, 7, 40])('version 2, pages of %i: the same keys, once', async MaxKeys => {
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys, ContinuationToken }));
      const keys = (page.Contents ?? []).map(one => one.Key ?? '');
      expect(page).toMatchObject({ MaxKeys, KeyCount: keys.length, Name: Bucket });
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      expect(keys.length).toBeLessThanOrEqual(MaxKeys);
      seen.push(...keys);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual(all);
  });

  test('version 1 goes on after a marker', async () => {
    const seen: string[] = [];
    let Marker: string | undefined;
    for (;;) {
      const page = await client.send(new ListObjectsCommand({ Bucket, MaxKeys: 9, Marker }));
      seen.push(...(page.Contents ?? []).map(one => one.Key ?? ''));
      expect(page.NextMarker).toBeUndefined();
      if (page.IsTruncated !== true) break;
      Marker = seen.at(-1);
    }
    expect(seen).toEqual(all);
  });

  test('prefix and start-after narrow', async () => {
    const Prefix = digestFolder(member, 'eu-west-1');
    const expected = all.filter(key => key.startsWith(Prefix));
    expect(expected.length).toBeGreaterThan(3);
    const StartAfter = expected[1];
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, StartAfter }));
    expect(page.Contents?.map(one => one.Key)).toEqual(expected.slice(2));
    expect(page).toMatchObject({ Prefix, StartAfter, IsTruncated: false });
    const within = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: expected[2], StartAfter: 'A' }),
    );
    expect(within.Contents?.map(one => one.Key)).toEqual([expected[2]]);
    for (const none of ['AWSLogs/x', 'zzz', `${Prefix}2031/`, `${Prefix}~`])
      expect((await client.send(new ListObjectsV2Command({ Bucket, Prefix: none }))).KeyCount).toBe(0);
    const end = await client.send(new ListObjectsV2Command({ Bucket, Prefix, StartAfter: expected.at(-1) }));
    expect(end.KeyCount).toBe(0);
  });

  test.each([1, 1000])('a delimiter gathers folders, in pages of %i', async MaxKeys => {
    const Prefix = `AWSLogs/o-test000001/${member}/`;
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket, Prefix, Delimiter: '/', MaxKeys, ContinuationToken }),
      );
      seen.push(...(page.CommonPrefixes ?? []).map(one => one.Prefix));
      expect(page.Contents ?? []).toEqual([]);
      expect(page.KeyCount).toBe(page.CommonPrefixes?.length ?? 0);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual([`${Prefix}CloudTrail-Digest/`, `${Prefix}CloudTrail/`]);
  });

  test('version 1 with a delimiter says where the next page begins', async () => {
    const Prefix = `AWSLogs/o-test000001/`;
    const first = await client.send(new ListObjectsCommand({ Bucket, Prefix, Delimiter: '/', MaxKeys: 1 }));
    expect(first.NextMarker).toBe(`${Prefix}${owner}/`);
    const next = await client.send(
      new ListObjectsCommand({ Bucket, Prefix, Delimiter: '/', Marker: first.NextMarker }),
    );
    expect(next.CommonPrefixes?.map(one => one.Prefix)).toEqual(
      [member, '666677778888'].map(id => `${Prefix}${id}/`),
    );
  });

  test('no keys wanted, none given', async () => {
    const page = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect(page).toMatchObject({ KeyCount: 0, IsTruncated: false });
    await expect(
      client.send(new ListObjectsV2Command({ Bucket, ContinuationToken: 'nonsense' })),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  test('what is listed of an object is what reading it gives', async () => {
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: digest }));
    const read = await client.send(new GetObjectCommand({ Bucket, Key: digest }));
    const bytes = await read.Body?.transformToByteArray();
    expect(page.Contents).toEqual([
      {
        Key: digest,
        Size: bytes?.length,
        ETag: read.ETag,
        LastModified: read.LastModified,
        StorageClass: 'STANDARD',
      },
    ]);
  });

  test('odd names need the encoding, and can be read', async () => {
    const odd = (await keysOf(client, 'AWSLogs/', 'plain-logs')).filter(
      key => key.includes('..') || key.includes('\u0001'),
    );
    expect(odd).toEqual([expect.stringContaining('/../../../'), expect.stringContaining('odd \u0001\n+&')]);
    const bare = await raw(sandbox, { service: 's3', method: 'GET', path: '/plain-logs?list-type=2' });
    expect(bare.body).toContain('odd &#x1;&#xa;+&amp;');
    for (const Key of odd) {
      const read = await client.send(new GetObjectCommand({ Bucket: 'plain-logs', Key }));
      expect((await read.Body?.transformToByteArray())?.length).toBeGreaterThan(100);
    }
  });
});

describe('an object', () => {
  test('has the headers of its encryption, its signature and its time', async () => {
    const read = await client.send(new GetObjectCommand({ Bucket, Key: digest }));
    expect(read).toMatchObject({
      ContentType: 'application/json',
      ContentEncoding: 'gzip',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: keyArn,
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      Metadata: {
        signature: expect.stringMatching(/^[0-9a-f]{512}$/),
        'signature-algorithm': 'SHA256withRSA',
      },
    });
    const bytes = (await read.Body?.transformToByteArray()) ?? [];
    expect(read.ContentLength).toBe(bytes.length);
    expect([bytes[0], bytes[1]]).toEqual([0x1f, 0x8b]);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: digest }));
    for (const field of ['ContentLength', 'ETag', 'LastModified', 'Metadata', 'SSEKMSKeyId'] as const)
      expect(head[field]).toEqual(read[field]);
    const plain = (await keysOf(client, '', 'plain-logs'))[0];
    const open = await client.send(new GetObjectCommand({ Bucket: 'plain-logs', Key: plain }));
    expect([open.ServerSideEncryption, open.SSEKMSKeyId]).toEqual(['AES256', undefined]);
    expect((await client.send(new GetObjectCommand({ Bucket, Key: log }))).Metadata).toEqual({});
  });

  test('that is missing is missing to who may list, and denied to who may not', async () => {
    await expect(client.send(new GetObjectCommand({ Bucket, Key: `${digest}x` }))).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    const blind = s3(sandbox, 'us-east-1', reader);
    await expect(blind.send(new GetObjectCommand({ Bucket, Key: `${digest}x` }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(blind.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: `${digest}x` }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('of KMS is denied to who may not decrypt, and says what is missing', async () => {
    const blind = s3(sandbox, 'us-east-1', reader);
    await expect(blind.send(new GetObjectCommand({ Bucket, Key: digest }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(`kms:Decrypt on resource: ${keyArn}`),
    });
    const Key = (await keysOf(client, '', 'plain-logs'))[0];
    const open = await blind.send(new GetObjectCommand({ Bucket: 'plain-logs', Key }));
    expect(open.$metadata.httpStatusCode).toBe(200);
  });

  test('of a disabled key cannot be read by anybody', async () => {
    const document = historyDocument({ since: '-3h' }, { kmsKeyId: keyArn });
    for (const key of document.accounts[0]?.keys ?? []) Object.assign(key, { state: 'Disabled' });
    const other = await startHistory(document);
    try {
      const [Key] = await keysOf(s3(other));
      await expect(s3(other).send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
        name: 'KMS.DisabledException',
      });
    } finally {
      await other.stop();
    }
  });

  test('is found in the region of its bucket, and only there', async () => {
    const wrong = s3(sandbox, 'eu-west-1');
    for (const command of [
      new GetObjectCommand({ Bucket, Key: digest }),
      new ListObjectsV2Command({ Bucket }),
    ])
      await expect(wrong.send(command as GetObjectCommand)).rejects.toMatchObject({
        name: 'PermanentRedirect',
        $metadata: { httpStatusCode: 301 },
      });
  });

  test('is its owner’s: another expected owner is denied', async () => {
    const asked = (ExpectedBucketOwner: string) =>
      client.send(new GetObjectCommand({ Bucket, Key: digest, ExpectedBucketOwner }));
    expect((await asked(owner)).$metadata.httpStatusCode).toBe(200);
    await expect(asked(member)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('is struck by a fault that names its operation and the beginning of its key', async () => {
    sandbox.addFault({
      service: 's3',
      operation: 'GetObject',
      key: digestFolder(member),
      kind: 'throttle',
      times: 1,
    });
    const read = (Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));
    expect((await read(log)).$metadata.httpStatusCode).toBe(200);
    await expect(read(digest)).rejects.toMatchObject({
      name: 'SlowDown',
      $metadata: { httpStatusCode: 503 },
    });
    expect((await read(digest)).$metadata.httpStatusCode).toBe(200);
    sandbox.addFault({ service: 's3', key: 'AWSLogs/o-test000001/4', kind: 'deny' });
    await expect(
      client.send(new ListObjectsV2Command({ Bucket, Prefix: digestFolder(member) })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(all.length);
  });

  test('comes cut off when the connection ends', async () => {
    sandbox.addFault({ service: 's3', operation: 'GetObject', kind: 'truncate' });
    const read = await client.send(new GetObjectCommand({ Bucket, Key: digest }));
    await expect(read.Body?.transformToByteArray()).rejects.toThrow();
  });
});
