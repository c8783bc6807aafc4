/** The key that signs: a local file, or KMS with the caller's own credentials. Checked before anything is asked of AWS. */
import { resolve } from 'node:path';
import { callerCredentials } from '../aws/caller.ts';
import { openKmsKey, regionOfKey } from '../aws/signing.ts';
import { digestSigner, localSigner, type Signer } from '../evidence/sign.ts';
import { UsageError } from '../model/error.ts';
import { clientsOf } from './clients-of.ts';
import type { Config } from './config.ts';
import type { Io } from './io.ts';
import { readUserFile } from './user-file.ts';

export interface SignerFlags {
  readonly signKey?: string | undefined;
  readonly signKms?: string | undefined;
}

/** Opens the signer for one piece of work and closes what it held open. */
export type LendSigner = <T>(runId: string, use: (signer: Signer) => Promise<T>) => Promise<T>;

/** undefined: no key was named. */
export function signerOf(io: Io, config: Config, { signKey, signKms }: SignerFlags): LendSigner | undefined {
  if (signKms !== undefined) {
    if (regionOfKey(signKms) === null) {
      throw new UsageError('BAD_USAGE', `${signKms} is not the ARN of a KMS key or alias.`, {
        hint: 'Such as: arn:aws:kms:us-east-1:111122223333:key/...',
      });
    }
    return (runId, use) => withKms(io, config, signKms, runId, use);
  }
  if (signKey === undefined) return undefined;
  const signer = readSigner(io, signKey);
  return (_runId, use) => use(signer);
}

function readSigner(io: Io, named: string): Signer {
  const path = resolve(io.cwd, named);
  const hint = 'Make one with: openssl genpkey -algorithm ed25519 -out signing-key.pem';
  return localSigner(readUserFile(path, { what: 'The signing key', hint }), path);
}

/** With the caller's own credentials: no assumed session may sign. */
async function withKms<T>(
  io: Io,
  config: Config,
  arn: string,
  runId: string,
  use: (signer: Signer) => Promise<T>,
): Promise<T> {
  const clients = clientsOf(io, config, { runId, maxSockets: 1 });
  try {
    const key = await openKmsKey(clients, callerCredentials(io.env), arn);
    return await use(digestSigner(key.spki, key.signDigest));
  } finally {
    clients.destroy();
  }
}
