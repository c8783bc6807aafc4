/** Turns an SDK answer into plain JSON, once, at the door: a live run and a replay then see the same. */
import type { Json } from '../model/json.ts';

export function toStored(value: unknown): Json {
  if (value === null || typeof value === 'boolean') return value;
  // Half a surrogate pair has no UTF-8 form, so no file could hold it: it is stored as U+FFFD.
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toStored);
  if (typeof value === 'object') {
    const stored: Record<string, Json> = {};
    // Sorted, as on disk: whoever prints an answer prints the same from a live run and from a stored one.
    for (const [key, member] of Object.entries(value).sort(byKey)) {
      // The SDK gives `undefined` for what AWS left out: absent stays absent.
      if (member !== undefined && key !== '$metadata') stored[key] = toStored(member);
    }
    return stored;
  }
  throw new TypeError(`An answer holds a ${typeof value}, which has no JSON form.`);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
