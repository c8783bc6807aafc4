/** Serves an estate over HTTP on loopback, for any AWS client that can be pointed at another endpoint. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buildFaults, type Fault } from './faults.ts';
import { type Answer, buildHandler, type Handled } from './sandbox.ts';
import type { Estate } from './schema/estate.ts';

export interface SandboxOptions {
  readonly estate: Estate;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly latencyMs?: number;
  readonly rates?: 'real' | 'off';
  readonly pageSize?: number;
  readonly emptyFirstPage?: boolean;
  readonly now?: () => Date;
  readonly record?: boolean;
}

export interface Sandbox {
  readonly url: string;
  /** Environment variables that point the AWS SDK and the AWS CLI here. */
  readonly environment: Record<string, string>;
  /** Filled with `record` only. */
  readonly requests: readonly Handled[];
  /** KMS keys that would have been created by DescribeKey on a predefined alias. An auditor leaves this at 0. */
  readonly createdManagedKeys: number;
  addFault(fault: Fault): void;
  clearFaults(): void;
  stop(): Promise<void>;
}

const largestBody = 1024 * 1024;

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { estate } = options;
  const faults = buildFaults(estate.faults);
  const requests: Handled[] = [];
  let createdManagedKeys = 0;
  const handle = buildHandler({
    estate,
    faults,
    throttle: (options.rates ?? estate.server.rates) === 'real',
    pageSize: options.pageSize ?? estate.server.pageSize,
    emptyFirstPage: options.emptyFirstPage ?? estate.server.emptyFirstPage ?? false,
    now: options.now ?? (() => new Date()),
    machineClock: () => new Date(),
    managedKeyCreated: () => {
      createdManagedKeys += 1;
    },
  });
  const latency = options.latencyMs ?? estate.server.latencyMs ?? 0;
  const waiting = new Set<NodeJS.Timeout>();

  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const [path, query] = splitUrl(request.url ?? '/');
    const requestId = randomUUID();
    const result = handle(
      { method: request.method ?? 'GET', path, query, headers: request.headers, body },
      requestId,
    );
    if (options.record === true) requests.push(result.handled);
    const delay = latency + (result.fault?.kind === 'slow' ? (result.fault.ms ?? 1000) : 0);
    if (delay === 0) {
      send(response, result, requestId);
      return;
    }
    const timer = setTimeout(() => {
      waiting.delete(timer);
      send(response, result, requestId);
    }, delay);
    waiting.add(timer);
  };
  const server = createServer((request, response) => {
    readBody(request, body => {
      if (body === undefined) response.writeHead(413, { connection: 'close' }).end();
      else answer(request, response, body);
    });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port ?? 0);
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;

  return {
    url,
    environment: environmentOf(estate, url),
    requests,
    get createdManagedKeys() {
      return createdManagedKeys;
    },
    addFault: fault => faults.add(fault),
    clearFaults: () => faults.clear(),
    stop: () =>
      new Promise(resolve => {
        for (const timer of waiting) clearTimeout(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { wire, fault }: Answer, requestId: string): void {
  const kind = fault?.kind;
  if (kind === 'timeout') return;
  if (kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const content = kind === 'malformed' ? '{"<not json, not xml' : wire.body;
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  const headers = {
    ...wire.headers,
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
    // A HEAD answer says nothing about a body it does not have.
    ...(response.req.method === 'HEAD' ? {} : { 'content-length': String(body.length) }),
  };
  response.writeHead(wire.status, headers);
  if (kind === 'truncate') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
    return;
  }
  response.end(body);
}

/** Gives undefined for a body larger than any AWS read needs. */
function readBody(request: IncomingMessage, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  });
  request.on('end', () => done(size > largestBody ? undefined : Buffer.concat(chunks)));
}

function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const homeRegions: Record<Estate['partition'], string> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
};

function environmentOf(estate: Estate, url: string): Record<string, string> {
  const [caller] = estate.callers;
  const region = homeRegions[estate.partition];
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    // Version 1 of the AWS CLI does not read AWS_REGION.
    AWS_DEFAULT_REGION: region,
    ...(caller === undefined
      ? {}
      : { AWS_ACCESS_KEY_ID: caller.accessKeyId, AWS_SECRET_ACCESS_KEY: caller.secretAccessKey }),
    ...(caller?.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: caller.sessionToken }),
  };
}
