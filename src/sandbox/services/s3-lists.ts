/** Lists of a bucket's objects, in both versions of the API. */
import { AwsError } from '../aws-error.ts';
import { type Call, type Input, numberOf, textOf } from '../call.ts';
import { secondsAt } from '../history/times.ts';
import { readToken, writeToken } from '../pages.ts';
import { namespace, type S3Operation, type S3Reply } from '../wire/s3.ts';
import { type XmlElement, xmlDocument } from '../wire/xml.ts';
import { type ListPage, listPage } from './s3-listing.ts';
import { etagOf } from './s3-objects.ts';
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

export const listOperations: Readonly<Record<string, S3Operation>> = {
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
};
