/** The folder that a run writes to: made when the run can start, taken away again if it could not. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../model/error.ts';
import { holdsSnapshot } from '../snapshot/folder.ts';

export interface OutputFolder {
  readonly path: string;
  /** Undoes the making, for a run that could not even begin. */
  discard(): void;
}

/** Refuses, before anything is asked of AWS, a folder that holds something or cannot be written to. */
export function checkOutputFolder(cwd: string, named: string): string {
  const path = resolve(cwd, named);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw refused(`${path} is not a folder.`);
    if (readdirSync(path).length > 0)
      throw refused(`The folder ${path} is not empty.`, 'Name a new folder, or --resume a run.');
  }
  try {
    accessSync(nearestExisting(path), constants.W_OK);
  } catch (cause) {
    throw refused(`The folder ${path} cannot be written to.`, 'Name another folder with --out.', cause);
  }
  refuseInside(path);
  return path;
}

/** One more file in a bundle, and it is not any more what was sealed. */
function refuseInside(path: string): void {
  for (let at = realpathSync(nearestExisting(path)); ; at = dirname(at)) {
    if (holdsSnapshot(at))
      throw refused(`The folder ${path} would lie in the run or bundle ${at}.`, 'Name a folder beside it.');
    if (dirname(at) === at) return;
  }
}

export function makeOutputFolder(path: string): OutputFolder {
  const existed = existsSync(path);
  try {
    makeFolders(path);
  } catch (cause) {
    throw refused(`The folder ${path} cannot be made.`, 'Name another folder with --out.', cause);
  }
  return {
    path,
    discard() {
      if (!existed) rmSync(path, { recursive: true, force: true });
      else
        for (const name of readdirSync(path)) rmSync(resolve(path, name), { recursive: true, force: true });
    },
  };
}

/** One by one: where nothing can be made, as below /proc, Node.js tries for ever to make all of them. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path);
}

/** Writes where the run may write; what the disk refuses is for the user to mend, and no defect of ours. */
export async function writing<T>(path: string, hint: string, write: () => T | Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const fault = diskFault(error);
    if (fault === undefined) throw error;
    throw refused(`Not all of ${path} could be written: ${fault}.`, hint, error);
  }
}

/** undefined: something else than a disk that takes no more. */
export function diskFault(error: unknown): string | undefined {
  if (!(error instanceof Error && 'syscall' in error)) return undefined;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  const what = diskFaults[code];
  return what && `${what} (${code}, ${syscall})`;
}

const diskFaults: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'a file would be larger than may be',
  EROFS: 'the disk is read-only',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
};

function nearestExisting(path: string): string {
  let at = path;
  while (!existsSync(at)) at = dirname(at);
  return at;
}

function refused(message: string, hint?: string, cause?: unknown): UsageError {
  return new UsageError('BAD_OUTPUT', message, { ...(hint === undefined ? {} : { hint }), cause });
}
