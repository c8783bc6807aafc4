/** Opens a bundle for reading, folder or zip. Nothing is ever written. */
import { createReadStream, existsSync, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/error.ts';
import { type Bundle, type Limits, listFolder, usualLimits } from './bundle.ts';
import { MANIFEST, sealFiles } from './manifest.ts';
import { openZip } from './unzip.ts';

export async function openBundle(path: string, limits: Limits = usualLimits): Promise<Bundle> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new UsageError('BAD_USAGE', `There is no ${path}.`, {
      hint: 'Name the folder or the zip of a bundle.',
    });
  }
  return found.isDirectory() ? openFolder(path, limits) : openZip(path, limits);
}

function openFolder(dir: string, limits: Limits): Bundle {
  return { ...readerOf(dir), sizes: listFolder(dir, limits) };
}

/** Whether the bundle, or what is left of one, has such a folder. */
export function hasPart(dir: string, folder: string): boolean {
  return existsSync(join(dir, folder));
}

/** One folder of a bundle with what seals it, whatever else stands beside them. null: the folder of the bundle has no manifest. */
export function openSealedPart(dir: string, folder: string): Bundle | null {
  if (!existsSync(join(dir, MANIFEST))) return null;
  const seals = sealFiles.flatMap(name => {
    const found = lstatSync(join(dir, name), { throwIfNoEntry: false });
    return found?.isFile() ? [[name, found.size] as const] : [];
  });
  const found = hasPart(dir, folder) ? listFolder(join(dir, folder)) : [];
  const files = [...found].map(([path, size]) => [`${folder}/${path}`, size] as const);
  return { ...readerOf(dir), sizes: new Map([...seals, ...files]) };
}

function readerOf(dir: string): Omit<Bundle, 'sizes'> {
  return {
    kind: 'folder',
    read: path => createReadStream(join(dir, ...path.split('/'))),
    close: () => Promise.resolve(),
  };
}
