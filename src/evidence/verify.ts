/** Checks a bundle without trusting who made it: manifest, signature, every file, and what stands in the files. */
import { createHash, type KeyObject } from 'node:crypto';
import { IntegrityError } from '../model/error.ts';
import type { Bundle } from './bundle.ts';
import { type Counts, createContents, requiredFiles } from './contents.ts';
import { checkEarlierRun } from './earlier-seal.ts';
import { createExamination, type Examination, unexamined } from './examination.ts';
import { checkLabels, type ListedFile, type Manifest, sealFiles } from './manifest.ts';
import { checkSeal, ownSeal, readOwnSeal, type SignatureFound } from './seal.ts';
import type { Anchors, TimestampFound } from './timestamp/check.ts';
import { verifyStamp } from './timestamp/verify-stamp.ts';

export interface Verification {
  readonly manifest: Manifest;
  readonly bytes: number;
  readonly counts: Counts;
  /** null: the bundle is not signed, so that nothing shows who made it. */
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
  const seal = await readOwnSeal(bundle);
  const { manifest, signature } = checkSeal(seal, ownSeal, trust.key);
  const timestamp = await verifyStamp(bundle, seal, trust.anchors);
  checkLabels(manifest);
  checkListing(bundle, manifest.files);
  const lacking = requiredFiles.find(path => !bundle.sizes.has(path));
  if (lacking !== undefined)
    throw new IntegrityError('MISSING_FILE', lacking, 'is missing, and not listed either.');
  const contents = createContents(manifest);
  for (const file of manifest.files)
    await checkFile(bundle, file, createExamination(file.path, contents.examinerOf(file.path)));
  const counts = contents.finish();
  await checkEarlierRun(bundle, manifest);
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
  const { manifest } = checkSeal(await readOwnSeal(bundle), ownSeal);
  const files = manifest.files.filter(
    ({ path }) => path.startsWith(`${folder}/`) && (bundle.sizes.has(path) || !mayLack.includes(path)),
  );
  checkListing(bundle, files);
  for (const file of files) await checkFile(bundle, file, unexamined);
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

function wrongSize(path: string, found: number, listed: number): IntegrityError {
  return new IntegrityError('WRONG_SIZE', path, `has ${found} bytes, and the manifest says ${listed}.`);
}
