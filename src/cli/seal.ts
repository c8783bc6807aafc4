/** Finishes the folder of an audit: the manifest, then whatever was asked for: signature, time stamp, zip. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { factsSha256 } from '../evidence/facts.ts';
import { type Manifest, writeManifest } from '../evidence/manifest.ts';
import { type SignedBy, signBundle } from '../evidence/sign.ts';
import { type Authority, stampBundle } from '../evidence/timestamp/stamp.ts';
import { packBundle } from '../evidence/zip.ts';
import type { Audit } from '../model/audit.ts';
import { DeliveryError, UsageError } from '../model/error.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import type { Config } from './config.ts';
import type { Io } from './io.ts';
import { printable } from './printable.ts';
import { type SignerFlags, signerOf } from './signer.ts';
import { authorityOf, type TimestampFlags } from './timestamps.ts';

export interface SealFlags extends SignerFlags, TimestampFlags {
  readonly out?: string | undefined;
  readonly resume?: string | undefined;
  readonly zip?: boolean | undefined;
}

/** What was asked for, checked as far as it can be before anything is asked of AWS. */
export interface Sealing {
  /** Makes the signature; undefined: none was asked for. */
  readonly sign: ((folder: string, manifest: Manifest) => Promise<SignedBy>) | undefined;
  /** Who stamps the time; undefined: nobody was asked to. */
  readonly authority: Authority | undefined;
  readonly zip: boolean;
}

export function sealingOf(io: Io, config: Config, flags: SealFlags): Sealing {
  const { signKey, signKms, timestamp, tsaCa, zip = false } = flags;
  const folder = flags.out ?? flags.resume;
  const asked = zip || [signKey, signKms, timestamp, tsaCa].some(flag => flag !== undefined);
  if (asked && folder === undefined) {
    throw new UsageError('BAD_USAGE', 'Only what is written to a folder can be signed, stamped or packed.', {
      hint: 'Name one with --out.',
    });
  }
  if (zip && folder !== undefined && existsSync(zipOf(resolve(io.cwd, folder)))) {
    throw new UsageError('BAD_OUTPUT', `${zipOf(resolve(io.cwd, folder))} is there already.`, {
      hint: 'Name another folder with --out.',
    });
  }
  const lend = signerOf(io, config, flags);
  return {
    sign: lend && ((to, manifest) => lend(manifest.run_id, signer => signBundle(to, manifest, signer))),
    authority: authorityOf(io, config, flags),
    zip,
  };
}

/** false: the bundle is there, and not signed, stamped or packed as asked. */
export async function seal(
  io: Io,
  sealing: Sealing,
  folder: string,
  audit: Audit,
  index: EvidenceIndex,
): Promise<boolean> {
  const facts = factsSha256(audit, index);
  const manifest = writeManifest(folder, { runId: audit.snapshot.runId, facts });
  const tried = [
    await attempt(io, `The bundle in ${folder} is whole and not signed`, async () => {
      if (sealing.sign === undefined) return;
      const { keyid, algorithm } = await sealing.sign(folder, manifest);
      io.stderr.write(`Signed with ${algorithm}, key SHA256:${keyid}\n`);
    }),
    await attempt(io, `The bundle in ${folder} is whole and not stamped`, async () => {
      if (sealing.authority === undefined) return;
      const { time, over, authority, authorityProven } = await stampBundle(folder, sealing.authority);
      const who = printable(authority, 200);
      const checked = authorityProven ? `${who}, under the given CA` : `${who}; its authority is not checked`;
      io.stderr.write(`Stamped ${over} with ${time} by ${checked}\n`);
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
