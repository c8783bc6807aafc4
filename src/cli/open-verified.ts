/** Opens a bundle, verifies it, hands it on, and closes it whatever happens. */
import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import type { Bundle } from '../evidence/bundle.ts';
import { algorithmOf, publicKeyOf } from '../evidence/dsse.ts';
import { openBundle } from '../evidence/open-bundle.ts';
import { type Verification, verifyBundle } from '../evidence/verify.ts';
import { UsageError } from '../model/error.ts';
import type { Io } from './io.ts';
import { readAnchors } from './timestamps.ts';
import { readUserFile } from './user-file.ts';

/** Files of the user's with what a bundle must be sealed by. */
export interface TrustFlags {
  readonly key?: string | undefined;
  readonly tsaCa?: string | undefined;
}

export async function withVerified<T>(
  io: Io,
  named: string,
  { key, tsaCa }: TrustFlags,
  use: (bundle: Bundle, verified: Verification, path: string) => Promise<T>,
): Promise<T> {
  const trust = {
    key: key === undefined ? undefined : readKey(io, key),
    anchors: tsaCa === undefined ? undefined : readAnchors(io, tsaCa),
  };
  const path = resolve(io.cwd, named);
  const bundle = await openBundle(path);
  try {
    return await use(bundle, await verifyBundle(bundle, trust), path);
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
