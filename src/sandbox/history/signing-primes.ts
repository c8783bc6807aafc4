/** RSA-2048 keys that follow from their number: real keys, the same in every run, and made without a search. */
import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';

const EXPONENT = 65_537n;

/**
 * Each of these makes a prime of 1024 bits out of SHA-256; a test looks again. Keys share primes, which no key that
 * guards anything may do: these sign the log files of organizations that do not exist.
 */
const nonces = [
  120, 328, 546, 1732, 2450, 3228, 3521, 3841, 4108, 4195, 4377, 4406, 4636, 5042, 5142, 5169, 5198, 5253,
  6284, 6716, 6930, 7495, 7532, 7562, 7649, 8078, 8203, 8635, 9182, 10408, 10431, 10612, 10657, 11735, 11790,
  12041, 12930, 12939, 13946, 14035, 14210, 14371, 14460, 14671, 14821, 15210, 15344, 15515, 15589, 15691,
];

export const primes: readonly (() => bigint)[] = nonces.map(nonce => () => primeFrom(nonce));

/** Pairs of primes: so many keys differ. */
export const keyCount = (nonces.length * (nonces.length - 1)) / 2;

export function privateKey(number: number): KeyObject {
  let first = 0;
  let rest = number % keyCount;
  for (let others = nonces.length - 1; rest >= others; others -= 1) {
    rest -= others;
    first += 1;
  }
  const [p, q] = [primeFrom(nonces[first] ?? 0), primeFrom(nonces[first + 1 + rest] ?? 0)];
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const fields = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, base64url(value)]));
  return createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
}

/** The two highest bits are set, so that a product of two has 2048. */
function primeFrom(nonce: number): bigint {
  const parts = [0, 1, 2, 3].map(part =>
    createHash('sha256').update(`log signing prime ${nonce}/${part}`).digest('hex'),
  );
  return BigInt(`0x${parts.join('')}`) | (3n << 1022n) | 1n;
}

/** By Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [oldRest, rest, oldFactor, factor] = [value % modulus, modulus, 1n, 0n];
  while (rest !== 0n) {
    const quotient = oldRest / rest;
    [oldRest, rest] = [rest, oldRest - quotient * rest];
    [oldFactor, factor] = [factor, oldFactor - quotient * factor];
  }
  return ((oldFactor % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url');
}
