/** Makes digests as CloudTrail does: body, link to the one before, signature. Whatever is signed wrongly is wrong here. */
import { createHash, sign } from 'node:crypto';
import { buildCache } from './cache.ts';
import type { SignedChange } from './changes.ts';
import { type Backfill, digestKey, type LogFile, logsBetween, type Slot } from './hours.ts';
import type { Keyring, SigningKey } from './keyring.ts';
import type { Recording } from './recording.ts';
import { reversed } from './reversed.ts';
import { isoTime } from './times.ts';

export interface LogFacts {
  readonly hash: string;
  readonly oldest: number;
  readonly newest: number;
}

export interface SignedDigest {
  readonly key: string;
  readonly text: string;
  readonly signature: string;
  /** For backfill digests alone. */
  readonly generatedAt: number | undefined;
}

/** What the next digest of the chain says of this one; the signature is what costs. */
interface Link {
  readonly key: string;
  readonly hash: string;
  readonly signature: string;
}

export interface Signer {
  standard(recording: Recording, slot: Slot): SignedDigest;
  /** The `index`th of these; the ones before it are its chain. */
  backfill(recording: Recording, backfills: readonly Backfill[], index: number): SignedDigest;
}

/** What an hour's digest is about, before it is linked and signed. */
interface Draft {
  readonly recording: Recording;
  readonly slot: Slot;
  readonly key: string;
  readonly logs: readonly LogFile[];
  readonly signingKey: SigningKey;
  readonly changes: ReadonlySet<SignedChange>;
  readonly previous: Link | undefined;
}

const chainsKept = 4000;

export function buildSigner(options: {
  keyring: Keyring;
  factsOf: (recording: Recording, log: LogFile) => LogFacts;
  changesOf: (recording: Recording, slot: Slot) => ReadonlySet<SignedChange>;
}): Signer {
  const { keyring, factsOf, changesOf } = options;
  const chains = buildCache<Map<string, Link>>(chainsKept, () => 1);
  const chainOf = ({ trail, account, region }: Recording) =>
    chains(`${trail.arn}/${account}/${region}`, () => new Map());

  const signed = (draft: Draft, known: Link | undefined): { text: string; link: Link } => {
    const { key, signingKey, previous } = draft;
    const text = JSON.stringify(bodyOf(draft, factsOf));
    if (known !== undefined) return { text, link: known };
    const hash = createHash('sha256').update(text).digest('hex');
    const location = `${draft.recording.trail.description.bucket}/${key}`;
    const { previousDigestSignature } = previousOf(draft.changes, draft.recording, previous);
    const message = [isoTime(draft.slot.end), location, hash, previousDigestSignature ?? 'null'].join('\n');
    const signature = sign('sha256', Buffer.from(message), signingKey.privateKey).toString('hex');
    return { text, link: { key, hash, signature } };
  };

  const draftOf = (recording: Recording, slot: Slot, links: ReadonlyMap<string, Link>): Draft => {
    const changes = changesOf(recording, slot);
    const at = slot.deliveredAt;
    const { region } = recording;
    return {
      recording,
      slot,
      key: digestKey(recording, slot),
      logs: logsBetween(recording, slot.start, slot.end),
      signingKey: changes.has('expired-key') ? keyring.expired(region, at) : keyring.signing(region, at),
      changes,
      previous: slot.previous && links.get(digestKey(recording, slot.previous)),
    };
  };

  return {
    standard: (recording, slot) => {
      const links = chainOf(recording);
      const missing: Slot[] = [];
      for (let at = slot.previous; at !== undefined; at = at.previous) {
        if (links.has(digestKey(recording, at))) break;
        missing.push(at);
      }
      for (const before of missing.reverse()) {
        const { link } = signed(draftOf(recording, before, links), undefined);
        links.set(link.key, link);
      }
      const draft = draftOf(recording, slot, links);
      const { text, link } = signed(draft, links.get(draft.key));
      links.set(link.key, link);
      return { key: draft.key, text, signature: link.signature, generatedAt: undefined };
    },
    backfill: (recording, backfills, index) => {
      let previous: Link | undefined;
      let made: SignedDigest | undefined;
      for (const { slot, logs, generatedAt } of backfills.slice(0, index + 1)) {
        const key = digestKey(recording, slot, '_backfill');
        // The key of the time it was made at, which may not be the one the hour's own digest was signed with.
        const signingKey = keyring.signing(recording.region, generatedAt);
        const draft = { recording, slot, key, logs, signingKey, changes: new Set<SignedChange>(), previous };
        const { text, link } = signed(draft, undefined);
        made = { key, text, signature: link.signature, generatedAt };
        previous = link;
      }
      if (made === undefined) throw new Error(`There is no backfill ${index}.`);
      return made;
    },
  };
}

function bodyOf(draft: Draft, factsOf: (recording: Recording, log: LogFile) => LogFacts) {
  const { recording, slot, key, signingKey, changes, previous } = draft;
  const { bucket } = recording.trail.description;
  const files = draft.logs.map(log => ({ log, facts: factsOf(recording, log) }));
  const oldest = Math.min(...files.map(({ facts }) => facts.oldest));
  const newest = Math.max(...files.map(({ facts }) => facts.newest));
  return {
    awsAccountId: recording.account,
    digestStartTime: isoTime(slot.start),
    digestEndTime: isoTime(slot.end),
    digestS3Bucket: bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: signingKey.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: files.length === 0 ? null : isoTime(newest),
    oldestEventTime: files.length === 0 ? null : isoTime(oldest),
    ...previousOf(changes, recording, previous),
    ...(changes.has('unknown-field') ? { digestSchemaVersion: '2.0' } : {}),
    logFiles: files.map(({ log, facts }) => ({
      s3Bucket: bucket,
      s3Object: log.key,
      hashValue: facts.hash,
      hashAlgorithm: changes.has('unknown-hash-algorithm') ? 'MD5' : 'SHA-256',
      newestEventTime: isoTime(facts.newest),
      oldestEventTime: isoTime(facts.oldest),
    })),
  };
}

function previousOf(changes: ReadonlySet<SignedChange>, recording: Recording, previous: Link | undefined) {
  const { bucket } = recording.trail.description;
  if (previous === undefined || changes.has('restart'))
    return {
      previousDigestS3Bucket: null,
      previousDigestS3Object: null,
      previousDigestHashValue: null,
      previousDigestHashAlgorithm: null,
      previousDigestSignature: null,
    };
  const { key, hash, signature } = previous;
  return {
    previousDigestS3Bucket: bucket,
    previousDigestS3Object: key,
    previousDigestHashValue: changes.has('broken-link-hash') ? reversed(hash) : hash,
    previousDigestHashAlgorithm: 'SHA-256',
    previousDigestSignature: changes.has('broken-link-signature') ? reversed(signature) : signature,
  };
}
