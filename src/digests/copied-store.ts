/**
 * A downloaded copy of buckets, read as S3 is: one folder for each bucket, its objects below it under their keys. The
 * metadata of digests, which a download loses, comes from the digest after each, and from what the run kept.
 */
import { type Dirent, existsSync } from 'node:fs';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  type FetchedObject,
  LARGEST_OBJECT,
  type ListedObjects,
  type ObjectBucket,
  type ObjectStore,
  type Refusal,
} from '../aws/objects.ts';
import type { Span } from './chain.ts';
import { createSignatures, isDigestKey } from './copied-signatures.ts';
import type { Metadata } from './kept-metadata.ts';

export interface Copy {
  /** With a folder for each bucket. */
  readonly folder: string;
  /** Which digests name the signatures of others. */
  readonly window: Span;
  /** By `bucket/key`: metadata of digests that stands in no other digest. */
  readonly metadata: ReadonlyMap<string, Metadata>;
  /** By `bucket/key` or `bucket/folder/`: what a copy need not hold, as the run could not read it or no file bears the name. */
  readonly unread: ReadonlyMap<string, Refusal>;
}

export function createCopiedStore({ folder, window, metadata, unread }: Copy): ObjectStore {
  const named = keysByFolder(unread.keys());
  const signatures = createSignatures(window, list, readObject);

  async function list(bucket: ObjectBucket, prefix: string, delimiter?: string): Promise<ListedObjects> {
    const root = join(folder, bucket.name);
    if (!existsSync(root)) return noCopy(bucket, root);
    const path = below(root, prefix);
    if (path === null) return unreadable(`Nothing of that name can stand in a folder: ${prefix}`);
    const entries = await attempt(() =>
      readdir(path, { withFileTypes: true, recursive: delimiter === undefined }),
    );
    if ('outcome' in entries) {
      const { outcome } = entries;
      if (outcome !== 'missing') return entries;
      // What lies below is asked where nothing else tells; a day without objects is one that the chain tells of.
      if (delimiter !== undefined) return unreadable(`The copy has no folder ${path}`);
      const keys = heldBack(bucket, prefix);
      const refusal = keys.length === 0 ? unreadAbove(bucket, prefix) : undefined;
      return refusal ?? { outcome: 'listed', keys, folders: [] };
    }
    const keyOf = (entry: Dirent): string =>
      relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    const files = [...entries.filter(entry => !entry.isDirectory()).map(keyOf), ...heldBack(bucket, prefix)];
    const folders = entries.filter(entry => entry.isDirectory()).map(entry => `${keyOf(entry)}/`);
    return {
      outcome: 'listed',
      keys: [...new Set(files)].sort(),
      folders: delimiter === undefined ? [] : folders.sort(),
    };
  }

  async function readObject(bucket: ObjectBucket, key: string): Promise<FetchedObject> {
    const root = join(folder, bucket.name);
    if (!existsSync(root)) return noCopy(bucket, root);
    const path = below(root, key);
    if (path === null) return unreadable('Nothing of that name can stand in a folder.');
    return attempt(async () => {
      const { size } = await lstatFile(path, root);
      if (size > LARGEST_OBJECT) return unreadable(`The object is larger than ${LARGEST_OBJECT} bytes.`);
      return { outcome: 'object', bytes: await readFile(path), metadata: {} };
    });
  }

  /** It was listed then: its absence from the copy is not its absence from the bucket. */
  function heldBack({ name }: ObjectBucket, prefix: string): readonly string[] {
    return named.get(`${name}/${prefix}`)?.map(id => id.slice(name.length + 1)) ?? [];
  }

  /** Nobody can download what nobody could read: its absence from the copy says nothing. */
  function unreadAbove(bucket: ObjectBucket, prefix: string): Refusal | undefined {
    const parts = prefix.split('/');
    return parts
      .map((_part, index) => unread.get(`${bucket.name}/${parts.slice(0, index).join('/')}/`))
      .find(refusal => refusal !== undefined);
  }

  return {
    list,
    async get(bucket, key) {
      const id = `${bucket.name}/${key}`;
      const read = await readObject(bucket, key);
      if (read.outcome === 'missing') return unread.get(id) ?? read;
      if (read.outcome !== 'object' || !isDigestKey(key)) return read;
      const known = metadata.get(id) ?? (await signatures(bucket, key));
      return known === undefined
        ? unreadable('Its signature stands in no other digest of the copy, and the run did not keep it.')
        : { ...read, metadata: known };
    },
  };
}

/** Each under every folder that it lies in, however deep. */
function keysByFolder(ids: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const id of ids) {
    for (let end = id.indexOf('/'); end >= 0; end = id.indexOf('/', end + 1)) {
      const folder = id.slice(0, end + 1);
      const held = folders.get(folder);
      if (held === undefined) folders.set(folder, [id]);
      else held.push(id);
    }
  }
  return folders;
}

/** Whether a download can hold it. */
export function canBeCopied(key: string): boolean {
  return !key.endsWith('/') && below('', key) !== null;
}

/** null: a key that would lead elsewhere, or that no file can bear. */
function below(root: string, key: string): string | null {
  const parts = key.replace(/\/$/, '').split('/');
  const fits = parts.every(
    part => part !== '' && part !== '.' && part !== '..' && !part.includes('\0') && !part.includes(sep),
  );
  return fits ? join(root, ...parts) : null;
}

class NoFile extends Error {}

/** A link may lead out of the copy, and a device never ends. */
async function lstatFile(path: string, root: string): Promise<{ readonly size: number }> {
  const found = await lstat(path);
  const within = `${await realpath(root)}${sep}`;
  if (!found.isFile() || !(await realpath(path)).startsWith(within)) throw new NoFile();
  return found;
}

async function attempt<T>(read: () => Promise<T>): Promise<T | Refusal | { readonly outcome: 'missing' }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NoFile) return unreadable('It is no plain file of the copy.');
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { outcome: 'missing' };
    return unreadable(`The file of the copy cannot be read: ${code}.`);
  }
}

function noCopy({ name }: ObjectBucket, root: string): Refusal {
  return unreadable(`There is no copy of the bucket ${name}: no folder ${root}`);
}

function unreadable(message: string): Refusal {
  return { outcome: 'unreadable', code: 'unreachable', message };
}
