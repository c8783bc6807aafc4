/** Checks a bundle without trusting who made it: manifest, signature, every file, and what stands in the files. */
import { createHash, type KeyObject } from 'node:crypto';
import { IntegrityError } from '../model/error.ts';
import type { Bundle } from './bundle.ts';
import { type Counts, createContents, requiredFiles } from './contents.ts';
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
import { createExamination, type Examination, unexamined } from './examination.ts';
import { readText } from './lines.ts';
import {
  ENVELOPE,
  type ListedFile,
  MANIFEST,
  type Manifest,
  readManifest,
  SIGNER,
  sealFiles,
} from './manifest.ts';
import type { Anchors, TimestampFound } from './timestamp/check.ts';
import { verifyStamp } from './timestamp/verify-stamp.ts';

export interface SignatureFound {
  readonly keyid: string;
  readonly algorithm: Algorithm;
  /** The signature was checked with a key that the verifier had from elsewhere. */
  readonly signerProven: boolean;
}

export interface Verification {
  readonly manifest: Manifest;
  readonly bytes: number;
  readonly counts: Counts;
  /** null: the bundle is not signed, so that it agrees with itself and no more is shown. */
  readonly signature: SignatureFound | null;
  /** null: nothing but the bundle itself says when it was made. */
  readonly timestamp: TimestampFound | null;
}

/** What the verifier had from elsewhere. */
export interface Trust {
  /** The key that must have signed. */
  readonly key?: KeyObject | undefined;
  /** CAs, under one of which the time must have been stamped. */
  readonly anchors?: Anchors;
}

/** Throws the first fault. */
export async function verifyBundle(bundle: Bundle, trust: Trust = {}): Promise<Verification> {
  const { seal, signature } = await checkSeal(bundle, trust.key);
  const { manifest, text, envelope } = seal;
  const timestamp = await verifyStamp(bundle, { envelope, manifest: text }, trust.anchors);
  checkListing(bundle, manifest.files);
  const lacking = requiredFiles.find(path => !bundle.sizes.has(path));
  if (lacking !== undefined)
    throw new IntegrityError('MISSING_FILE', lacking, 'is missing, and not listed either.');
  const contents = createContents(manifest);
  for (const file of manifest.files)
    await checkFile(bundle, file, createExamination(file.path, contents.examinerOf(file.path)));
  const counts = contents.finish();
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return { manifest, bytes, counts, signature, timestamp };
}

/**
 * Of a bundle whose evidence is to be judged anew: the seal, and the files of one folder. What is made of evidence that
 * is not what was sealed would be signed as if it were. `mayLack`: files that prove nothing by being there.
 */
export async function verifyPart(
  bundle: Bundle,
  folder: string,
  mayLack: readonly string[] = [],
): Promise<void> {
  const { seal } = await checkSeal(bundle, undefined);
  const files = seal.manifest.files.filter(
    ({ path }) => path.startsWith(`${folder}/`) && (bundle.sizes.has(path) || !mayLack.includes(path)),
  );
  checkListing(bundle, files);
  for (const file of files) await checkFile(bundle, file, unexamined);
}

async function checkSeal(
  bundle: Bundle,
  key: KeyObject | undefined,
): Promise<{ readonly seal: ReadSeal; readonly signature: SignatureFound | null }> {
  const { manifest, text } = await readManifest(bundle);
  const envelope = bundle.sizes.has(ENVELOPE)
    ? await readText(bundle.read(ENVELOPE), ENVELOPE, LARGEST_ENVELOPE)
    : undefined;
  const seal = { manifest, text, envelope };
  return { seal, signature: await checkSignature(bundle, seal, key) };
}

function checkListing(bundle: Bundle, files: readonly ListedFile[]): void {
  const listed = new Set(files.map(file => file.path));
  for (const path of bundle.sizes.keys()) {
    if (!listed.has(path) && !sealFiles.includes(path)) {
      throw new IntegrityError('UNLISTED_FILE', path, 'is not listed in the manifest.');
    }
  }
  for (const { path, bytes } of files) {
    const size = bundle.sizes.get(path);
    if (size === undefined)
      throw new IntegrityError('MISSING_FILE', path, 'is listed in the manifest and missing.');
    if (size !== bytes) throw wrongSize(path, size, bytes);
  }
}

/** Reads the file once: hashed as it flows, and its lines looked at. A wrong hash is named before what it led to. */
async function checkFile(
  bundle: Bundle,
  { path, bytes, sha256 }: ListedFile,
  examined: Examination,
): Promise<void> {
  const hash = createHash('sha256');
  let size = 0;
  let fault: unknown;
  const guarded = (look: () => void): void => {
    if (fault !== undefined) return;
    try {
      look();
    } catch (error) {
      fault = error;
    }
  };
  for await (const chunk of bundle.read(path)) {
    hash.update(chunk);
    size += chunk.length;
    if (size > bytes) throw wrongSize(path, size, bytes);
    guarded(() => examined.push(chunk));
  }
  if (size !== bytes) throw wrongSize(path, size, bytes);
  const digest = hash.digest('hex');
  if (digest !== sha256) {
    throw new IntegrityError('WRONG_HASH', path, `has SHA-256 ${digest}, and the manifest says ${sha256}.`);
  }
  guarded(() => examined.end());
  if (fault !== undefined) throw fault;
}

const LARGEST_ENVELOPE = 64 * 1024;

/** The manifest and the envelope, read once. */
interface ReadSeal {
  readonly manifest: Manifest;
  readonly text: string;
  readonly envelope: string | undefined;
}

async function checkSignature(
  bundle: Bundle,
  { manifest, text, envelope: sealed }: ReadSeal,
  trusted: KeyObject | undefined,
): Promise<SignatureFound | null> {
  const named = bundle.sizes.has(SIGNER);
  if (sealed === undefined && !named) {
    if (trusted === undefined) return null;
    throw new IntegrityError(
      'NOT_SIGNED',
      null,
      'The bundle is not signed, and a key was given to check it with.',
    );
  }
  if (sealed === undefined || !named) {
    const lacking = sealed === undefined ? ENVELOPE : SIGNER;
    throw new IntegrityError('BAD_SIGNATURE', lacking, 'is missing: half of a signature is none.');
  }
  const envelope = parseEnvelope(sealed);
  const pem = await readText(bundle.read(SIGNER), SIGNER, LARGEST_ENVELOPE);
  const key = publicKeyOf(pem);
  const algorithm = key === null ? undefined : algorithmOf(key);
  if (key === null || algorithm === undefined || pemOf(key) !== pem) {
    throw new IntegrityError(
      'BAD_SIGNATURE',
      SIGNER,
      'is no public key, Ed25519 or P-256, as Trailproof writes it.',
    );
  }
  const keyid = keyIdOf(key);
  if (trusted !== undefined && keyIdOf(trusted) !== keyid) {
    const what = `holds the key ${keyid}, and the one given is ${keyIdOf(trusted)}.`;
    throw new IntegrityError('OTHER_SIGNER', SIGNER, what);
  }
  const holds = signatureHolds(key, preAuthEncoding(PAYLOAD_TYPE, envelope.payload), envelope.signature);
  if (envelope.keyid !== keyid || !holds) {
    throw new IntegrityError('BAD_SIGNATURE', ENVELOPE, 'is not signed by the key in signer.pem.');
  }
  if (!statementOf(text, manifest).equals(envelope.payload)) {
    throw new IntegrityError('BAD_SIGNATURE', MANIFEST, 'is not the manifest that was signed.');
  }
  return { keyid, algorithm, signerProven: trusted !== undefined };
}

function wrongSize(path: string, found: number, listed: number): IntegrityError {
  return new IntegrityError('WRONG_SIZE', path, `has ${found} bytes, and the manifest says ${listed}.`);
}
