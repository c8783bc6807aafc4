/** REST-XML as S3 and S3 Control speak it: method, path and sub-resource name the operation; HEAD answers have no body. */
import { AwsError } from '../aws-error.ts';
import type { Call, Input } from '../call.ts';
import type { SignedRequest } from '../sigv4.ts';
import { type CommonCodes, commonErrors, type Service, type Understood, type Wire } from './service.ts';
import { xmlDocument } from './xml.ts';

export interface S3Reply {
  readonly body: string;
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
    const bucket = bucketOf(request);
    if (bucket === undefined)
      return { operation: request.method === 'GET' ? 'ListBuckets' : '', input: query };
    const input = {
      ...query,
      Bucket: bucket,
      ExpectedBucketOwner: request.headers['x-amz-expected-bucket-owner'],
    };
    if (request.method === 'HEAD') return { operation: 'HeadBucket', input };
    const name = Object.keys(query).find(key => Object.hasOwn(subresources, key));
    return {
      operation: request.method === 'GET' && name !== undefined ? (subresources[name] ?? '') : '',
      input,
    };
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

/** Path style, or the bucket before "localhost" or the address for clients that insist on host style. */
function bucketOf(request: SignedRequest): string | undefined {
  const [, first = '', ...rest] = request.path.split('/');
  const host = /^(.+)\.(?:localhost|127\.0\.0\.1)(?::\d+)?$/.exec(request.headers.host ?? '')?.[1];
  const name = host ?? (first === '' ? undefined : decodeURIComponent(first));
  const object = host === undefined ? rest.join('/') : [first, ...rest].join('/');
  if (object !== '') throw notImplemented();
  return name;
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
