/** Ways of altering one object: from the content that was delivered to the one that is served. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { inflateBomb } from './bomb.ts';
import { type Content, packed } from './contents.ts';
import { reversed } from './reversed.ts';

type Alter = (content: Content) => Content;

const bytes =
  (change: (body: Buffer) => Buffer): Alter =>
  content => ({ ...content, body: change(content.body) });

const text = (body: Buffer): string => gunzipSync(body).toString();

export const truncated = bytes(body => body.subarray(0, Math.floor(body.length * 0.6)));
/** Equal content in other bytes: no tampering at all. */
export const packedAgain = bytes(body => gzipSync(text(body), { level: 9 }));
/** One event now comes from somewhere else. */
export const edited = bytes(body =>
  packed(text(body).replace(/"sourceIPAddress":"[^"]*"/, '"sourceIPAddress":"198.51.100.77"')),
);
export const memberAppended = bytes(body => Buffer.concat([body, gzipSync('{"Records":[]}')]));
export const emptyMemberAppended = bytes(body => Buffer.concat([body, gzipSync('')]));
export const zerosAppended = bytes(body => Buffer.concat([body, Buffer.alloc(16)]));
export const notGzip = bytes(body => gunzipSync(body));
export const notJson = bytes(() => packed('These are no records.'));
export const inflated = bytes(() => inflateBomb());

/** Another hash for the first log file it names; the signature stays. */
export const hashEdited = bytes(body =>
  packed(text(body).replace(/("hashValue":")([0-9a-f]{64})/, (_, field, hash) => field + reversed(hash))),
);

export const algorithmChanged: Alter = ({ body, metadata }) => ({
  body,
  metadata: { ...metadata, 'signature-algorithm': 'MD5withRSA' },
});

export const signedLike =
  (other: () => Content): Alter =>
  ({ body, metadata }) => ({
    body,
    metadata: { ...metadata, signature: other().metadata.signature ?? '' },
  });

/** A right signature over the right words, by a key that is not CloudTrail's. */
export const signedBy =
  (key: () => KeyObject): Alter =>
  ({ body, metadata }) => {
    const digest: Record<string, string | null> = JSON.parse(text(body));
    const message = [
      digest.digestEndTime,
      `${digest.digestS3Bucket}/${digest.digestS3Object}`,
      createHash('sha256').update(text(body)).digest('hex'),
      digest.previousDigestSignature ?? 'null',
    ].join('\n');
    const signature = sign('sha256', Buffer.from(message), key()).toString('hex');
    return { body, metadata: { ...metadata, signature } };
  };

export const replacedBy =
  (other: () => Content): Alter =>
  () =>
    other();
