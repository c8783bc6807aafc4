/** Digests and signatures that are strong enough to vouch for a time, and how DER names them. */
import { type KeyObject, verify } from 'node:crypto';
import { childrenOf, type Der, membersOf, NULL, OID, oidOf, SEQUENCE, writeDer, writeOid } from './der.ts';
import { TimestampFault } from './fault.ts';

export type Digest = 'sha256' | 'sha384' | 'sha512';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const digests: Readonly<Record<string, Digest>> = {
  [SHA256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

interface Signing {
  readonly key: 'rsa' | 'ec';
  /** null: the one that is named beside it. */
  readonly digest: Digest | null;
}

/** RSA with PKCS #1 v1.5 and ECDSA: what `openssl ts` checks too. */
const signings: Readonly<Record<string, Signing>> = {
  '1.2.840.113549.1.1.1': { key: 'rsa', digest: null },
  '1.2.840.113549.1.1.11': { key: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { key: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', digest: 'sha512' },
};

const curves = ['prime256v1', 'secp384r1', 'secp521r1'];

export const sha256Identifier = (): Uint8Array => writeDer(SEQUENCE, writeOid(SHA256), writeDer(NULL));

export function digestNamed(identifier: Der): Digest {
  const oid = oidWithoutParameters(identifier);
  const digest = digests[oid];
  if (digest === undefined) throw new TimestampFault(`uses ${oid}, a digest that is not accepted.`);
  return digest;
}

/** Throws unless the key can have made the signature, and is strong, and did make it. */
export function checkSigned(
  message: Uint8Array,
  { algorithm, digest, signature }: { algorithm: Der; digest: Digest; signature: Uint8Array },
  key: KeyObject,
): void {
  const oid = oidWithoutParameters(algorithm);
  const signing = signings[oid];
  if (signing === undefined) throw new TimestampFault(`is signed by ${oid}, which is not accepted.`);
  if (signing.key !== key.asymmetricKeyType || (signing.digest ?? digest) !== digest)
    throw new TimestampFault('names a kind of signature that does not go with its key and digest.');
  if (!verify(digest, message, key, signature))
    throw new TimestampFault('is not signed by the certificate that it names.');
}

/** The digest that a certificate was signed over; undefined: no kind of signature that is accepted. */
export function certificateDigest(algorithm: Der): Digest | undefined {
  const [oid] = childrenOf(algorithm, SEQUENCE);
  return (oid && signings[oidOf(oid)]?.digest) ?? undefined;
}

export function isStrong(key: KeyObject): boolean {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return modulusLength >= 2048;
  return key.asymmetricKeyType === 'ec' && curves.includes(namedCurve);
}

/** Absent and NULL are the two ways to write that there are no parameters (RFC 5754). */
function oidWithoutParameters(identifier: Der): string {
  const members = membersOf(identifier);
  const oid = oidOf(members.take(OID));
  const none = members.maybe(NULL);
  members.end();
  if (none !== undefined && none.content.length > 0) throw new TimestampFault('holds a NULL with content.');
  return oid;
}
