/** Bucket policies corrected: the present one with what is missing, given only if the check would then pass. Pure. */
import { type Bucket, bucketSetting, getBucketPolicy, ownedBucket } from '../../src/aws/s3.ts';
import type { Json } from '../../src/model/json.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { servedBy } from '../shared/sources.ts';
import { bucketPolicyPart } from './bucket.ts';
import { remedy } from './compose.ts';
import { writer } from './move-bucket.ts';
import { denyPlainHttp, writeStatements } from './new-bucket.ts';
import {
  type Amendment,
  ANY_TRAIL,
  amended,
  asksForEncryption,
  type Document,
  keptWords,
  letsAnyTrailIn,
} from './policy-document.ts';
import { supposing } from './supposing.ts';

/** How a check would judge the subject by other evidence. */
type Judge = (read: Read) => Verdict;

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY_ID = 's3:x-amz-server-side-encryption-aws-kms-key-id';

export function denyPlainRequests(bucket: Subject<Bucket>, read: Read, judge: Judge): Remedy | null {
  return mend(
    bucket,
    read,
    judge,
    { add: [denyPlainHttp(bucket.id)] },
    'Clients that speak plain HTTP, such as old tools and S3 web site endpoints, are refused at once: look for AccessDenied in ' +
      'the access logs. CloudTrail itself uses TLS.',
  );
}

export function demandKms(bucket: Subject<Bucket>, read: Read, judge: Judge): Remedy | null {
  const served = servedBy(read, bucket.data.trails);
  const keys = [...new Set(served.flatMap(({ data }) => data.KmsKeyId ?? []))];
  // Which header CloudTrail sends for a trail without a key AWS does not say: its logs might be refused.
  if (served.some(({ data }) => data.KmsKeyId === undefined)) return null;
  const put = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `${bucket.id}/*`,
  };
  const encrypted = {
    Sid: 'TrailproofDenyOtherEncryption',
    ...put,
    Condition: { StringNotEquals: { [ALGORITHM]: ['aws:kms', 'AES256'] } },
  };
  const pinned = {
    Sid: 'TrailproofDenyOtherKeys',
    ...put,
    Condition: { StringNotEquals: { [KEY_ID]: keys }, Null: { [KEY_ID]: 'false' } },
  };
  const mayBreak =
    'Whoever puts objects without naming an encryption, or with SSE-C, is refused, S3 server access logs to this bucket included. ' +
    'AES256 stays allowed, because AWS warns that digests may come with it: watch LatestDeliveryError and ' +
    'LatestDigestDeliveryError of the trails.';
  const relaxed = {
    add: [encrypted],
    drop: asksForEncryption,
    dropped: 'Left out are statements that demand an encryption otherwise, and so stop digests.',
  };
  return (
    mend(bucket, read, judge, { add: [encrypted] }, mayBreak) ??
    mend(
      bucket,
      read,
      judge,
      { add: [encrypted, pinned] },
      `${mayBreak} Puts with any key but those of the trails are refused.`,
    ) ??
    mend(bucket, read, judge, relaxed, `${mayBreak} Puts with AES256 that were refused until now are let in.`)
  );
}

export function scopeWrites(bucket: Subject<Bucket>, read: Read, judge: Judge): Remedy | null {
  const { partition } = read.population;
  const writers = servedBy(read, bucket.data.trails).map(({ data }) => writer(data, read));
  return mend(
    bucket,
    read,
    judge,
    { add: writeStatements(partition, bucket.name, writers), drop: letsAnyTrailIn, dropped: ANY_TRAIL },
    'Statements that let CloudTrail write for any trail give way to one for each trail that was seen: trails that were not, of other ' +
      'accounts or of regions that were not read, lose the bucket. Look for LatestDeliveryError AccessDenied in theirs.',
  );
}

/** The change as it is made, and as the check would read it. */
export function amendBucketPolicy(read: Read, bucket: Bucket, amendment: Amendment) {
  const { scope } = ownedBucket(read, bucket);
  const before = bucketSetting(read, bucket, getBucketPolicy)?.Policy;
  const document = amended(before, amendment);
  if (document === null) return null;
  const kept = keptWords(before, document, amendment);
  return {
    part: bucketPolicyPart(scope, bucket.name, document, kept, before !== undefined),
    answers: { [bucket.name]: document },
  };
}

export function withBucketPolicies(read: Read, documents: Readonly<Record<string, Document>>): Read {
  return supposing(read, (call, _scope, input) => {
    const name = (input as { readonly Bucket?: string }).Bucket ?? '';
    const document = call.id === getBucketPolicy.id ? documents[name] : undefined;
    return document && { Policy: JSON.stringify(document as Json) };
  });
}

function mend(
  bucket: Subject<Bucket>,
  read: Read,
  judge: Judge,
  amendment: Amendment,
  mayBreak: string,
): Remedy | null {
  const change = amendBucketPolicy(read, bucket.data, amendment);
  if (change === null || judge(withBucketPolicies(read, change.answers)).status !== 'pass') return null;
  return remedy(read, [change.part], mayBreak);
}
