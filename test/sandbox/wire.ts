/** Requests signed by hand, for looking at what comes over the wire. */
import { createHash, createHmac } from 'node:crypto';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { baseKeys, type Keys } from './support.ts';

interface RawRequest {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly region?: string;
  readonly keys?: Keys;
}

/** Signs by hand and returns what came over the wire. */
export async function raw(sandbox: Sandbox, request: RawRequest) {
  const {
    service,
    method = 'POST',
    path = '/',
    body = '',
    region = 'us-east-1',
    keys = baseKeys(sandbox),
  } = request;
  const [pathname = '/', query = ''] = path.split('?');
  const at = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    ...request.headers,
    host: new URL(sandbox.url).host,
    'x-amz-date': at,
    ...(keys.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    method,
    pathname,
    query === ''
      ? ''
      : query
          .split('&')
          .map(pair => (pair.includes('=') ? pair : `${pair}=`))
          .sort()
          .join('&'),
    names.map(name => `${name}:${headers[name]}\n`).join(''),
    names.join(';'),
    hash(body),
  ].join('\n');
  const scope = [at.slice(0, 8), region, service, 'aws4_request'];
  const key = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${keys.secretAccessKey}`));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', at, scope.join('/'), hash(canonical)].join('\n')).toString(
    'hex',
  );
  const { host: _, ...sent } = headers;
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...sent,
      authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
    },
    ...(method === 'POST' ? { body } : {}),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const targets = {
  cloudtrail: 'CloudTrail_20131101',
  kms: 'TrentService',
  organizations: 'AWSOrganizationsV20161128',
};

export function json(service: keyof typeof targets, operation: string, input: unknown = {}): RawRequest {
  return {
    service,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${targets[service]}.${operation}`,
    },
    body: JSON.stringify(input),
  };
}

export function form(operation: string, input: Record<string, string> = {}): RawRequest {
  return {
    service: 'sts',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action: operation, Version: '2011-06-15', ...input }).toString(),
  };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
