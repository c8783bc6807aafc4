/**
 * One text for one content: a member that stands twice, a space, an escape would let the bytes of a file say more than is
 * read from them, under the same digests.
 */
import { canonical } from '../model/json.ts';

/** Whether a value stands in its file as it is written there, without the line break behind it. */
export type TextForm = (text: string, value: unknown) => boolean;

const isIndented: TextForm = (text, value) => JSON.stringify(value, null, 2) === text;

/** The quick way is right wherever it says yes; members whose names are numbers have their own order in memory. */
const isCanonical: TextForm = (text, value) =>
  (JSON.stringify(value) === text && isSorted(value)) || canonical(value) === text;

function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let before: string | undefined;
  for (const [name, member] of Object.entries(value)) {
    if ((before !== undefined && before >= name) || !isSorted(member)) return false;
    before = name;
  }
  return true;
}

/** Of a file that is read as a whole or line by line. */
export function textFormOf(path: string): TextForm {
  return path.endsWith('.ndjson') || path.startsWith('snapshot/') ? isCanonical : isIndented;
}
