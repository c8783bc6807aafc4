/** The P-256 keys of the sandbox's KMS: made from their ARN, so the same in every run, and real ones: OpenSSL takes what they sign. */
import { createECDH, createHash } from 'node:crypto';

/** Order of the curve's base point (SEC 2, secp256r1). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** SubjectPublicKeyInfo up to the point: id-ecPublicKey, prime256v1, BIT STRING. */
const SPKI = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');

export function publicKeyOf(arn: string): Buffer {
  return Buffer.concat([SPKI, pointOf(scalarFrom('key', arn))]);
}

/** ECDSA over a digest that is given, which node:crypto does not offer. DER, as KMS answers. */
export function signDigest(arn: string, digest: Uint8Array): Buffer {
  const key = scalarFrom('key', arn);
  const z = BigInt(`0x${Buffer.from(digest).toString('hex')}`);
  // Made from key and digest, so that no two digests share it and no clock or chance is needed.
  const nonce = scalarFrom('nonce', key.toString(16), z.toString(16));
  const r = BigInt(`0x${pointOf(nonce).toString('hex', 1, 33)}`) % ORDER;
  const s = (inverse(nonce) * (z + r * key)) % ORDER;
  const body = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function scalarFrom(...parts: readonly string[]): bigint {
  const digest = createHash('sha256').update(parts.join('\n')).digest('hex');
  return (BigInt(`0x${digest}`) % (ORDER - 1n)) + 1n;
}

/** Uncompressed: 04, x, y. */
function pointOf(scalar: bigint): Buffer {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(scalar.toString(16).padStart(64, '0'), 'hex');
  return curve.getPublicKey();
}

/** By Fermat: the order is prime. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let base = value % ORDER;
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % ORDER;
    base = (base * base) % ORDER;
  }
  return result;
}

function derInteger(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}
