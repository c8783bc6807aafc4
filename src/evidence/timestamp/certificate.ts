/** Certificates: node:crypto reads them and checks signatures; what it does not tell of them is read here (RFC 5280). */
import { X509Certificate } from 'node:crypto';
import { certificateDigest, isStrong } from './algorithms.ts';
import {
  BIT_STRING,
  BOOLEAN,
  booleanOf,
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
  same,
  smallNumber,
  tagged,
} from './der.ts';
import { TimestampFault } from './fault.ts';

export interface Certificate {
  readonly x509: X509Certificate;
  readonly der: Uint8Array;
  /** `C=..., CN=...`, as somebody wrote it. */
  readonly name: string;
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
  readonly selfIssued: boolean;
  /** Its key is of a kind and a size that is accepted. */
  readonly strong: boolean;
  /** Signed with an algorithm that is accepted. */
  readonly wellSigned: boolean;
  readonly extensions: ReadonlyMap<string, Extension>;
}

interface Extension {
  readonly critical: boolean;
  readonly value: Der;
}

const KEY_USAGE = '2.5.29.15';
const BASIC_CONSTRAINTS = '2.5.29.19';
const EXTENDED_KEY_USAGE = '2.5.29.37';
/** Policies narrow nothing where no policy is asked for. */
const CERTIFICATE_POLICIES = '2.5.29.32';
const understood = [KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, CERTIFICATE_POLICIES];

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ANY_USE = '2.5.29.37.0';

/** Bits of the first byte of the key usage. */
const SIGNS = 0x80 | 0x40;

export function readCertificate(der: Uint8Array): Certificate {
  const outer = membersOf(readDer(der));
  const signed = membersOf(outer.take(SEQUENCE));
  const algorithm = outer.take(SEQUENCE);
  const signature = contentOf(outer.take(BIT_STRING), BIT_STRING);
  outer.end();
  signed.maybe(tagged(0));
  const serial = signed.take(INTEGER).bytes;
  const inner = signed.take(SEQUENCE);
  const issuer = signed.take(SEQUENCE).bytes;
  signed.take(SEQUENCE);
  const subject = signed.take(SEQUENCE).bytes;
  signed.take(SEQUENCE);
  const extensions = extensionsIn(signed.maybe(tagged(3)));
  signed.end();
  const { x509, strong } = openX509(der);
  return {
    x509,
    der,
    name: x509.subject.split('\n').join(', '),
    issuer,
    serial,
    selfIssued: same(issuer, subject),
    strong,
    wellSigned:
      same(algorithm.bytes, inner.bytes) && signature[0] === 0 && certificateDigest(algorithm) !== undefined,
    extensions,
  };
}

function openX509(der: Uint8Array): Pick<Certificate, 'x509' | 'strong'> {
  try {
    const x509 = new X509Certificate(der);
    return { x509, strong: isStrong(x509.publicKey) };
  } catch {
    throw new TimestampFault('holds a certificate that cannot be read.');
  }
}

/** Why no time stamp may be signed with it; undefined: it may (RFC 3161, 2.3). */
export function faultOfSigner(certificate: Certificate, at: number): string | undefined {
  const use = certificate.extensions.get(EXTENDED_KEY_USAGE);
  const uses = use === undefined ? [] : usesIn(use);
  if (!use?.critical || uses.length !== 1 || uses[0] !== TIME_STAMPING)
    return 'is not for time stamping alone';
  const usage = keyUsageOf(certificate);
  if (usage !== undefined && ((usage & SIGNS) === 0 || (usage & ~SIGNS) !== 0))
    return 'is not for signing alone';
  return faultOfAny(certificate, at);
}

/** Why it cannot have issued a certificate that has `below` CAs between itself and the signer; undefined: it can. */
export function faultOfIssuer(certificate: Certificate, below: number, at: number): string | undefined {
  const constraints = certificate.extensions.get(BASIC_CONSTRAINTS);
  if (constraints === undefined) return 'is no CA';
  const members = membersOf(constraints.value);
  const ca = members.maybe(BOOLEAN);
  const most = members.maybe(INTEGER);
  members.end();
  if (ca === undefined || !booleanOf(ca)) return 'is no CA';
  if (most !== undefined && smallNumber(most) < below) return 'may not stand so far above the signer';
  const use = certificate.extensions.get(EXTENDED_KEY_USAGE);
  if (use !== undefined && !usesIn(use).some(id => id === TIME_STAMPING || id === ANY_USE))
    return 'is not for time stamping';
  return faultOfAny(certificate, at);
}

function faultOfAny({ x509, extensions, strong }: Certificate, at: number): string | undefined {
  const strange = [...extensions].find(([id, { critical }]) => critical && !understood.includes(id));
  if (strange !== undefined) return `has the critical extension ${strange[0]}, which is not understood`;
  const valid = Date.parse(x509.validFrom) <= at && at <= Date.parse(x509.validTo);
  if (!valid)
    return `was valid from ${x509.validFrom} to ${x509.validTo}, and not at the time that is stamped`;
  return strong ? undefined : 'has a key that is not strong enough';
}

/** Names, key identifiers and the signature agree, and the issuer's key may sign certificates: OpenSSL looks at that too. */
export function hasIssued(issuer: Certificate, issued: Certificate): boolean {
  return (
    issued.wellSigned && issued.x509.checkIssued(issuer.x509) && issued.x509.verify(issuer.x509.publicKey)
  );
}

function extensionsIn(wrapped: Der | undefined): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>();
  if (wrapped === undefined) return extensions;
  for (const extension of childrenOf(childOf(wrapped), SEQUENCE)) {
    const members = membersOf(extension);
    const id = oidOf(members.take(OID));
    const critical = members.maybe(BOOLEAN);
    const value = readDer(contentOf(members.take(OCTET_STRING), OCTET_STRING));
    members.end();
    if (extensions.has(id)) throw new TimestampFault(`holds a certificate with extension ${id} twice.`);
    extensions.set(id, { critical: critical !== undefined && booleanOf(critical), value });
  }
  return extensions;
}

function usesIn({ value }: Extension): readonly string[] {
  return childrenOf(value, SEQUENCE).map(oidOf);
}

/** The first byte alone: the bit in the second, decipherOnly, says nothing here. undefined: for anything. */
function keyUsageOf({ extensions }: Certificate): number | undefined {
  const usage = extensions.get(KEY_USAGE);
  return usage === undefined ? undefined : (contentOf(usage.value, BIT_STRING)[1] ?? 0);
}
