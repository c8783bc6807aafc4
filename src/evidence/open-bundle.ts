/** Opens a bundle for reading, folder or zip. Nothing is ever written. */
import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/error.ts';
import { type Bundle, type Limits, listFolder, usualLimits } from './bundle.ts';
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
  const sizes = listFolder(dir, limits);
  return {
    kind: 'folder',
    sizes,
    read: path => createReadStream(join(dir, ...path.split('/'))),
    close: () => Promise.resolve(),
  };
}
