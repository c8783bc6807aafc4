/**
 * Signing a finished bundle with KMS: the only call of Trailproof that is no read. It changes nothing in AWS. It is on
 * no list of the audit's calls, no check can reach it, and no assumed session may make it: the caller's own credentials
 * need `kms:GetPublicKey` and `kms:Sign` on that one key.
 */
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { DeliveryError } from '../model/error.ts';
import type { Clients } from './clients.ts';
import { toGap } from './gap.ts';
import { arnOf } from './partition.ts';
import type { CredentialProvider } from './sessions.ts';

export const signingPermissions = ['kms:GetPublicKey', 'kms:Sign'] as const;

export interface KmsKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** DER, as OpenSSL takes it. */
  signDigest(digest: Uint8Array): Promise<Uint8Array>;
}

/** The region of a key's ARN; null: it is no ARN of a KMS key or alias. */
export function regionOfKey(arn: string): string | null {
  const parsed = arnOf(arn);
  const ofKms = /^arn:[a-z-]+:kms:/.test(arn) && /^(key|alias)\/.+/.test(parsed?.resource ?? '');
  return ofKms && parsed ? parsed.region : null;
}

export async function openKmsKey(
  clients: Clients,
  credentials: CredentialProvider,
  arn: string,
): Promise<KmsKey> {
  const kms = clients
    .aws({ accountId: arnOf(arn)?.accountId ?? '', region: regionOfKey(arn) ?? '' }, credentials)
    .client(KMSClient);
  const { PublicKey, KeySpec, KeyUsage } = await asked('kms:GetPublicKey', () =>
    kms.send(new GetPublicKeyCommand({ KeyId: arn })),
  );
  if (KeySpec !== 'ECC_NIST_P256' || KeyUsage !== 'SIGN_VERIFY' || PublicKey === undefined) {
    throw new DeliveryError(
      `The key ${arn} is ${KeySpec ?? 'of no known kind'} for ${KeyUsage ?? 'nothing'}; a signing key is ECC_NIST_P256 for SIGN_VERIFY.`,
    );
  }
  return {
    spki: PublicKey,
    async signDigest(digest) {
      const { Signature } = await asked('kms:Sign', () =>
        kms.send(
          new SignCommand({
            KeyId: arn,
            Message: digest,
            // RAW takes 4,096 bytes at most; the digest is the same signature (KMS API reference, Sign).
            MessageType: 'DIGEST',
            SigningAlgorithm: 'ECDSA_SHA_256',
          }),
        ),
      );
      if (Signature === undefined) throw new DeliveryError('kms:Sign answered without a signature.');
      return Signature;
    },
  };
}

async function asked<T>(permission: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const gap = toGap(error, permission);
    if (gap === null) throw error;
    throw new DeliveryError(`${permission} was refused: ${gap.code}: ${gap.message}`, error);
  }
}
