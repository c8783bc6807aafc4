/** The question to a time stamping authority: a TimeStampReq (RFC 3161, section 2.4.1). */
import { createHash, randomBytes } from 'node:crypto';
import { sha256Identifier } from './algorithms.ts';
import { BOOLEAN, INTEGER, OCTET_STRING, SEQUENCE, writeDer } from './der.ts';

/** For SHA-256, with a nonce, that asks for the certificate too. */
export function renderQuery(bytes: Uint8Array, nonce: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(bytes).digest();
  return writeDer(
    SEQUENCE,
    writeDer(INTEGER, Uint8Array.of(1)),
    writeDer(SEQUENCE, sha256Identifier(), writeDer(OCTET_STRING, hash)),
    nonce,
    writeDer(BOOLEAN, Uint8Array.of(0xff)),
  );
}

/** An INTEGER of 64 bits, above zero and as short as it can be: its first bits are 01. */
export function freshNonce(): Uint8Array {
  const bytes = randomBytes(8);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return writeDer(INTEGER, bytes);
}
