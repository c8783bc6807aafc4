/** Ids that outlive a run: the same fact has the same id in every run, on every machine. */
import { createHash } from 'node:crypto';
import type { Result } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { canonical } from '../model/json.ts';

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
  return `ctf1-${sha256Hex(canonical(key)).slice(0, 32)}`;
}

/** The judgement of one thing in one run: UUID version 5 over the run and the finding (RFC 9562, 5.5). */
export function evaluationId(runId: string, finding: string): string {
  const namespace = createHash('sha256').update(runId).digest().subarray(0, 16);
  const bytes = createHash('sha1').update(namespace).update(finding).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Changes whenever what the check says it decides changes. */
export function logicSha256({ id, version, title, severity, aspect, decides }: AnyCheck): string {
  return sha256Hex(canonical({ id, version, title, severity, aspect, decides }));
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
