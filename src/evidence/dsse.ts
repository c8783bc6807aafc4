/** The signed statement about a manifest: in-toto Statement v1 in a DSSE envelope (github.com/secure-systems-lab/dsse). */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { IntegrityError } from '../model/error.ts';
import { canonical, jsonIn } from '../model/json.ts';
import { sha256 } from '../snapshot/question.ts';
import { MANIFEST, type Manifest } from './manifest.ts';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const PREDICATE_TYPE = 'https://trailproof.dev/evidence/v1';

export type Algorithm = 'Ed25519' | 'ECDSA P-256';

/** undefined: a kind of key that bundles are not signed with. */
export function algorithmOf(key: KeyObject): Algorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'Ed25519';
  const p256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return p256 ? 'ECDSA P-256' : undefined;
}

/** SHA-256 of the key's SubjectPublicKeyInfo, in hex: what one prints and compares. */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** The bytes that are signed: DSSE's pre-authentication encoding. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

/** One subject, the manifest; through it every file of the bundle. */
export function statementOf(manifestText: string, manifest: Manifest): Buffer {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: MANIFEST, digest: { sha256: sha256(manifestText) } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      run_id: manifest.run_id,
      facts_sha256: manifest.facts_sha256,
      files: manifest.files.length,
    },
  };
  return Buffer.from(canonical(statement));
}

const envelopeSchema = z.strictObject({
  payload: z.string(),
  payloadType: z.literal(PAYLOAD_TYPE),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string() })).length(1),
});

export function renderEnvelope(payload: Uint8Array, keyid: string, signature: Uint8Array): string {
  const envelope: z.infer<typeof envelopeSchema> = {
    payload: Buffer.from(payload).toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid, sig: Buffer.from(signature).toString('base64') }],
  };
  return `${canonical(envelope)}\n`;
}

export interface Signed {
  readonly payload: Buffer;
  readonly keyid: string;
  readonly signature: Buffer;
}

/** There is one text for one content: base64 with stray characters or other spacing is refused. `path`: where it stands. */
export function parseEnvelope(text: string, path: string): Signed {
  const parsed = envelopeSchema.safeParse(jsonIn(text));
  const [signed] = parsed.data?.signatures ?? [];
  if (!parsed.success || signed === undefined) {
    throw new IntegrityError('BAD_SIGNATURE', path, 'is no DSSE envelope with one signature.');
  }
  const payload = Buffer.from(parsed.data.payload, 'base64');
  const signature = Buffer.from(signed.sig, 'base64');
  if (renderEnvelope(payload, signed.keyid, signature) !== text) {
    throw new IntegrityError('BAD_SIGNATURE', path, 'is not written as Trailproof writes it.');
  }
  return { payload, keyid: signed.keyid, signature };
}

export function signatureHolds(key: KeyObject, message: Buffer, signature: Buffer): boolean {
  return verify(algorithmOf(key) === 'Ed25519' ? null : 'sha256', message, key, signature);
}

/** One form for one key: of P-256 a file may hold the point in short, or the curve spelled out, under another digest. */
export function plainKey(key: KeyObject): KeyObject {
  return algorithmOf(key) === 'ECDSA P-256'
    ? createPublicKey({ key: key.export({ format: 'jwk' }), format: 'jwk' })
    : key;
}

/** null: no public key. A private one is not read as the public key that belongs to it: it has no place here. */
export function publicKeyOf(pem: string): KeyObject | null {
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) return null;
  try {
    return plainKey(createPublicKey(pem));
  } catch {
    return null;
  }
}

export function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}
