/** A file that the user named: its text, or one sentence that says that it cannot be read. */
import { readFileSync } from 'node:fs';
import { UsageError, type UsageErrorCode } from '../model/error.ts';

export interface NamedFile {
  /** As a sentence begins with it: "The signing key". */
  readonly what: string;
  readonly hint: string;
  readonly code?: UsageErrorCode;
}

export function readUserFile(path: string, { what, hint, code = 'BAD_USAGE' }: NamedFile): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(code, `${what} ${path} cannot be read.`, { hint, cause });
  }
}
