/** The signatures of digests in a copy, each from the digest that follows it and names it. */
import type { FetchedObject, ListedObjects, ObjectBucket } from '../aws/objects.ts';
import type { Span } from './chain.ts';
import { readBody } from './digest-body.ts';
import { inflateOne } from './gzip.ts';
import { type Metadata, signedBy } from './kept-metadata.ts';
import { dayFolders, readDigestName } from './layout.ts';
import { HOUR } from './spans.ts';

/** Folders of digests whose signatures are held at once: more than are under way, and no more than memory has room for. */
const FOLDERS_HELD = 256;

export function isDigestKey(key: string): boolean {
  return key.includes('/CloudTrail-Digest/') && readDigestName(key) !== null;
}

type Signatures = ReadonlyMap<string, string>;

/** undefined: no digest of the window names it. What a false digest says of another's signature cannot make it valid. */
export function createSignatures(
  window: Span,
  list: (bucket: ObjectBucket, prefix: string) => Promise<ListedObjects>,
  read: (bucket: ObjectBucket, key: string) => Promise<FetchedObject>,
): (bucket: ObjectBucket, key: string) => Promise<Metadata | undefined> {
  const held = new Map<string, Promise<Signatures>>();

  async function collect(bucket: ObjectBucket, folder: string): Promise<Signatures> {
    const signatures = new Map<string, string>();
    for (const day of dayFolders(folder, window.from, window.to + HOUR)) {
      const listed = await list(bucket, day);
      if (listed.outcome !== 'listed') continue;
      for (const key of listed.keys.filter(isDigestKey)) {
        const previous = previousIn(await read(bucket, key));
        if (previous?.bucket !== bucket.name || signatures.has(previous.key)) continue;
        signatures.set(previous.key, previous.signature);
      }
    }
    return signatures;
  }

  return async (bucket, key) => {
    const folder = key.split('/').slice(0, -4).join('/');
    const id = `${bucket.name}/${folder}/`;
    const signatures = held.get(id) ?? collect(bucket, `${folder}/`);
    held.delete(id);
    held.set(id, signatures);
    const [oldest] = held.keys();
    if (held.size > FOLDERS_HELD && oldest !== undefined) held.delete(oldest);
    const signature = (await signatures).get(key);
    return signature === undefined ? undefined : signedBy(signature);
  };
}

function previousIn(fetched: FetchedObject) {
  if (fetched.outcome !== 'object') return null;
  const packed = inflateOne(fetched.bytes);
  if (!packed.ok) return null;
  const body = readBody(packed.body);
  return 'code' in body || !/^([0-9a-f]{2})+$/i.test(body.previous?.signature ?? '') ? null : body.previous;
}
