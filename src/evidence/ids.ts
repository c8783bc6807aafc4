/** Ids that outlive a run: the same fact has the same id in every run, on every machine. */
import { createHash } from 'node:crypto';
import type { Result } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { canonical } from '../model/json.ts';
import { sha256 } from '../snapshot/question.ts';

/** `ctf1-` and the first 128 bits of SHA-256 over who, what and where: neither run, version nor order goes in. */
export function findingId(partition: string, check: AnyCheck, { subject }: Result): string {
  const key = [
    'ctf1',
    partition,
    check.id,
    check.aspect,
    subject.accountId ?? '',
    subject.region ?? 'global',
    subject.id,
    '',
  ];
  return `ctf1-${sha256(canonical(key)).slice(0, 32)}`;
}

/** The judgement of one thing in one run. */
export function evaluationId(runId: string, finding: string): string {
  return uuidIn(runId, finding);
}

/** What others identify by UUID and outlives a run. */
export function stableUuid(name: string): string {
  return uuidIn('urn:trailproof:formats', name);
}

/** Changes whenever what the check says it decides changes. */
export function logicSha256({ id, version, title, severity, aspect, decides }: AnyCheck): string {
  return sha256(canonical({ id, version, title, severity, aspect, decides }));
}

/** UUID version 5 (RFC 9562, 5.5); the namespace is the first half of SHA-256 of its name. Fixed for ever. */
function uuidIn(space: string, name: string): string {
  const namespace = createHash('sha256').update(space).digest().subarray(0, 16);
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
