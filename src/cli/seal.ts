/** Finishes the folder of an audit: manifest, signature if one was asked for, zip if one was asked for. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { callerCredentials } from '../aws/caller.ts';
import { openKmsKey, regionOfKey } from '../aws/signing.ts';
import { factsSha256 } from '../evidence/facts.ts';
import { type Manifest, writeManifest } from '../evidence/manifest.ts';
import { digestSigner, localSigner, type SignedBy, type Signer, signBundle } from '../evidence/sign.ts';
import { packBundle } from '../evidence/zip.ts';
import type { Audit } from '../model/audit.ts';
import { DeliveryError, UsageError } from '../model/error.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { clientsOf } from './clients-of.ts';
import type { Config } from './config.ts';
import type { Io } from './io.ts';
import { printable } from './printable.ts';

export interface SealFlags {
  readonly out?: string | undefined;
  readonly resume?: string | undefined;
  readonly signKey?: string | undefined;
  readonly signKms?: string | undefined;
  readonly zip?: boolean | undefined;
}

/** What was asked for, checked as far as it can be before anything is asked of AWS. */
export interface Sealing {
  /** Makes the signature; undefined: none was asked for. */
  readonly sign: ((folder: string, manifest: Manifest) => Promise<SignedBy>) | undefined;
  readonly zip: boolean;
}

export function sealingOf(io: Io, config: Config, flags: SealFlags): Sealing {
  const { signKey, signKms, zip = false } = flags;
  const folder = flags.out ?? flags.resume;
  const asked = signKey !== undefined || signKms !== undefined || zip;
  if (asked && folder === undefined) {
    throw new UsageError('BAD_USAGE', 'Only what is written to a folder can be signed or packed.', {
      hint: 'Name one with --out.',
    });
  }
  if (zip && folder !== undefined && existsSync(zipOf(resolve(io.cwd, folder)))) {
    throw new UsageError('BAD_OUTPUT', `${zipOf(resolve(io.cwd, folder))} is there already.`, {
      hint: 'Name another folder with --out.',
    });
  }
  if (signKms !== undefined) {
    if (regionOfKey(signKms) === null) {
      throw new UsageError('BAD_USAGE', `${signKms} is not the ARN of a KMS key or alias.`, {
        hint: 'Such as: arn:aws:kms:us-east-1:111122223333:key/...',
      });
    }
    return { sign: (to, manifest) => signWithKms(io, config, signKms, to, manifest), zip };
  }
  if (signKey === undefined) return { sign: undefined, zip };
  const signer = readSigner(io, signKey);
  return { sign: (to, manifest) => signBundle(to, manifest, signer), zip };
}

/** false: the bundle is there, and not signed or not packed as asked. */
export async function seal(
  io: Io,
  sealing: Sealing,
  folder: string,
  audit: Audit,
  index: EvidenceIndex,
): Promise<boolean> {
  const facts = factsSha256(audit, index);
  const manifest = await writeManifest(folder, { runId: audit.snapshot.runId, facts });
  const tried = [
    await attempt(io, `The bundle in ${folder} is whole and not signed`, async () => {
      if (sealing.sign === undefined) return;
      const { keyid, algorithm } = await sealing.sign(folder, manifest);
      io.stderr.write(`Signed with ${algorithm}, key SHA256:${keyid}\n`);
    }),
    await attempt(io, `The bundle in ${folder} is whole and not packed`, async () => {
      if (!sealing.zip) return;
      packBundle(folder, zipOf(folder));
      io.stderr.write(`Packed as ${zipOf(folder)}\n`);
    }),
  ];
  return tried.every(done => done);
}

async function attempt(io: Io, otherwise: string, make: () => Promise<void>): Promise<boolean> {
  try {
    await make();
    return true;
  } catch (error) {
    const fault = error instanceof DeliveryError ? error.message : systemFault(error);
    if (fault === undefined) throw error;
    io.stderr.write(`trailproof: ${printable(`${otherwise}: ${fault}`, 800)}\n`);
    return false;
  }
}

/** A full disk and its kin. undefined: something else. */
function systemFault(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error ? error.message : undefined;
}

function zipOf(folder: string): string {
  return `${folder}.zip`;
}

function readSigner(io: Io, named: string): Signer {
  const path = resolve(io.cwd, named);
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError('BAD_USAGE', `The signing key ${path} cannot be read.`, {
      hint: 'Make one with: openssl genpkey -algorithm ed25519 -out signing-key.pem',
      cause,
    });
  }
  return localSigner(pem, path);
}

/** With the caller's own credentials: no assumed session may sign. */
async function signWithKms(
  io: Io,
  config: Config,
  arn: string,
  folder: string,
  manifest: Manifest,
): Promise<SignedBy> {
  const clients = clientsOf(io, config, { runId: manifest.run_id, maxSockets: 1 });
  try {
    const key = await openKmsKey(clients, callerCredentials(io.env), arn);
    return await signBundle(folder, manifest, digestSigner(key.spki, key.signDigest));
  } finally {
    clients.destroy();
  }
}
