/** The nouns of log-file integrity: one chain of digests, what is known of it beforehand, and what was found. */

import type { FetchedObject } from '../aws/objects.ts';

/** What one trail writes for one account and region. Its digests name each other; its log files stand in its digests. */
export interface Chain {
  readonly trailArn: string;
  readonly trailName: string;
  readonly homeRegion: string;
  /** Whose activity is logged: for an organization trail every member has a chain of its own. */
  readonly accountId: string;
  readonly region: string;
  readonly bucket: string;
  /** The trail's S3KeyPrefix; null: none. */
  readonly prefix: string | null;
  /** The level that an organization trail puts between `AWSLogs/` and the account; null: a trail of one account. */
  readonly organizationId: string | null;
}

/** Milliseconds since 1970, from inclusive, to exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What CloudTrail's own API says of the chain, to hold the bucket against. */
export interface Expectation {
  /** LatestDigestDeliveryTime here; null: AWS shows none; undefined: it could not be read. */
  readonly latestDigestAt: number | null | undefined;
  /** When logging was off, from StopLogging to StartLogging (or to Infinity), by Event History and status; sorted. */
  readonly off: readonly Span[];
  /** When the trail was made, by its CreateTrail event; null: before everything that Event History shows. */
  readonly createdAt: number | null;
  /** Moments at which validation may have begun anew: UpdateTrail events; sorted. */
  readonly updatedAt: readonly number[];
  /** false: Event History could not be read, so nothing explains a restart. */
  readonly historyRead: boolean;
}

/** Where an earlier verification ended; the chain must still hold what it held then. */
export interface Checkpoint {
  readonly key: string;
  readonly endsAt: number;
  readonly signature: string;
  readonly sha256: string;
}

/** A key that CloudTrail serves (ListPublicKeys), of one region. */
export interface PublicKey {
  readonly fingerprint: string;
  /** DER, PKCS#1 or SubjectPublicKeyInfo: AWS serves both. */
  readonly der: Uint8Array;
  readonly validity: Span;
}

export type Status =
  | 'valid'
  | 'invalid' // there, and not what CloudTrail signed
  | 'missing' // was delivered, or had to be, and is not there
  | 'pending' // younger than the grace, and nothing says that it was delivered
  | 'restarted' // a chain began anew
  | 'unreadable' // there, perhaps: denied, archived, throttled out, or no key to check it with
  | 'unexpected' // there, and no digest names it
  | 'not-started'; // before the trail or its validation began

/** Why an object is not valid. Stable words for machines; `Finding.says` is the sentence. */
export type FaultCode =
  | 'not-gzip'
  | 'second-member'
  | 'trailing-bytes'
  | 'too-large'
  | 'not-json'
  | 'lacks-field'
  | 'moved'
  | 'no-signature'
  | 'signature-algorithm'
  | 'hash-algorithm'
  | 'unknown-key'
  | 'key-not-valid-then'
  | 'bad-signature'
  | 'no-keys'
  | 'previous-hash'
  | 'previous-signature'
  | 'previous-missing'
  | 'span'
  | 'hash'
  | 'absent'
  | 'denied'
  | 'archived'
  | 'throttled'
  | 'unreachable'
  | 'undelivered'
  | 'deleted-behind-restart'
  | 'unexplained-restart'
  | 'explained-restart'
  | 'before-checkpoint'
  | 'checkpoint-differs'
  | 'logging-off'
  | 'not-created'
  | 'grace'
  | 'in-no-digest'
  | 'not-a-log-name'
  | 'not-a-digest-name'
  | 'trail-without-digests'
  | 'not-checked'
  | 'nothing-proven';

export interface Finding {
  readonly status: Exclude<Status, 'valid'>;
  readonly code: FaultCode;
  readonly of: 'digest' | 'log' | 'hours' | 'object';
  /** Key of the object; null where it is about hours. */
  readonly key: string | null;
  /** The time it is about: the hours without a digest, the span of a digest. */
  readonly span: Span | null;
  /** One sentence with the value seen. */
  readonly says: string;
}

/** A log file as its digest names it. */
export interface LogEntry {
  readonly bucket: string;
  readonly key: string;
  /** Hex, of the uncompressed content. */
  readonly sha256: string;
  readonly algorithm: string;
}

/** What a digest that could be read says. It says it truly only if its signature holds. */
export interface Digest {
  readonly key: string;
  readonly backfill: boolean;
  readonly span: Span;
  readonly signature: string;
  readonly fingerprint: string;
  /** Hex, of the uncompressed body: what the next digest must name. */
  readonly sha256: string;
  /** When a backfill digest was made, by its metadata; null: a standard digest. */
  readonly generatedAt: number | null;
  readonly previous: {
    readonly bucket: string;
    readonly key: string;
    readonly sha256: string;
    readonly signature: string;
  } | null;
  readonly logs: readonly LogEntry[];
}

/** What came of one digest object by itself, before its links are looked at. */
export type JudgedDigest =
  | { readonly status: 'valid'; readonly digest: Digest }
  | {
      readonly status: 'invalid' | 'unreadable' | 'missing';
      readonly key: string;
      readonly backfill: boolean;
      /** By its name: the hour that ends then. */
      readonly endsAt: number;
      readonly code: FaultCode;
      readonly says: string;
    };

/** What came of asking S3 for one object. */
export type Fetched = FetchedObject;

export function chainId({ trailArn, accountId, region }: Chain): string {
  return `${trailArn}/${accountId}/${region}`;
}

/** What `chainId` is made of. The name of a trail has no slash (CloudTrail User Guide, naming requirements). */
export function readChainId(id: string): Pick<Chain, 'trailArn' | 'accountId' | 'region'> {
  const [, trailArn = '', accountId = '', region = ''] = /^(.*)\/([^/]*)\/([^/]*)$/.exec(id) ?? [];
  return { trailArn, accountId, region };
}
