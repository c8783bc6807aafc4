/** A bundle of a few small files, sealed as real ones are: for who checks the seal and not what the files say. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requiredFiles } from '../../src/evidence/contents.ts';
import { writeManifest } from '../../src/evidence/manifest.ts';
import { type Signer, signBundle } from '../../src/evidence/sign.ts';
import { packBundle } from '../../src/evidence/zip.ts';

export const runId = '01KAG0ZC5T8N3W7Y9B2D4F6H8J';

export type KeyType = 'ed25519' | 'p256';

export function signerOf(type: KeyType): Signer {
  const { publicKey, privateKey } =
    type === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { publicKey, sign: message => Promise.resolve(signed(type, message, privateKey)) };
}

function signed(type: KeyType, message: Buffer, key: KeyObject): Buffer {
  return sign(type === 'ed25519' ? null : 'sha256', message, key);
}

/** `harm` is done to the folder after it was sealed, and before it is packed. */
export async function sealedZip(
  options: {
    facts?: string;
    signer?: Signer | null;
    files?: Readonly<Record<string, string>>;
    without?: readonly string[];
    harm?: (folder: string) => void;
  } = {},
): Promise<Buffer> {
  const { facts = 'ab'.repeat(32), signer = signerOf('ed25519'), files = {}, without = [], harm } = options;
  const dir = mkdtempSync(join(tmpdir(), 'trailproof-sealed-'));
  try {
    const folder = join(dir, 'bundle');
    const required = requiredFiles.filter(path => !without.includes(path));
    const contents = {
      ...Object.fromEntries(required.map(path => [path, `{"path":"${path}"}\n`])),
      ...files,
    };
    for (const [path, text] of Object.entries(contents)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const manifest = writeManifest(folder, { runId, facts });
    if (signer !== null) await signBundle(folder, manifest, signer);
    harm?.(folder);
    packBundle(folder, join(dir, 'bundle.zip'));
    return readFileSync(join(dir, 'bundle.zip'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
