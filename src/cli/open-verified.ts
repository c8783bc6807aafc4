/** Opens a bundle, verifies it, hands it on, and closes it whatever happens. */
import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { Bundle } from '../evidence/bundle.ts';
import { algorithmOf, publicKeyOf } from '../evidence/dsse.ts';
import { openBundle } from '../evidence/open-bundle.ts';
import { type Verification, verifyBundle } from '../evidence/verify.ts';
import { UsageError } from '../model/error.ts';
import type { Io } from './io.ts';
import { readUserFile } from './user-file.ts';

export async function withVerified<T>(
  io: Io,
  named: string,
  key: string | undefined,
  use: (bundle: Bundle, verified: Verification, path: string) => Promise<T>,
): Promise<T> {
  const trusted = key === undefined ? undefined : readKey(io, key);
  const path = resolve(io.cwd, named);
  const bundle = await openBundle(path);
  try {
    return await use(bundle, await verifyBundle(bundle, trusted), path);
  } finally {
    await bundle.close();
  }
}

/** A public key that somebody is to have signed with. */
export function readKey(io: Io, named: string): KeyObject {
  const path = resolve(io.cwd, named);
  const key = publicKeyOf(readUserFile(path, { what: 'The key', hint: 'Check its path.' }));
  if (key === null || algorithmOf(key) === undefined) {
    throw new UsageError('BAD_USAGE', `${path} holds no public key in PEM, Ed25519 or P-256.`, {
      hint: 'Of a private key: openssl pkey -in signing-key.pem -pubout',
    });
  }
  return key;
}
