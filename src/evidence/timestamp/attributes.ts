/** The attributes that an authority signs: they tie the signature to the content and to one certificate (RFC 5652, 5816). */
import { createHash } from 'node:crypto';
import { type Digest, digestNamed } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import {
  childOf,
  childrenOf,
  contentOf,
  type Der,
  INTEGER,
  membersOf,
  OCTET_STRING,
  OID,
  oidOf,
  SEQUENCE,
  SET,
  same,
  tagged,
} from './der.ts';
import { TimestampFault } from './fault.ts';
import { TST_INFO } from './token.ts';

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';

export function checkAttributes(set: Der, digest: Digest, info: Uint8Array, signer: Certificate): void {
  const attributes = attributesIn(set);
  const type = attributes.get(CONTENT_TYPE);
  if (type === undefined || oidOf(type) !== TST_INFO)
    throw new TimestampFault('does not sign that its content is a time stamp.');
  const hashed = attributes.get(MESSAGE_DIGEST);
  const hash = createHash(digest).update(info).digest();
  if (hashed === undefined || !same(contentOf(hashed, OCTET_STRING), hash))
    throw new TimestampFault('signs the hash of another content than it holds.');
  const [v1, v2] = [SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2].map(id => attributes.get(id));
  if (v1 === undefined && v2 === undefined)
    throw new TimestampFault('does not sign which certificate it is signed with.');
  if (v1 !== undefined) checkIdentifier(v1, signer, () => 'sha1');
  if (v2 !== undefined) checkIdentifier(v2, signer, named => (named ? digestNamed(named) : 'sha256'));
}

function attributesIn(set: Der): ReadonlyMap<string, Der> {
  const found = new Map<string, Der>();
  for (const attribute of childrenOf(set, SET)) {
    const members = membersOf(attribute);
    const id = oidOf(members.take(OID));
    const values = members.take(SET);
    members.end();
    if (found.has(id)) throw new TimestampFault(`signs the attribute ${id} twice.`);
    const [value, ...more] = childrenOf(values, SET);
    if (value !== undefined && more.length === 0) found.set(id, value);
  }
  return found;
}

/** The first that is named is the one that signed (RFC 5035, section 3). */
function checkIdentifier(
  attribute: Der,
  signer: Certificate,
  digestOf: (named: Der | undefined) => Digest | 'sha1',
): void {
  const [first] = childrenOf(membersOf(attribute).take(SEQUENCE), SEQUENCE);
  if (first === undefined) throw new TimestampFault('names no certificate that it is signed with.');
  const members = membersOf(first);
  const digest = digestOf(members.maybe(SEQUENCE));
  const hash = contentOf(members.take(OCTET_STRING), OCTET_STRING);
  const issuerAndSerial = members.maybe(SEQUENCE);
  members.end();
  const right =
    same(hash, createHash(digest).update(signer.der).digest()) &&
    (issuerAndSerial === undefined || namesIssuerOf(issuerAndSerial, signer));
  if (!right) throw new TimestampFault('signs that another certificate signed it.');
}

function namesIssuerOf(issuerAndSerial: Der, { issuer, serial }: Certificate): boolean {
  const members = membersOf(issuerAndSerial);
  const names = childrenOf(members.take(SEQUENCE), SEQUENCE);
  const number = members.take(INTEGER).bytes;
  members.end();
  const named = names.some(name => name.tag === tagged(4) && same(childOf(name).bytes, issuer));
  return named && same(number, serial);
}
