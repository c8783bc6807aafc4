/** Signs a bundle: the statement about its manifest, by a local Ed25519 key or by one that signs digests elsewhere. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeliveryError, UsageError } from '../model/error.ts';
import {
  type Algorithm,
  algorithmOf,
  keyIdOf,
  PAYLOAD_TYPE,
  pemOf,
  plainKey,
  preAuthEncoding,
  renderEnvelope,
  signatureHolds,
  statementOf,
} from './dsse.ts';
import { ENVELOPE, MANIFEST, type Manifest, SIGNER, writeWhole } from './manifest.ts';

export interface Signer {
  readonly publicKey: KeyObject;
  sign(message: Buffer): Promise<Buffer>;
}

export interface SignedBy {
  readonly keyid: string;
  readonly algorithm: Algorithm;
}

/** From a PEM with an Ed25519 private key, made for example with `openssl genpkey -algorithm ed25519`. */
export function localSigner(pem: string, path: string): Signer {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new UsageError(
      'BAD_USAGE',
      `${path} holds no private key in PEM that can be read without a password.`,
      {
        hint: 'Make one with: openssl genpkey -algorithm ed25519 -out signing-key.pem',
        cause,
      },
    );
  }
  if (algorithmOf(key) !== 'Ed25519') {
    throw new UsageError('BAD_USAGE', `The key in ${path} is not an Ed25519 key.`, {
      hint: 'Make one with: openssl genpkey -algorithm ed25519 -out signing-key.pem',
    });
  }
  return { publicKey: createPublicKey(key), sign: message => Promise.resolve(sign(null, message, key)) };
}

/** From a key that never leaves where it is and signs SHA-256 digests with ECDSA: KMS. */
export function digestSigner(spki: Uint8Array, signDigest: (digest: Buffer) => Promise<Uint8Array>): Signer {
  const publicKey = plainKey(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }));
  return {
    publicKey,
    sign: async message => Buffer.from(await signDigest(createHash('sha256').update(message).digest())),
  };
}

/** Writes `signer.pem` and `manifest.dsse.json`, both or neither. */
export async function signBundle(folder: string, manifest: Manifest, signer: Signer): Promise<SignedBy> {
  const algorithm = algorithmOf(signer.publicKey);
  if (algorithm === undefined) throw new DeliveryError('The signing key is neither Ed25519 nor P-256.');
  const payload = statementOf(readFileSync(join(folder, MANIFEST), 'utf8'), manifest);
  const message = preAuthEncoding(PAYLOAD_TYPE, payload);
  const signature = await signer.sign(message);
  if (!signatureHolds(signer.publicKey, message, signature)) {
    throw new DeliveryError('The signature that came back does not belong to the key, so it was not kept.');
  }
  const keyid = keyIdOf(signer.publicKey);
  let whole = false;
  try {
    writeWhole(folder, SIGNER, pemOf(signer.publicKey));
    writeWhole(folder, ENVELOPE, renderEnvelope(payload, keyid, signature));
    whole = true;
  } finally {
    if (!whole) for (const name of [SIGNER, ENVELOPE]) rmSync(join(folder, name), { force: true });
  }
  return { keyid, algorithm };
}
