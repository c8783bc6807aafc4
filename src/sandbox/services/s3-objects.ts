/** S3's objects: lists in both versions, contents and headers, and why they are refused. */
import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { type Call, type Input, numberOf, textOf } from '../call.ts';
import type { Content } from '../history/contents.ts';
import type { StoredObject } from '../history/delivered.ts';
import { secondsAt } from '../history/times.ts';
import { readToken, writeToken } from '../pages.ts';
import { namespace, type S3Operation, type S3Reply } from '../wire/s3.ts';
import { type XmlElement, xmlDocument } from '../wire/xml.ts';
import { findTrailKey } from './s3-keys.ts';
import { type ListPage, listPage } from './s3-listing.ts';
import { reach } from './s3-reach.ts';

const largestPage = 1000;

const listObjectsV2: S3Operation = (input, call) => {
  const token = textOf(input, 'continuation-token');
  const place = token === undefined ? undefined : readToken(token);
  if (token !== undefined && place === undefined)
    throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect', { status: 400 });
  const list = listOf('ListObjectsV2', input, call, place?.list ?? textOf(input, 'start-after') ?? '');
  const { page, encoded } = list;
  return listReply(list, call, {
    KeyCount: page.objects.length + page.commonPrefixes.length,
    ContinuationToken: token,
    NextContinuationToken: page.truncated ? writeToken(page.last, 0, (place?.page ?? 0) + 1) : undefined,
    StartAfter: encoded(textOf(input, 'start-after')),
  });
};

const listObjects: S3Operation = (input, call) => {
  const marker = textOf(input, 'marker') ?? '';
  const list = listOf('ListObjects', input, call, marker);
  const { page, encoded } = list;
  const grouped = textOf(input, 'delimiter') !== undefined;
  return listReply(list, call, {
    Marker: encoded(marker) ?? '',
    // Without a delimiter the last key is the marker, and nobody says so.
    NextMarker: page.truncated && grouped ? encoded(page.last) : undefined,
  });
};

interface List {
  readonly input: Input;
  readonly page: ListPage;
  readonly size: number;
  readonly encoded: (text: string | undefined) => string | undefined;
}

function listOf(operation: string, input: Input, call: Call, after: string): List {
  const bucket = reach(operation, input, call);
  const encoding = textOf(input, 'encoding-type');
  if (encoding !== undefined && encoding !== 'url')
    throw new AwsError('InvalidArgument', 'Invalid Encoding Method specified in Request', { status: 400 });
  const wanted = numberOf(input, 'max-keys') ?? largestPage;
  if (wanted < 0 || !Number.isInteger(wanted))
    throw new AwsError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647', {
      status: 400,
    });
  const size = Math.min(wanted, largestPage, call.pageSize ?? largestPage);
  const delimiter = textOf(input, 'delimiter');
  const request = {
    prefix: textOf(input, 'prefix') ?? '',
    delimiter: delimiter === '' ? undefined : delimiter,
    after,
    size,
  };
  return {
    input,
    page: listPage(call.deliveries.objects, bucket.name, request, secondsAt('now', call.now)),
    size: Math.min(wanted, largestPage),
    encoded: text => (text === undefined || encoding === undefined ? text : urlEncoded(text)),
  };
}

function listReply({ input, page, size, encoded }: List, call: Call, fields: XmlElement): S3Reply {
  const body: XmlElement = {
    Name: textOf(input, 'Bucket'),
    Prefix: encoded(textOf(input, 'prefix') ?? ''),
    Delimiter: encoded(textOf(input, 'delimiter')),
    MaxKeys: size,
    EncodingType: textOf(input, 'encoding-type'),
    IsTruncated: page.truncated,
    ...fields,
    Contents: page.objects.map(object => {
      const content = object.content();
      return {
        Key: encoded(object.key),
        LastModified: new Date(object.modifiedAt * 1000).toISOString(),
        ETag: etagOf(object, content),
        Size: content.body.length,
        StorageClass: object.storageClass,
      };
    }),
    CommonPrefixes: page.commonPrefixes.map(prefix => ({ Prefix: encoded(prefix) })),
  };
  return {
    body: xmlDocument('ListBucketResult', body, namespace),
    headers: { 'x-amz-bucket-region': call.region },
  };
}

/** As S3 encodes keys in lists: everything but letters, digits, "-._~" and the slash. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

const getObject: S3Operation = (input, call) => {
  const object = findObject('GetObject', input, call);
  if (object.storageClass === 'GLACIER')
    throw new AwsError('InvalidObjectState', "The operation is not valid for the object's storage class", {
      status: 403,
      details: { StorageClass: object.storageClass },
    });
  const content = readable(object, call);
  return { body: content.body, headers: headersOf(object, content, call) };
};

const headObject: S3Operation = (input, call) => {
  const object = findObject('HeadObject', input, call);
  const content = readable(object, call);
  const headers = { ...headersOf(object, content, call), 'content-length': String(content.body.length) };
  return { body: '', headers };
};

export const objectOperations: Readonly<Record<string, S3Operation>> = {
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  GetObject: getObject,
  HeadObject: headObject,
};

function findObject(operation: string, input: Input, call: Call): StoredObject {
  const bucket = reach(operation, input, call);
  const key = textOf(input, 'Key') ?? '';
  const found = call.deliveries.objects.find(bucket.name, key, secondsAt('now', call.now));
  if (found !== undefined && !found.denied) return found;
  // Who may not list is not told what is missing.
  if (found !== undefined || !call.principal.may('s3:ListBucket'))
    throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', {
    status: 404,
    details: { Key: key },
  });
}

/** The contents, if the caller may have them decrypted. */
function readable(object: StoredObject, call: Call): Content {
  if (object.kmsKeyId !== undefined) {
    const key = findTrailKey(object.kmsKeyId, call.world);
    if (!call.principal.may('kms:Decrypt'))
      throw new AwsError(
        'AccessDenied',
        `User: ${call.principal.arn} is not authorized to perform: kms:Decrypt on resource: ${key.arn} because no identity-based policy allows the kms:Decrypt action`,
        { status: 403 },
      );
    if (key.state === 'Disabled')
      throw new AwsError('KMS.DisabledException', `${key.arn} is disabled.`, { status: 400 });
    if (key.state !== undefined && key.state !== 'Enabled')
      throw new AwsError('KMS.KMSInvalidStateException', `${key.arn} is pending deletion.`, { status: 400 });
  }
  return object.content();
}

function headersOf(object: StoredObject, content: Content, call: Call): Record<string, string> {
  const metadata = Object.entries(content.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    'accept-ranges': 'bytes',
    'content-type': 'application/json',
    // CloudTrail says so of log files and digests: a browser shows them inflated.
    'content-encoding': 'gzip',
    etag: etagOf(object, content),
    'last-modified': new Date(object.modifiedAt * 1000).toUTCString(),
    ...(object.storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': object.storageClass }),
    ...(object.kmsKeyId === undefined
      ? { 'x-amz-server-side-encryption': 'AES256' }
      : {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': findTrailKey(object.kmsKeyId, call.world).arn,
        }),
    ...Object.fromEntries(metadata),
  };
}

/** The MD5 of the body; of one encrypted by KMS it is not, and the same each time. */
function etagOf({ kmsKeyId }: StoredObject, { body }: Content): string {
  return `"${createHash('md5')
    .update(kmsKeyId ?? '')
    .update(body)
    .digest('hex')}"`;
}
