/** Has a bundle stamped with the time: asks an authority over HTTP (RFC 3161, section 3.4) and keeps its answer. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeliveryError } from '../../model/error.ts';
import { STAMP, stampedFile, writeWhole } from '../manifest.ts';
import { type Anchors, acceptTimestamp, type TimestampFound } from './check.ts';
import { TimestampFault } from './fault.ts';
import { freshNonce, renderQuery } from './query.ts';

export interface Authority {
  readonly url: string;
  /** CAs under which it must stand. */
  readonly anchors: Anchors;
  readonly timeoutMs: number;
}

/** Many times what a token with its certificates takes. */
const LARGEST_ANSWER = 256 * 1024;

/** Writes `manifest.tsr` over what seals the bundle: the signature, and the manifest where there is none. */
export async function stampBundle(folder: string, authority: Authority): Promise<TimestampFound> {
  const name = stampedFile(file => existsSync(join(folder, file)));
  const bytes = readFileSync(join(folder, name));
  const nonce = freshNonce();
  const answer = await ask(authority, renderQuery(bytes, nonce));
  try {
    const { stamp, found } = acceptTimestamp(answer, { name, bytes }, nonce, authority.anchors);
    writeWhole(folder, STAMP, stamp);
    return found;
  } catch (error) {
    if (!(error instanceof TimestampFault)) throw error;
    throw new DeliveryError(`the answer of ${hostOf(authority)} ${error.message}`, error);
  }
}

async function ask({ url, timeoutMs }: Authority, query: Uint8Array): Promise<Uint8Array> {
  const host = hostOf({ url });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: query,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) throw new DeliveryError(`${host} answered with HTTP ${response.status}.`);
    return await bodyOf(response, host);
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    throw new DeliveryError(`${host} gave no answer: ${reasonOf(error, timeoutMs)}.`, error);
  }
}

async function bodyOf({ body }: Response, host: string): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER)
      throw new DeliveryError(`${host} answered with more than ${LARGEST_ANSWER} bytes.`);
    held.push(chunk);
  }
  return Buffer.concat(held);
}

/** What `fetch` wraps into "fetch failed" is what tells. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `none came within ${timeoutMs} ms`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The rest of an address may hold what is nobody's business. */
function hostOf({ url }: Pick<Authority, 'url'>): string {
  return new URL(url).host;
}
