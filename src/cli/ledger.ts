/** The verification ledger that flags or configuration name: read for an audit, added to by a verification. */
import { resolve } from 'node:path';
import type { LedgerReader } from '../aws/ledger.ts';
import { type LedgerKey, type LedgerKeys, openLedger } from '../digests/ledger.ts';
import { keyIdOf, signatureHolds } from '../evidence/dsse.ts';
import type { Signer } from '../evidence/sign.ts';
import { IntegrityError, UsageError } from '../model/error.ts';
import type { Config } from './config.ts';
import type { Io } from './io.ts';
import { readKey } from './open-verified.ts';

export interface LedgerFlags {
  readonly ledger?: string | undefined;
  readonly ledgerKey?: string | undefined;
}

export interface NamedLedger {
  readonly folder: string;
  /** Who must have signed each entry; null: it is not asked. */
  readonly key: LedgerKey | null;
}

/** undefined: none is named. */
export function namedLedger(io: Io, config: Config, flags: LedgerFlags): NamedLedger | undefined {
  const folder = flags.ledger ?? config.ledger?.folder;
  const key = flags.ledgerKey ?? config.ledger?.key;
  if (folder === undefined) {
    if (flags.ledgerKey === undefined) return undefined;
    throw new UsageError('BAD_USAGE', '--ledger-key says who signed a ledger, and none is named.', {
      hint: 'Name it with --ledger.',
    });
  }
  return { folder: resolve(io.cwd, folder), key: key === undefined ? null : ledgerKey(io, key) };
}

/** A damaged ledger is no reason not to audit: it is a gap, and what rests on it unknown. */
export function ledgerReader(named: NamedLedger | undefined, io: Io): LedgerReader | undefined {
  if (named === undefined) return undefined;
  try {
    return openLedger(named.folder, named.key).runs;
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    const { message } = error;
    io.stderr.write(`trailproof: the ledger ${named.folder} is damaged and proves nothing: ${message}\n`);
    return () => {
      throw Object.assign(new Error(message), { name: 'LedgerDamaged' });
    };
  }
}

/** A signed entry must be the key's that is asked for. */
export function ledgerKeys({ key }: NamedLedger, signer: Signer | null): LedgerKeys {
  if (signer === null) return { signer: null, key };
  const keyid = keyIdOf(signer.publicKey);
  if (key !== null && key.keyid !== keyid)
    throw new UsageError('BAD_USAGE', 'The signing key is not the one that must have signed the ledger.');
  return { signer: { keyid, sign: message => signer.sign(message) }, key };
}

function ledgerKey(io: Io, named: string): LedgerKey {
  const key = readKey(io, named);
  return { keyid: keyIdOf(key), holds: (message, signature) => signatureHolds(key, message, signature) };
}
