/** Time stamps as the user asks for them: of which authority, and under which CAs it must stand. */
import { resolve } from 'node:path';
import { anchorsIn } from '../evidence/timestamp/anchors.ts';
import type { Anchors } from '../evidence/timestamp/check.ts';
import { TimestampFault } from '../evidence/timestamp/fault.ts';
import type { Authority } from '../evidence/timestamp/stamp.ts';
import { UsageError } from '../model/error.ts';
import type { Config } from './config.ts';
import type { Io } from './io.ts';
import { isAuthorityUrl } from './timestamp-config.ts';
import { readUserFile } from './user-file.ts';

export interface TimestampFlags {
  readonly timestamp?: string | undefined;
  readonly tsaCa?: string | undefined;
}

/** No authority takes as long. */
const TIMEOUT_MS = 20_000;

/** Flags over the configuration; undefined: no time stamp was asked for. */
export function authorityOf(
  io: Io,
  { timestamp, timeouts }: Config,
  flags: TimestampFlags,
): Authority | undefined {
  const url = flags.timestamp ?? timestamp?.url;
  const ca = flags.tsaCa ?? timestamp?.ca;
  if (url === undefined) {
    if (ca === undefined) return undefined;
    throw new UsageError('BAD_USAGE', '--tsa-ca says whose time stamp is taken, and none is asked for.', {
      hint: 'Name an authority with --timestamp.',
    });
  }
  if (!isAuthorityUrl(url)) {
    throw new UsageError(
      'BAD_USAGE',
      '--timestamp is not the http(s) address of a time stamping authority.',
      {
        hint: 'Such as: --timestamp https://tsa.example.com/tsr; without a user or password in it',
      },
    );
  }
  const anchors = ca === undefined ? undefined : readAnchors(io, ca);
  return { url, anchors, timeoutMs: timeouts?.requestMs ?? TIMEOUT_MS };
}

/** The CAs under which a time stamp must stand. */
export function readAnchors(io: Io, named: string): Anchors {
  const path = resolve(io.cwd, named);
  const pem = readUserFile(path, { what: 'The CA of the time stamps', hint: 'Check its path.' });
  try {
    return anchorsIn(pem);
  } catch (error) {
    if (!(error instanceof TimestampFault)) throw error;
    throw new UsageError('BAD_USAGE', `${path} ${error.message}`, {
      hint: 'Give the certificates, in PEM, of the CAs under which the time stamping authority stands.',
      cause: error,
    });
  }
}
