/** What seals a bundle, as texts: of the bundle that is read, and of the run before, whose seal a bundle keeps. */
import type { KeyObject } from 'node:crypto';
import { IntegrityError } from '../model/error.ts';
import type { Bundle } from './bundle.ts';
import {
  type Algorithm,
  algorithmOf,
  keyIdOf,
  PAYLOAD_TYPE,
  parseEnvelope,
  pemOf,
  preAuthEncoding,
  publicKeyOf,
  signatureHolds,
  statementOf,
} from './dsse.ts';
import { readText } from './lines.ts';
import { ENVELOPE, MANIFEST, type Manifest, parseManifest, SIGNER } from './manifest.ts';

/** Where its files stand in a bundle. */
export interface SealPaths {
  readonly manifest: string;
  readonly envelope: string;
  readonly signer: string;
}

export const ownSeal: SealPaths = { manifest: MANIFEST, envelope: ENVELOPE, signer: SIGNER };

export interface Seal {
  readonly manifest: string;
  /** null, as `signer`: it is not there. */
  readonly envelope: string | null;
  readonly signer: string | null;
}

export interface SignatureFound {
  readonly keyid: string;
  readonly algorithm: Algorithm;
  /** The signature was checked with a key that the verifier had from elsewhere. */
  readonly signerProven: boolean;
}

const LARGEST_MANIFEST = 128 * 1024 * 1024;
const LARGEST_ENVELOPE = 64 * 1024;

/** `unsealed`: what it means that there is no manifest. */
export async function readSeal(bundle: Bundle, paths: SealPaths, unsealed: IntegrityError): Promise<Seal> {
  if (!bundle.sizes.has(paths.manifest)) throw unsealed;
  const small = async (path: string): Promise<string | null> =>
    bundle.sizes.has(path) ? readText(bundle.read(path), path, LARGEST_ENVELOPE) : null;
  return {
    manifest: await readText(bundle.read(paths.manifest), paths.manifest, LARGEST_MANIFEST),
    envelope: await small(paths.envelope),
    signer: await small(paths.signer),
  };
}

/** Of a bundle itself. */
export function readOwnSeal(bundle: Bundle): Promise<Seal> {
  const what = 'is missing: this is no bundle, or one that was not finished.';
  return readSeal(bundle, ownSeal, new IntegrityError('NO_MANIFEST', MANIFEST, what));
}

/** The manifest, and who signed it; null: nobody did. Throws the first fault. */
export function checkSeal(
  seal: Seal,
  paths: SealPaths,
  trusted?: KeyObject,
): { readonly manifest: Manifest; readonly signature: SignatureFound | null } {
  const manifest = parseManifest(seal.manifest, paths.manifest);
  return { manifest, signature: checkSignature(seal, manifest, paths, trusted) };
}

function checkSignature(
  { manifest: text, envelope: sealed, signer: pem }: Seal,
  manifest: Manifest,
  paths: SealPaths,
  trusted: KeyObject | undefined,
): SignatureFound | null {
  if (sealed === null && pem === null) {
    if (trusted === undefined) return null;
    throw new IntegrityError(
      'NOT_SIGNED',
      null,
      'The bundle is not signed, and a key was given to check it with.',
    );
  }
  if (sealed === null || pem === null) {
    const lacking = sealed === null ? paths.envelope : paths.signer;
    throw new IntegrityError('BAD_SIGNATURE', lacking, 'is missing: half of a signature is none.');
  }
  const envelope = parseEnvelope(sealed, paths.envelope);
  const key = publicKeyOf(pem);
  const algorithm = key === null ? undefined : algorithmOf(key);
  if (key === null || algorithm === undefined || pemOf(key) !== pem) {
    throw new IntegrityError(
      'BAD_SIGNATURE',
      paths.signer,
      'is no public key, Ed25519 or P-256, as Trailproof writes it.',
    );
  }
  const keyid = keyIdOf(key);
  if (trusted !== undefined && keyIdOf(trusted) !== keyid) {
    const what = `holds the key ${keyid}, and the one given is ${keyIdOf(trusted)}.`;
    throw new IntegrityError('OTHER_SIGNER', paths.signer, what);
  }
  const holds = signatureHolds(key, preAuthEncoding(PAYLOAD_TYPE, envelope.payload), envelope.signature);
  if (envelope.keyid !== keyid || !holds) {
    const what = `is not signed by the key in ${paths.signer}.`;
    throw new IntegrityError('BAD_SIGNATURE', paths.envelope, what);
  }
  if (!statementOf(text, manifest).equals(envelope.payload)) {
    throw new IntegrityError('BAD_SIGNATURE', paths.manifest, 'is not the manifest that was signed.');
  }
  return { keyid, algorithm, signerProven: trusted !== undefined };
}
