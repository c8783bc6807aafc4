/** `manifest.json`: every file of a bundle with its size and SHA-256, one a line, so that `sed` and `sha256sum` can read it. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { IntegrityError } from '../model/error.ts';
import { canonical, jsonIn } from '../model/json.ts';
import { listFolder } from './bundle.ts';
import { checkNames, quoted } from './bundle-path.ts';
import { manifestSchema } from './manifest-schema.ts';

export const MANIFEST = 'manifest.json';
export const ENVELOPE = 'manifest.dsse.json';
export const SIGNER = 'signer.pem';
export const STAMP = 'manifest.tsr';
/** Where what the user gave is kept. */
export const INPUTS = 'provenance/inputs/';

/** What seals a bundle is not listed in it. */
export const sealFiles: readonly string[] = [MANIFEST, ENVELOPE, SIGNER, STAMP];

/** What a time stamp is put on: the signature, which speaks for the manifest; the manifest itself where there is none. */
export function stampedFile(isThere: (name: string) => boolean): typeof ENVELOPE | typeof MANIFEST {
  return isThere(ENVELOPE) ? ENVELOPE : MANIFEST;
}

export type Manifest = z.infer<typeof manifestSchema>;
export type ListedFile = Manifest['files'][number];

/** Lists the folder as it stands. Last of all, and whole or not at all: what has a manifest is finished. */
export function writeManifest(
  folder: string,
  { runId, facts }: { readonly runId: string; readonly facts: string },
): Manifest {
  removeSeal(folder);
  const files: ListedFile[] = [];
  const buffer = Buffer.alloc(256 * 1024);
  for (const path of listFolder(folder).keys()) {
    const hashed = hashFile(join(folder, path), buffer);
    files.push({ path, ...hashed, media_type: mediaTypeOf(path), role: roleOf(path) });
  }
  const manifest: Manifest = { schema: 'manifest/1', run_id: runId, facts_sha256: facts, files };
  writeWhole(folder, MANIFEST, renderManifest(manifest));
  return manifest;
}

function hashFile(path: string, buffer: Buffer): { readonly bytes: number; readonly sha256: string } {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    let bytes = 0;
    for (let read = 1; read > 0; bytes += read) {
      read = readSync(file, buffer);
      hash.update(buffer.subarray(0, read));
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    closeSync(file);
  }
}

/** What stands at the top of a finished bundle; nothing where the folder is none. */
export function listedNames(folder: string): readonly string[] {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return [];
  const manifest = manifestSchema.safeParse(jsonIn(readFileSync(path, 'utf8')));
  if (!manifest.success) return [];
  return [...sealFiles, ...manifest.data.files.map(file => file.path.split('/')[0] ?? '')];
}

/** Before anything in a bundle changes: what was proven of it then is proven no more. */
export function removeSeal(folder: string): void {
  for (const name of sealFiles)
    for (const left of [name, `${name}.part`]) rmSync(join(folder, left), { force: true });
}

export function writeWhole(folder: string, name: string, content: string | Uint8Array): void {
  const path = join(folder, name);
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}

export function renderManifest({ files, ...head }: Manifest): string {
  const entries = files.map(file => canonical(file));
  return `${canonical(head).slice(0, -1)},"files":[\n${entries.join(',\n')}\n]}\n`;
}

/** Anything but what `renderManifest` writes is refused: there is one text for one content. `path`: where it stands. */
export function parseManifest(text: string, path: string): Manifest {
  const parsed = manifestSchema.safeParse(jsonIn(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new IntegrityError(
      'BAD_MANIFEST',
      path,
      `${issue?.path.join('.') || 'its text'} is not as manifest/1 has it.`,
    );
  }
  const manifest = parsed.data;
  checkNames(manifest.files.map(file => file.path));
  const sorted = manifest.files.every(
    (file, n) => n === 0 || (manifest.files[n - 1]?.path ?? '') < file.path,
  );
  if (!sorted || renderManifest(manifest) !== text) {
    throw new IntegrityError('BAD_MANIFEST', path, 'is not written as Trailproof writes it.');
  }
  const listsItself = manifest.files.find(file => sealFiles.includes(file.path));
  if (listsItself) throw new IntegrityError('BAD_MANIFEST', path, `lists ${listsItself.path}.`);
  return manifest;
}

/** Part and kind follow from the path: a manifest does not get to call its files something else. */
export function checkLabels({ files }: Manifest): void {
  const odd = files.find(
    file => file.media_type !== mediaTypeOf(file.path) || file.role !== roleOf(file.path),
  );
  if (odd === undefined) return;
  const what = `calls ${odd.path} ${quoted(odd.role)} of type ${quoted(odd.media_type)}: not as Trailproof does.`;
  throw new IntegrityError('BAD_MANIFEST', MANIFEST, what);
}

const mediaTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  pdf: 'application/pdf',
  txt: 'text/plain',
  xml: 'application/xml',
};

export function mediaTypeOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  return (Object.hasOwn(mediaTypes, ending) && mediaTypes[ending]) || 'application/octet-stream';
}

/** By how a path begins; the first that fits. */
const roles: readonly (readonly [prefix: string, role: string])[] = [
  ['README.txt', 'readme'],
  ['summary.json', 'summary'],
  ['evaluations.', 'evaluations'],
  ['findings.', 'findings'],
  ['lives.', 'lives'],
  ['tickets.', 'tickets'],
  ['report.', 'report'],
  ['snapshot/', 'evidence'],
  ['raw/', 'evidence'],
  ['scope/', 'scope'],
  ['controls/', 'control'],
  ['trails/', 'trail'],
  ['exceptions/', 'exceptions'],
  ['formats/', 'export'],
  [INPUTS, 'input'],
  ['provenance/', 'provenance'],
];

export function roleOf(path: string): string {
  return roles.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'other';
}

/** Whether such a file is one of ours: it belongs to the snapshot, or is made from it. */
export function isWrittenPlace(path: string): boolean {
  return !['other', 'input'].includes(roleOf(path));
}
