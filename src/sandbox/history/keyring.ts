/** CloudTrail's signing keys: which key a region signs with at a moment, and which it shows to whoever asks. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { stableNumber } from '../stable-ids.ts';
import { keyCount, privateKey } from './signing-primes.ts';
import { DAY } from './times.ts';

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** As ListPublicKeys serves it. */
  readonly der: Buffer;
  /** MD5 of those bytes, in hex: so it is for all three sample keys of AWS. */
  readonly fingerprint: string;
  readonly validFrom: number;
  readonly validTo: number;
}

export interface Keyring {
  /** The key digests of this region are signed with at this moment. */
  signing(region: string, at: number): SigningKey;
  /** The keys whose validity overlaps a span, oldest first; those that begin after `now` do not exist yet. */
  shown(region: string, span: { from: number; to: number }, now: number): SigningKey[];
  /** A key whose validity has ended before this moment. */
  expired(region: string, at: number): SigningKey;
  /** A key nobody is shown. */
  forged(): KeyObject;
}

const VALIDITY = 30 * DAY;
/** AWS's sample keys begin 20 days apart, so that two or three are valid at once. */
const ROTATION = 20 * DAY;
/** Keys of one region that differ; what would come round again is not shown. */
const kept = 24;

/** AWS documents PKCS#1, "subject to change", and one of its own three samples is SPKI. So is this region. */
const spkiRegion = 'eu-north-1';

/** `rotatedAt`: a moment at which every region changed to its next key; left out, each has its own. */
export function buildKeyring(regions: readonly string[], rotatedAt: number | undefined): Keyring {
  const made = new Map<number, Pick<SigningKey, 'privateKey' | 'der' | 'fingerprint'>>();
  const number = new Map(regions.map((region, index) => [region, index]));
  const anchor = (region: string): number => rotatedAt ?? stableNumber('key rotation', region) % ROTATION;
  const windowAt = (region: string, at: number): number => Math.floor((at - anchor(region)) / ROTATION);

  const keyOf = (region: string, window: number): SigningKey => {
    const turn = ((window % kept) + kept) % kept;
    // The last key is the forged one.
    const name = ((number.get(region) ?? 0) * kept + turn) % (keyCount - 1);
    let key = made.get(name);
    if (key === undefined) {
      const signer = privateKey(name);
      const type = region === spkiRegion ? 'spki' : 'pkcs1';
      const der = createPublicKey(signer).export({ type, format: 'der' });
      key = { privateKey: signer, der, fingerprint: createHash('md5').update(der).digest('hex') };
      made.set(name, key);
    }
    const validFrom = anchor(region) + window * ROTATION;
    return { ...key, validFrom, validTo: validFrom + VALIDITY };
  };

  let forgery: KeyObject | undefined;
  return {
    signing: (region, at) => keyOf(region, windowAt(region, at)),
    shown: (region, { from, to }, now) => {
      const newest = windowAt(region, Math.min(to, now));
      const oldest = Math.max(windowAt(region, from - VALIDITY) + 1, windowAt(region, now) - kept + 1);
      const windows = Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, index) => oldest + index);
      return windows.map(window => keyOf(region, window)).filter(key => key.validTo >= from);
    },
    expired: (region, at) => keyOf(region, windowAt(region, at) - 2),
    forged: () => {
      forgery ??= privateKey(keyCount - 1);
      return forgery;
    },
  };
}
