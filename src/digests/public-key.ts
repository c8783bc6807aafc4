/** Makes CloudTrail's public keys usable. Each is parsed once. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { PublicKey } from './chain.ts';

const parsed = new WeakMap<PublicKey, KeyObject | null>();

/** null: not an RSA key in one of the two forms, so nothing can be checked with it. */
export function rsaKey(key: PublicKey): KeyObject | null {
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const made = parse(key.der, 'pkcs1') ?? parse(key.der, 'spki');
  const rsa = made?.asymmetricKeyType === 'rsa' ? made : null;
  parsed.set(key, rsa);
  return rsa;
}

/** AWS documents PKCS#1, and that the encoding may change; one of the keys in its own samples is SPKI. */
function parse(der: Uint8Array, type: 'pkcs1' | 'spki'): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type });
  } catch {
    return null;
  }
}
