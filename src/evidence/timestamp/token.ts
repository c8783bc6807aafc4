/** The answer of a time stamping authority: a TimeStampResp (RFC 3161) with a token, which is CMS SignedData (RFC 5652). */
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
  readDer,
  SEQUENCE,
  SET,
  same,
  smallNumber,
  tagged,
  writeDer,
  writeOid,
  writeSet,
} from './der.ts';
import { TimestampFault } from './fault.ts';
import { refusalIn } from './refusal.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
export const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** More than any authority sends; so few that every way through them can be tried. */
const MOST_CERTIFICATES = 5;

export interface Token {
  /** What the authority says, a TSTInfo. */
  readonly info: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  /** Names the certificate that signed: IssuerAndSerialNumber. */
  readonly signer: Der;
  readonly digest: Der;
  /** As they are signed: a SET OF. */
  readonly attributes: Der;
  readonly signing: Der;
  readonly signature: Uint8Array;
}

/** Of a token everything, of what stands around it nothing: no part of it is signed. */
export function parseToken(bytes: Uint8Array): Token {
  const answer = membersOf(readDer(bytes));
  const refusal = refusalIn(answer.take(SEQUENCE));
  if (refusal !== undefined) throw new TimestampFault(refusal);
  const wrapped = membersOf(answer.take(SEQUENCE));
  answer.end();
  expectOid(wrapped.take(OID), SIGNED_DATA);
  const signed = membersOf(childOf(wrapped.take(tagged(0))));
  wrapped.end();
  expectVersion(signed.take(INTEGER), 3);
  signed.take(SET);
  const content = membersOf(signed.take(SEQUENCE));
  expectOid(content.take(OID), TST_INFO);
  const info = contentOf(childOf(content.take(tagged(0))), OCTET_STRING);
  content.end();
  const certificates = certificatesIn(signed.maybe(tagged(0)));
  signed.maybe(tagged(1));
  const signer = membersOf(childOf(signed.take(SET)));
  signed.end();
  expectVersion(signer.take(INTEGER), 1);
  const named = signer.take(SEQUENCE);
  const digest = signer.take(SEQUENCE);
  const attributes = readDer(writeDer(SET, signer.take(tagged(0)).content));
  const signing = signer.take(SEQUENCE);
  const signature = contentOf(signer.take(OCTET_STRING), OCTET_STRING);
  signer.maybe(tagged(1));
  signer.end();
  return { info, certificates, signer: named, digest, attributes, signing, signature };
}

/** There is one text for one token: what was left out in reading, and could be anything, is left out here too. */
export function renderToken(token: Token): Uint8Array {
  const version = (n: number): Uint8Array => writeDer(INTEGER, Uint8Array.of(n));
  const granted = writeDer(SEQUENCE, version(0));
  const signer = writeDer(
    SEQUENCE,
    version(1),
    token.signer.bytes,
    token.digest.bytes,
    writeDer(tagged(0), token.attributes.content),
    token.signing.bytes,
    writeDer(OCTET_STRING, token.signature),
  );
  const content = writeDer(
    SEQUENCE,
    writeOid(TST_INFO),
    writeDer(tagged(0), writeDer(OCTET_STRING, token.info)),
  );
  const signed = writeDer(
    SEQUENCE,
    version(3),
    writeDer(SET, token.digest.bytes),
    content,
    writeSet(tagged(0), token.certificates),
    writeDer(SET, signer),
  );
  return writeDer(SEQUENCE, granted, writeDer(SEQUENCE, writeOid(SIGNED_DATA), writeDer(tagged(0), signed)));
}

function certificatesIn(set: Der | undefined): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const { bytes } of set === undefined ? [] : childrenOf(set, tagged(0)))
    if (!found.some(other => same(other, bytes))) found.push(bytes);
  if (found.length > MOST_CERTIFICATES)
    throw new TimestampFault(`holds more than ${MOST_CERTIFICATES} certificates.`);
  return found;
}

function expectOid(der: Der, expected: string): void {
  const found = oidOf(der);
  if (found !== expected) throw new TimestampFault(`holds content of type ${found}, not ${expected}.`);
}

function expectVersion(der: Der, expected: number): void {
  const found = smallNumber(der);
  if (found !== expected) throw new TimestampFault(`holds a structure of version ${found}, not ${expected}.`);
}
