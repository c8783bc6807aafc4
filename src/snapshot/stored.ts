/** Turns an SDK answer into plain JSON, once, at the door: a live run and a replay then see the same. */
import type { Json } from '../model/json.ts';

export function toStored(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toStored);
  if (typeof value === 'object') {
    const stored: Record<string, Json> = {};
    for (const [key, member] of Object.entries(value)) {
      // The SDK gives `undefined` for what AWS left out: absent stays absent.
      if (member !== undefined && key !== '$metadata') stored[key] = toStored(member);
    }
    return stored;
  }
  throw new TypeError(`An answer holds a ${typeof value}, which has no JSON form.`);
}
