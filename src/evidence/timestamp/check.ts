/** Checks a time stamp against the file that it is said to stamp, and against the CAs that the verifier trusts. */
import { createHash } from 'node:crypto';
import { checkSigned, digestNamed } from './algorithms.ts';
import { checkAttributes } from './attributes.ts';
import { type Certificate, faultOfSigner, readCertificate } from './certificate.ts';
import { type Der, INTEGER, membersOf, SEQUENCE, same } from './der.ts';
import { TimestampFault } from './fault.ts';
import { type Info, parseInfo } from './info.ts';
import { linked, type Path, pathTo } from './path.ts';
import { parseToken, renderToken, type Token } from './token.ts';

export interface TimestampFound {
  /** UTC, as the authority wrote it. */
  readonly time: string;
  /** The file that was there at that time. */
  readonly over: string;
  /** The name in the certificate that signed. */
  readonly authority: string;
  /** It stands under a CA that the verifier had from elsewhere. Otherwise anybody can have made it, at any time. */
  readonly authorityProven: boolean;
}

/** What is stamped. */
export interface Stamped {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** CAs that the verifier trusts; undefined: the authority is not checked. */
export type Anchors = readonly Certificate[] | undefined;

/** A stamp in a bundle. There is one text for one stamp, and with anchors every byte of it is vouched for. */
export function checkTimestamp(stamp: Uint8Array, stamped: Stamped, anchors: Anchors): TimestampFound {
  const token = parseToken(stamp);
  if (!same(renderToken(token), stamp)) throw new TimestampFault('is not written as Trailproof writes it.');
  const { info, signer, others } = checkToken(token, stamped);
  if (anchors !== undefined) pathTo(anchors, { signer, others, at: info.at, needed: others });
  return found(info, stamped, signer, anchors);
}

/**
 * The answer to a question, as it is to be kept: without what is not signed, and of the certificates those that lead to
 * an anchor, or that may. A root is the verifier's to have.
 */
export function acceptTimestamp(
  answer: Uint8Array,
  stamped: Stamped,
  nonce: Uint8Array,
  anchors: Anchors,
): { readonly stamp: Uint8Array; readonly found: TimestampFound } {
  const token = parseToken(answer);
  const { info, signer, others } = checkToken(token, stamped);
  if (info.nonce === undefined || !same(info.nonce, nonce))
    throw new TimestampFault('answers another question: its nonce is not the one that was sent.');
  const path: Path =
    anchors === undefined
      ? linked(signer, others).filter(certificate => certificate === signer || !certificate.selfIssued)
      : pathTo(anchors, { signer, others, at: info.at }).slice(0, -1);
  const stamp = renderToken({ ...token, certificates: path.map(({ der }) => der) });
  // What is kept is what will be verified, so it is verified now.
  return { stamp, found: checkTimestamp(stamp, stamped, anchors) };
}

/** All but who stands above the signer. */
function checkToken(
  token: Token,
  { name, bytes }: Stamped,
): { readonly info: Info; readonly signer: Certificate; readonly others: readonly Certificate[] } {
  const info = parseInfo(token.info);
  if (!same(info.imprint, createHash('sha256').update(bytes).digest()))
    throw new TimestampFault(`stamps something else than ${name}.`);
  const certificates = token.certificates.map(readCertificate);
  const signer = certificates.find(certificate => isNamed(token.signer, certificate));
  if (signer === undefined) throw new TimestampFault('does not hold the certificate that it is signed with.');
  const digest = digestNamed(token.digest);
  const { attributes, signing: algorithm, signature } = token;
  checkSigned(attributes.bytes, { algorithm, digest, signature }, signer.x509.publicKey);
  checkAttributes(attributes, digest, token.info, signer);
  const fault = faultOfSigner(signer, info.at);
  if (fault !== undefined) throw new TimestampFault(`is signed by ${signer.name}, which ${fault}.`);
  return { info, signer, others: certificates.filter(other => other !== signer) };
}

/** By issuer and serial number; that it is this one and no namesake, the signed attributes tell. */
function isNamed(issuerAndSerial: Der, { issuer, serial }: Certificate): boolean {
  const members = membersOf(issuerAndSerial);
  const [name, number] = [members.take(SEQUENCE).bytes, members.take(INTEGER).bytes];
  members.end();
  return same(name, issuer) && same(number, serial);
}

function found({ time }: Info, { name }: Stamped, signer: Certificate, anchors: Anchors): TimestampFound {
  return { time, over: name, authority: signer.name, authorityProven: anchors !== undefined };
}
