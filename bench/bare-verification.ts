/** The floor of a verification: fetch, unpack, hash, and one RSA check a digest. Nothing is compared and nothing judged. */
import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { optionsOf, type RecordedRequest } from './recording-proxy.ts';

/** Any key of the size will do: that a signature does not belong to it is found out no sooner. */
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export interface Bare {
  readonly ms: number;
  /** As served, compressed. */
  readonly bytes: number;
}

export async function bareVerification(
  requests: readonly RecordedRequest[],
  target: URL,
  concurrency: number,
): Promise<Bare> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  let bytes = 0;
  let next = 0;
  const startedAt = performance.now();
  async function worker(): Promise<void> {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { body, signature } = await fetch(request, target, agent);
      bytes += body.length;
      const content = gunzipSync(body);
      const hash = createHash('sha256').update(content).digest();
      if (signature !== undefined) verify('sha256', hash, publicKey, Buffer.from(signature, 'hex'));
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  agent.destroy();
  return { ms: performance.now() - startedAt, bytes };
}

function fetch(
  request: RecordedRequest,
  target: URL,
  agent: http.Agent,
): Promise<{ body: Buffer; signature: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = http.request(optionsOf(request, target, agent), answer => {
      const chunks: Buffer[] = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode !== 200) reject(new Error(`${request.path}: ${answer.statusCode}`));
        const signature = answer.headers['x-amz-meta-signature'];
        resolve({
          body: Buffer.concat(chunks),
          signature: typeof signature === 'string' ? signature : undefined,
        });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
