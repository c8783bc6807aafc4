/** A bundle as it is read, whether folder or zip: its files by name, each as a stream, and how much is taken on. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IntegrityError } from '../model/error.ts';
import { checkNames, quoted } from './bundle-path.ts';

export interface Bundle {
  readonly kind: 'folder' | 'zip';
  /** Bytes of each file, by its path inside the bundle, with `/` on every system. */
  readonly sizes: ReadonlyMap<string, number>;
  read(path: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** What a reader takes on before it refuses: nobody's evidence is larger, and a bomb is. */
export interface Limits {
  readonly entries: number;
  readonly bytes: number;
  /** Inflated to packed, of entries larger than a mebibyte. */
  readonly ratio: number;
}

export const usualLimits: Limits = { entries: 200_000, bytes: 16 * 1024 ** 3, ratio: 400 };

/** Every file below, sorted. A link could stand for a file outside, so none is followed: it is refused. */
export function listFolder(dir: string, limits: Limits = usualLimits): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  let bytes = 0;
  const visit = (prefix: string): void => {
    for (const name of readdirSync(join(dir, prefix))) {
      const path = prefix === '' ? name : `${prefix}/${name}`;
      const entry = lstatSync(join(dir, path));
      if (entry.isDirectory()) {
        visit(path);
        continue;
      }
      if (!entry.isFile()) {
        const what = entry.isSymbolicLink() ? 'a symbolic link' : 'no regular file';
        throw new IntegrityError('UNSAFE_ENTRY', null, `The entry ${quoted(path)} is ${what}.`);
      }
      sizes.set(path, entry.size);
      bytes += entry.size;
      checkLimits(sizes.size, bytes, limits);
    }
  };
  visit('');
  checkNames(sizes.keys());
  return new Map([...sizes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function checkLimits(entries: number, bytes: number, limits: Limits): void {
  if (entries > limits.entries) {
    throw new IntegrityError('TOO_LARGE', null, `There are more than ${limits.entries} files.`);
  }
  if (bytes > limits.bytes) {
    throw new IntegrityError('TOO_LARGE', null, `The files hold more than ${limits.bytes} bytes.`);
  }
}
