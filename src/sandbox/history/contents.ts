/** The bytes of log files and digests, made when somebody asks and kept for a while. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { buildCache } from './cache.ts';
import { type SignedChange, signedChangesOf } from './changes.ts';
import { type Backfill, digestKey, type LogFile, type Slot } from './hours.ts';
import type { Keyring } from './keyring.ts';
import { logRecords } from './log-records.ts';
import type { Recording } from './recording.ts';
import { buildSigner, type LogFacts, type SignedDigest } from './signed-digests.ts';
import { isoTime } from './times.ts';

export interface Content {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Contents {
  log(recording: Recording, log: LogFile): Content;
  digest(recording: Recording, slot: Slot): Content;
  backfill(recording: Recording, backfills: readonly Backfill[], index: number): Content;
}

const bytesKept = 64 * 1024 * 1024;
const logsKept = 100_000;
/** What a cache entry costs beside its body. */
const ENTRY = 1024;

/** One member, at the level that costs least: others are a sign that somebody packed it again. */
export function packed(text: string): Buffer {
  return gzipSync(text, { level: 1 });
}

export function buildContents(keyring: Keyring): Contents {
  const bodies = buildCache<Content>(bytesKept, ({ body }) => body.length + ENTRY);
  const facts = buildCache<LogFacts>(logsKept, () => 1);
  const changes = new WeakMap<Recording, ReadonlyMap<number, ReadonlySet<SignedChange>>>();
  const unchanged: ReadonlySet<SignedChange> = new Set();

  const records = (recording: Recording, log: LogFile) => {
    const { account, region, trail, history } = recording;
    const partition = trail.arn.split(':')[1] ?? 'aws';
    return logRecords({ partition, account, region }, log, history.logBytes);
  };
  const factsOf = (recording: Recording, log: LogFile): LogFacts =>
    facts(nameOf(recording, log.key), () => {
      const { text, oldest, newest } = records(recording, log);
      return { hash: createHash('sha256').update(text).digest('hex'), oldest, newest };
    });
  const changesOf = (recording: Recording, slot: Slot): ReadonlySet<SignedChange> => {
    let known = changes.get(recording);
    if (known === undefined) {
      known = signedChangesOf(recording);
      changes.set(recording, known);
    }
    return known.get(slot.end) ?? unchanged;
  };
  const signer = buildSigner({ keyring, factsOf, changesOf });

  return {
    log: (recording, log) =>
      bodies(nameOf(recording, log.key), () => ({
        body: packed(records(recording, log).text),
        metadata: {},
      })),
    digest: (recording, slot) =>
      bodies(nameOf(recording, digestKey(recording, slot)), () =>
        digestContent(signer.standard(recording, slot)),
      ),
    backfill: (recording, backfills, index) => digestContent(signer.backfill(recording, backfills, index)),
  };
}

function nameOf({ trail }: Recording, key: string): string {
  return `${trail.description.bucket}/${key}`;
}

function digestContent({ text, signature, generatedAt }: SignedDigest): Content {
  return {
    body: packed(text),
    metadata: {
      signature,
      'signature-algorithm': 'SHA256withRSA',
      ...(generatedAt === undefined
        ? {}
        : { 'backfill-generation-timestamp': isoTime(generatedAt).replace('Z', '.000Z') }),
    },
  };
}
