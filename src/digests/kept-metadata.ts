/**
 * What a download of a bucket loses of a digest: the metadata, with its signature. The signature of nearly every digest
 * stands in the one after it; what stands nowhere else is kept with the run, so that the copy can be verified.
 */
import type { Digest, JudgedDigest } from './chain.ts';
import { ALGORITHM } from './digest-signature.ts';

export type Metadata = Readonly<Record<string, string>>;

export interface KeptMetadata {
  readonly key: string;
  readonly metadata: Metadata;
}

const SIGNATURE = 'signature';
const SIGNATURE_ALGORITHM = 'signature-algorithm';
const GENERATED_AT = 'backfill-generation-timestamp';

/** `seen`: the metadata of those that are not valid, by key. */
export function metadataToKeep(
  judged: readonly JudgedDigest[],
  seen: ReadonlyMap<string, Metadata>,
): KeptMetadata[] {
  const valid = judged.flatMap(one => (one.status === 'valid' ? [one.digest] : []));
  const named = new Set(
    valid.flatMap(({ previous }) => (previous ? [`${previous.key} ${previous.signature}`] : [])),
  );
  return judged.flatMap((one): KeptMetadata[] => {
    if (one.status !== 'valid') {
      const metadata = seen.get(one.key);
      return metadata === undefined ? [] : [{ key: one.key, metadata: essence(metadata) }];
    }
    const { key, signature, backfill } = one.digest;
    // When a backfill digest was made stands in no other file.
    const isNamed = !backfill && named.has(`${key} ${signature}`);
    return isNamed ? [] : [{ key, metadata: metadataOf(one.digest) }];
  });
}

/** Of a standard digest whose signature is known from the digest after it. */
export function signedBy(signature: string): Metadata {
  return { [SIGNATURE]: signature, [SIGNATURE_ALGORITHM]: ALGORITHM };
}

function metadataOf({ signature, generatedAt }: Digest): Metadata {
  const made = generatedAt === null ? {} : { [GENERATED_AT]: new Date(generatedAt).toISOString() };
  return { ...signedBy(signature), ...made };
}

/** Anybody who can write to the bucket may add to the metadata. */
function essence(metadata: Metadata): Metadata {
  const names = [SIGNATURE, SIGNATURE_ALGORITHM, GENERATED_AT];
  return Object.fromEntries(
    names.flatMap(name => (Object.hasOwn(metadata, name) ? [[name, metadata[name] ?? '']] : [])),
  );
}
