/** Reads and verifies AWS Signature Version 4 on a request. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: string;
  readonly signature: string;
}

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

export function readAuthorization(header: string | undefined): Authorization | undefined {
  const [, accessKeyId, date, region, service, signedHeaders, signature] = form.exec(header ?? '') ?? [];
  if (
    accessKeyId === undefined ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    signedHeaders === undefined ||
    signature === undefined
  )
    return undefined;
  return { accessKeyId, date, region, service, signedHeaders, signature };
}

/** Deriving a key costs four hashes and holds for a day, so keys are kept; the bound only guards memory. */
export function buildVerifier(): (
  request: SignedRequest,
  authorization: Authorization,
  secret: string,
) => boolean {
  const keys = new Map<string, Buffer>();
  return (request, authorization, secret) => {
    const { accessKeyId, date, region, service } = authorization;
    const scope = `${date}/${region}/${service}/aws4_request`;
    const name = `${accessKeyId}/${scope}`;
    let key = keys.get(name);
    if (key === undefined) {
      if (keys.size > 100_000) keys.clear();
      key = [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
      keys.set(name, key);
    }
    const text = [
      'AWS4-HMAC-SHA256',
      headerText(request.headers['x-amz-date']),
      scope,
      sha256(canonicalRequest(request, authorization)),
    ].join('\n');
    return timingSafeEqual(hmac(key, text), Buffer.from(authorization.signature, 'hex'));
  };
}

function canonicalRequest(request: SignedRequest, authorization: Authorization): string {
  const { headers } = request;
  // S3 signs the path as it is sent; all others encode it once more.
  const path =
    authorization.service === 's3' ? request.path : request.path.split('/').map(encodeURIComponent).join('/');
  const names = authorization.signedHeaders.split(';');
  const declared = headerText(headers['x-amz-content-sha256']);
  const payload = authorization.service === 's3' && declared !== '' ? declared : sha256(request.body);
  const lines = names.map(name => `${name}:${headerText(headers[name]).trim().replace(/\s+/g, ' ')}\n`);
  return [
    request.method,
    path,
    canonicalQuery(request.query),
    lines.join(''),
    authorization.signedHeaders,
    payload,
  ].join('\n');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map(pair => {
    const [name = '', ...value] = pair.split('=');
    return `${strictEncode(decode(name))}=${strictEncode(decode(value.join('=')))}`;
  });
  return pairs.sort().join('&');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function strictEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
