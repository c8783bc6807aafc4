/** The way from the certificate that signed a time stamp up to a CA that the verifier trusts (RFC 5280, section 6). */
import { type Certificate, faultOfIssuer, hasIssued } from './certificate.ts';
import { TimestampFault } from './fault.ts';

/** From the signer upwards; the last is the trusted one. */
export type Path = readonly Certificate[];

/** Throws where there is none. `needed`: certificates that must stand on it, though a shorter way would do. */
export function pathTo(
  anchors: readonly Certificate[],
  {
    signer,
    others,
    at,
    needed = [],
  }: {
    readonly signer: Certificate;
    readonly others: readonly Certificate[];
    readonly at: number;
    readonly needed?: readonly Certificate[];
  },
): Path {
  let first: string | undefined;
  for (const path of pathsUp([signer], others, anchors)) {
    const fault = faultOfPath(path, needed, at);
    if (fault === undefined) return path;
    first ??= fault;
  }
  throw new TimestampFault(
    first ?? `is signed by ${signer.name}, which none of the given CAs stands above.`,
    'OTHER_AUTHORITY',
  );
}

/** The signer and whatever among the others stands above it, as far as they go. */
export function linked(signer: Certificate, others: readonly Certificate[]): readonly Certificate[] {
  const found = [signer];
  for (const below of found)
    for (const other of others) if (!found.includes(other) && hasIssued(other, below)) found.push(other);
  return found;
}

/** The direct ways first. */
function* pathsUp(
  way: readonly Certificate[],
  others: readonly Certificate[],
  anchors: readonly Certificate[],
): Generator<Path, void> {
  const top = way.at(-1);
  if (top === undefined) return;
  for (const anchor of anchors) if (hasIssued(anchor, top)) yield [...way, anchor];
  for (const other of others)
    if (!way.includes(other) && hasIssued(other, top)) yield* pathsUp([...way, other], others, anchors);
}

function faultOfPath(path: Path, needed: readonly Certificate[], at: number): string | undefined {
  for (const [below, issuer] of path.slice(1).entries()) {
    const fault = faultOfIssuer(issuer, below, at);
    if (fault !== undefined) return `stands under ${issuer.name}, which ${fault}.`;
  }
  const astray = needed.find(certificate => !path.includes(certificate));
  if (astray === undefined) return undefined;
  return `holds ${astray.name}, which does not lie on the way to a given CA; the CA that issued it (${astray.x509.issuer.split('\n').join(', ')}) may be wanting.`;
}
