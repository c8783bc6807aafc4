/** What a file in a bundle may be called: one rule, which leaves no room for `..`, absolute paths, drive letters or devices. */
import { IntegrityError } from '../model/error.ts';

const SEGMENT = /^[A-Za-z0-9_()+=@,-][A-Za-z0-9._()+=@,-]*$/;
/** Windows drops a dot at the end, and takes these for devices whatever follows their first dot. */
const NOT_ON_WINDOWS = /\.$|^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const LONGEST = 240;

export function isBundlePath(path: string): boolean {
  return (
    path.length <= LONGEST &&
    path.split('/').every(segment => SEGMENT.test(segment) && !NOT_ON_WINDOWS.test(segment))
  );
}

/** Refuses unsafe names, and names that are one file on a disk that ignores case. */
export function checkNames(paths: Iterable<string>): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    if (!isBundlePath(path)) {
      throw new IntegrityError(
        'UNSAFE_ENTRY',
        null,
        `There is an entry ${quoted(path)}, a name that no bundle holds.`,
      );
    }
    const folded = path.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw new IntegrityError(
        'UNSAFE_ENTRY',
        path,
        other === path ? 'is there twice.' : `is there as ${other} too.`,
      );
    }
    seen.set(folded, path);
  }
}

export function quoted(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
