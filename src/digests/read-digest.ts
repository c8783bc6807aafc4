/** Judges one digest by itself: packing, form, place, time and signature. Its links are judged in `link.ts`. */
import { createHash } from 'node:crypto';
import type { Chain, Digest, Fetched, JudgedDigest, PublicKey } from './chain.ts';
import { type DigestBody, readBody } from './digest-body.ts';
import { ALGORITHM, type Fault, faultOfSignature, invalid, readMetadata } from './digest-signature.ts';
import { inflateOne } from './gzip.ts';
import type { DigestName } from './layout.ts';
import { shown, shownTime } from './shown.ts';

/** `keys`: of the digest's region; null: ListPublicKeys could not be read. */
export function judgeDigest(
  chain: Chain,
  key: string,
  name: DigestName,
  fetched: Fetched,
  keys: readonly PublicKey[] | null,
): JudgedDigest {
  const result = digestOf(chain, key, name, fetched, keys);
  return 'span' in result
    ? { status: 'valid', digest: result }
    : { ...result, key, backfill: name.backfill, endsAt: name.endsAt };
}

function digestOf(
  chain: Chain,
  key: string,
  name: DigestName,
  fetched: Fetched,
  keys: readonly PublicKey[] | null,
): Digest | Fault {
  if (fetched.outcome === 'missing') {
    return {
      status: 'missing',
      code: 'absent',
      says: 'The digest was listed, or the one after it names it, and it is not there.',
    };
  }
  if (fetched.outcome === 'unreadable') {
    const says = `The digest could not be read: ${shown(fetched.message)}.`;
    return { status: 'unreadable', code: fetched.code, says };
  }
  const packed = inflateOne(fetched.bytes);
  if (!packed.ok) {
    // Its size alone proves no change: CloudTrail may have signed it.
    const status = packed.code === 'too-large' ? 'unreadable' : 'invalid';
    return { status, code: packed.code, says: packed.says };
  }
  const body = readBody(packed.body);
  if ('code' in body) return invalid(body.code, body.says);
  const signed = readMetadata(fetched.metadata, name.backfill);
  if ('code' in signed) return signed;
  const sha256 = createHash('sha256').update(packed.body).digest('hex');
  return (
    faultOfForm(body) ??
    faultOfPlace(chain, key, name, body) ??
    faultOfSignature(body, sha256, signed, keys) ?? {
      key,
      backfill: name.backfill,
      span: { from: body.start, to: body.end },
      signature: signed.signature,
      fingerprint: body.fingerprint,
      sha256,
      generatedAt: signed.generatedAt,
      previous: body.previous && {
        bucket: body.previous.bucket,
        key: body.previous.key,
        sha256: body.previous.sha256,
        signature: body.previous.signature.toLowerCase(),
      },
      logs: body.logs,
    }
  );
}

function faultOfForm({ algorithm, previous, start, end }: DigestBody): Fault | null {
  if (algorithm !== ALGORITHM) {
    return invalid('signature-algorithm', `It names ${shown(algorithm, 40)}, not ${ALGORITHM}.`);
  }
  if (previous !== null && previous.algorithm !== 'SHA-256') {
    const says = `It hashes the digest before it with ${shown(previous.algorithm, 40)}, not SHA-256.`;
    return invalid('hash-algorithm', says);
  }
  return start < end
    ? null
    : invalid('span', `It begins at ${shownTime(start)}, not before its end at ${shownTime(end)}.`);
}

/** A digest copied from elsewhere keeps its good signature: what it says of its place has to be where it lies. */
function faultOfPlace(chain: Chain, key: string, name: DigestName, body: DigestBody): Fault | null {
  if (body.bucket !== chain.bucket || body.key !== key) {
    return invalid('moved', `It was signed for ${shown(`${body.bucket}/${body.key}`, 400)}.`);
  }
  if (body.accountId !== chain.accountId || name.accountId !== chain.accountId) {
    return invalid('moved', `It is of the account ${shown(body.accountId, 20)}, not ${chain.accountId}.`);
  }
  const ofChain =
    name.region === chain.region &&
    name.trailName === chain.trailName &&
    name.homeRegion === chain.homeRegion;
  if (!ofChain) return invalid('moved', 'Its name is of another trail or region.');
  const toTheSecond = Math.floor(body.end / 1000) * 1000;
  return toTheSecond === name.endsAt
    ? null
    : invalid('span', `It ends at ${shownTime(body.end)}, by its name at ${shownTime(name.endsAt)}.`);
}
