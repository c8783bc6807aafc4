/** Stands between an audit and the sandbox once, untimed, and remembers each request as it went over the wire. */
import http from 'node:http';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  stop(): Promise<void>;
}

export function startRecordingProxy(target: URL): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const server = http.createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', chunk => chunks.push(chunk));
    incoming.on('end', () => {
      const recorded = {
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: incoming.rawHeaders,
        body: Buffer.concat(chunks),
      };
      requests.push(recorded);
      const forward = http.request(optionsOf(recorded, target, agent), answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      });
      forward.on('error', () => outgoing.destroy());
      forward.end(recorded.body);
    });
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({
        url: `http://127.0.0.1:${port}`,
        requests,
        stop: () =>
          new Promise(stopped => {
            agent.destroy();
            server.closeAllConnections();
            server.close(() => stopped());
          }),
      });
    });
  });
}

export function optionsOf(request: RecordedRequest, target: URL, agent: http.Agent): http.RequestOptions {
  return {
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.path,
    // Raw, so that the signed Host header stays what was signed.
    headers: request.headers as string[],
    setHost: false,
    agent,
  };
}

/** The floor: the same requests, as bare HTTP, this many at a time, all answers read to their end. */
export async function replay(
  requests: readonly RecordedRequest[],
  target: URL,
  concurrency: number,
): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  const startedAt = performance.now();
  let next = 0;
  async function worker(): Promise<void> {
    for (let request = requests[next++]; request !== undefined; request = requests[next++])
      await send(request, target, agent);
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  agent.destroy();
  return performance.now() - startedAt;
}

function send(request: RecordedRequest, target: URL, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = http.request(optionsOf(request, target, agent), answer => {
      answer.on('end', resolve);
      answer.on('error', reject);
      answer.resume();
    });
    sent.on('error', reject);
    sent.end(request.body);
  });
}
