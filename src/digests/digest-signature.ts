/** Checks the signature that stands in a digest's metadata: its form, its key, and what it signs. */
import { verify } from 'node:crypto';
import type { FaultCode, PublicKey, Span } from './chain.ts';
import { type DigestBody, readInstant } from './digest-body.ts';
import { rsaKey } from './public-key.ts';
import { shown, shownTime } from './shown.ts';
import { HOUR } from './spans.ts';

export const ALGORITHM = 'SHA256withRSA';

export interface Fault {
  readonly status: 'invalid' | 'unreadable' | 'missing';
  readonly code: FaultCode;
  readonly says: string;
}

interface Signed {
  readonly signature: string;
  /** When a backfill digest was made, which may be long after its hour; null: a standard digest. */
  readonly generatedAt: number | null;
}

export function readMetadata(metadata: Readonly<Record<string, string>>, backfill: boolean): Signed | Fault {
  const signature = field(metadata, 'signature') ?? '';
  if (!/^([0-9a-f]{2}){1,2048}$/i.test(signature)) {
    const says =
      signature === '' ? 'carries no signature' : `carries ${shown(signature, 40)} as its signature`;
    return invalid('no-signature', `Its metadata ${says}.`);
  }
  const algorithm = field(metadata, 'signature-algorithm');
  if (algorithm !== ALGORITHM) {
    return invalid('signature-algorithm', `Its metadata names ${named(algorithm)}, not ${ALGORITHM}.`);
  }
  if (!backfill) return { signature: signature.toLowerCase(), generatedAt: null };
  const generatedAt = readInstant(field(metadata, 'backfill-generation-timestamp') ?? '');
  if (generatedAt === null) {
    return invalid('lacks-field', 'It is a backfill digest, and its metadata does not say when it was made.');
  }
  return { signature: signature.toLowerCase(), generatedAt };
}

export function faultOfSignature(
  body: DigestBody,
  sha256: string,
  { signature, generatedAt }: Signed,
  keys: readonly PublicKey[] | null,
): Fault | null {
  if (keys === null) {
    return {
      status: 'unreadable',
      code: 'no-keys',
      says: 'The public keys of CloudTrail could not be read.',
    };
  }
  const ofFingerprint = keys.filter(key => key.fingerprint === body.fingerprint);
  if (ofFingerprint.length === 0) {
    return invalid('unknown-key', `CloudTrail serves no key ${shown(body.fingerprint, 64)} for its time.`);
  }
  const usable = ofFingerprint.flatMap(key => {
    const made = rsaKey(key);
    return made === null ? [] : [{ made, validity: key.validity }];
  });
  if (usable.length === 0) {
    // AWS calls the encoding subject to change: then the fault is ours, not the digest's.
    const says = `The key ${shown(body.fingerprint, 64)} is in a form that cannot be read.`;
    return { status: 'unreadable', code: 'no-keys', says };
  }
  const at = timeOfSigning(body.end, generatedAt);
  const valid = usable.filter(({ validity }) => validity.from <= at.to && at.from <= validity.to);
  if (valid.length === 0) {
    const says = `The key ${shown(body.fingerprint, 64)} was not valid at ${shownTime(at.from)}.`;
    return invalid('key-not-valid-then', says);
  }
  const text = Buffer.from(
    `${body.endText}\n${body.bucket}/${body.key}\n${sha256}\n${body.previous?.signature ?? 'null'}`,
  );
  const bytes = Buffer.from(signature, 'hex');
  return valid.some(({ made }) => verify('RSA-SHA256', text, made, bytes))
    ? null
    : invalid('bad-signature', 'Its signature does not match its content.');
}

/**
 * A digest is signed when it is delivered, after its end: at a rotation perhaps with a key that became valid in
 * between. AWS's own tool asks for keys until two hours after the end, and one hour around a backfill's making.
 */
function timeOfSigning(end: number, generatedAt: number | null): Span {
  return generatedAt === null
    ? { from: end, to: end + 2 * HOUR }
    : { from: generatedAt - HOUR, to: generatedAt + HOUR };
}

function field(metadata: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(metadata, name) ? metadata[name] : undefined;
}

function named(algorithm: string | undefined): string {
  return algorithm === undefined ? 'no signature algorithm' : shown(algorithm, 40);
}

export function invalid(code: FaultCode, says: string): Fault {
  return { status: 'invalid', code, says };
}
