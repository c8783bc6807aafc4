/** REST-XML as S3 and S3 Control speak it: method, path and sub-resource name the operation; HEAD answers have no body. */
import { AwsError } from '../aws-error.ts';
import type { Call, Input } from '../call.ts';
import type { SignedRequest } from '../sigv4.ts';
import { type CommonCodes, commonErrors, type Service, type Understood, type Wire } from './service.ts';
import { xmlDocument } from './xml.ts';

export const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export interface S3Reply {
  readonly body: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

export type S3Operation = (input: Input, call: Call) => S3Reply;

const codes: CommonCodes = {
  denied: ['AccessDenied', 403],
  expired: ['ExpiredToken', 400],
  'unknown-key': ['InvalidAccessKeyId', 403],
  'bad-token': ['InvalidToken', 400],
  'bad-signature': ['SignatureDoesNotMatch', 403],
  unsigned: ['AccessDenied', 403],
  throttled: ['SlowDown', 503],
  internal: ['InternalError', 500],
};

const subresources: Record<string, string> = {
  location: 'GetBucketLocation',
  policy: 'GetBucketPolicy',
  policyStatus: 'GetBucketPolicyStatus',
  publicAccessBlock: 'GetPublicAccessBlock',
  encryption: 'GetBucketEncryption',
  versioning: 'GetBucketVersioning',
  'object-lock': 'GetObjectLockConfiguration',
  logging: 'GetBucketLogging',
  lifecycle: 'GetBucketLifecycleConfiguration',
  replication: 'GetBucketReplication',
  ownershipControls: 'GetBucketOwnershipControls',
  acl: 'GetBucketAcl',
  tagging: 'GetBucketTagging',
  requestPayment: 'GetBucketRequestPayment',
};

export function s3Service(operations: Readonly<Record<string, S3Operation>>): Service {
  return restXml('s3', operations, request => {
    const query = Object.fromEntries(new URLSearchParams(request.query));
    const { bucket, key } = placeOf(request);
    if (bucket === undefined)
      return { operation: request.method === 'GET' ? 'ListBuckets' : '', input: query };
    const input = {
      ...query,
      Bucket: bucket,
      ...(key === undefined ? {} : { Key: key }),
      ExpectedBucketOwner: request.headers['x-amz-expected-bucket-owner'],
    };
    return { operation: operationOf(request.method, key, query), input };
  });
}

export function s3ControlService(operations: Readonly<Record<string, S3Operation>>): Service {
  return restXml('s3control', operations, request => {
    const wanted = request.method === 'GET' && request.path === '/v20180820/configuration/publicAccessBlock';
    return {
      operation: wanted ? 'GetPublicAccessBlock' : '',
      input: { AccountId: request.headers['x-amz-account-id'] },
    };
  });
}

/** S3 Control signs as "s3" too; only its path and its header tell it apart. */
export function isS3Control(request: SignedRequest): boolean {
  return request.path.startsWith('/v20180820/') && request.headers['x-amz-account-id'] !== undefined;
}

/** What an object, or the objects of a bucket, can be asked for; any other parameter asks for something else. */
const objectParameters = new Set(['x-id']);
const listParameters = new Set([
  'list-type',
  'prefix',
  'delimiter',
  'start-after',
  'continuation-token',
  'marker',
  'max-keys',
  'encoding-type',
  'fetch-owner',
  'x-id',
]);

function operationOf(method: string, key: string | undefined, query: Record<string, string>): string {
  const only = (known: ReadonlySet<string>) => Object.keys(query).every(name => known.has(name));
  if (method !== 'GET' && method !== 'HEAD') return '';
  if (key !== undefined) return only(objectParameters) ? (method === 'GET' ? 'GetObject' : 'HeadObject') : '';
  if (method === 'HEAD') return 'HeadBucket';
  const name = Object.keys(query).find(parameter => Object.hasOwn(subresources, parameter));
  if (name !== undefined) return subresources[name] ?? '';
  if (!only(listParameters)) return '';
  return query['list-type'] === '2' ? 'ListObjectsV2' : 'ListObjects';
}

/** The object a request is about, or the beginning of those it lists. */
export function objectKey(input: Input): string | undefined {
  const key = input.Key ?? input.prefix;
  return typeof key === 'string' ? key : undefined;
}

/** Path style, or the bucket before "localhost" or the address for clients that insist on host style. */
function placeOf(request: SignedRequest): { bucket: string | undefined; key: string | undefined } {
  const [, first = '', ...rest] = request.path.split('/');
  const host = /^(.+)\.(?:localhost|127\.0\.0\.1)(?::\d+)?$/.exec(request.headers.host ?? '')?.[1];
  const bucket = host ?? (first === '' ? undefined : decoded(first));
  const key = (host === undefined ? rest : [first, ...rest]).join('/');
  return { bucket, key: key === '' ? undefined : decoded(key) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", { status: 400 });
  }
}

function notImplemented(): AwsError {
  return new AwsError(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    { status: 501 },
  );
}

function restXml(
  name: string,
  operations: Readonly<Record<string, S3Operation>>,
  understand: (request: SignedRequest) => { operation: string; input: Input },
): Service {
  return {
    name,
    global: false,
    understand: request => {
      const { operation, input } = understand(request);
      if (!Object.hasOwn(operations, operation)) throw notImplemented();
      const token = input['continuation-token'];
      return { operation, input, pageToken: typeof token === 'string' ? token : undefined };
    },
    run: ({ operation, input }: Understood, call): Wire => {
      const reply = operations[operation]?.(input, call) ?? { body: '' };
      return {
        status: 200,
        headers: { 'content-type': 'application/xml', ...reply.headers },
        body: reply.body,
      };
    },
    common: commonErrors(codes),
    refuse: (error, requestId, request) => {
      const value = {
        Code: error.code,
        Message: error.message,
        ...error.details,
        RequestId: requestId,
        HostId: requestId,
      };
      return {
        status: error.status ?? 400,
        headers: { 'content-type': 'application/xml', ...error.headers },
        body: request.method === 'HEAD' ? '' : xmlDocument('Error', value),
      };
    },
  };
}
