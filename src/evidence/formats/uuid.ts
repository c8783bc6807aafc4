/** UUIDs (version 5, RFC 9562) of things that outlive a run; those of one run are made by `evaluationId`. */
import { createHash } from 'node:crypto';

/** Fixed for ever: the first half of SHA-256 of `urn:trailproof:formats`. */
const namespace = createHash('sha256').update('urn:trailproof:formats').digest().subarray(0, 16);

export function stableUuid(name: string): string {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
