import { describeTrails, getTrailStatus, statusAt, trailHome } from '../../src/aws/cloudtrail.ts';
import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { type Bucket, bucket, getBucketEncryption, getBucketPolicy, ownedBucket } from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Subject } from '../../src/model/subject.ts';
import {
  fail,
  type Observed,
  observed,
  pass,
  type Reasoning,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import type { Coverage } from '../../src/policy/coverage.ts';
import { demandKms } from '../remedies/mend-bucket-policy.ts';
import { bucketPolicy, firstByItself, type Standing } from '../shared/defences.ts';
import { deniedBy, getsThrough, steps } from '../shared/policy-words.ts';
import { headerless, putsInto } from '../shared/puts.ts';
import { servedBy } from '../shared/sources.ts';
import { hoursSince, moment } from '../shared/wording.ts';

export default defineCheck({
  id: 's3/sse-kms-on-put',
  version: 1,
  title: 'Puts into the log bucket must be encrypted with KMS',
  severity: 'high',
  aspect: 'configured',
  decides:
    'Judged are puts by anybody: with AES256, denied or not; with aws:kms and the key of the trail, which must not be denied ' +
    '(aws:kms:dsse counts as KMS); with another key, which must be denied where a Deny looks at the key id at all; without ' +
    'the encryption header, denied or else encrypted with KMS by the default encryption of the bucket. RCPs on the path of ' +
    'the owner count like the bucket policy; sparing AWS services is tolerated, sparing anybody else fails. A bucket that ' +
    'lets in aws:kms and AES256 and nothing else passes with a note: AWS documents it as the safe form where digests arrive ' +
    'with SSE-S3. One that denies AES256 passes while the digests of the trails it serves arrive; it fails if a ' +
    'LatestDigestDeliveryError is set in a home region, because AWS warns that such a policy stops digests, and is unknown ' +
    'if none arrived within digestHours (3 unless configured). SSE-C on a put without the header is told, not judged.',
  why: 'Without it anybody who may write can leave logs in the bucket that the key does not guard, or that his own key locks.',
  fix:
    'Add to the bucket policy a Deny of s3:PutObject for Principal "*" on BUCKET_ARN/* with StringNotEquals ' +
    's3:x-amz-server-side-encryption ["aws:kms","AES256"], without AES256 once digests arrive with KMS: aws s3api ' +
    'put-bucket-policy --bucket BUCKET --policy FILE.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html',
  ],
  map: 'bucket_policy_requires_sse_kms',
  subject: bucket,
  needs: [getBucketPolicy, getBucketEncryption, describeTrails, getTrailStatus, ...controlPolicyCalls],
  judge(bucket, read) {
    const owner = ownedBucket(read, bucket.data).scope.accountId;
    const policy = bucketPolicy(read, bucket.data);
    return firstByItself(read, `s3/sse-kms-on-put/${bucket.id}`, owner, policy, (standing, r) =>
      judgePuts(bucket, r, standing),
    );
  },
  remedy(bucket, read, again) {
    return demandKms(bucket, read, r => again(bucket, r));
  },
});

function judgePuts(bucket: Subject<Bucket>, read: Read, standing: Standing): Verdict {
  const keys = servedBy(read, bucket.data.trails).flatMap(t => t.data.KmsKeyId ?? []);
  const puts = putsInto(read, bucket.id, standing.defences, [...new Set(keys)]);
  const path = (coverage: Coverage) => [...standing.reasoning, ...steps(coverage)];
  const seen = (actual: string) => [observed('Policy', 'puts without SSE-KMS denied', actual)];
  const shut = puts.rightOnes.find(put => put.coverage.covered === true);
  if (shut !== undefined)
    return fail(`Even a put with ${shut.what} is denied.`, seen(shut.what), path(shut.coverage));
  const doubtful = puts.rightOnes.find(put => put.coverage.covered === 'unknown')?.coverage;
  if (doubtful?.covered === 'unknown') return undetermined(doubtful.why);
  for (const { what, coverage } of puts.otherKeys) {
    if (coverage.covered === 'unknown') return undetermined(coverage.why);
    if (coverage.covered === true) continue;
    const through = getsThrough(coverage);
    return fail(`A put with ${what} is not denied: ${through}.`, seen(through), path(coverage));
  }
  const pinned = puts.otherKeys.length > 0 ? ' with no key but that of the trail' : '';
  const { aes } = puts;
  if (aes.covered === 'unknown') return undetermined(aes.why);
  if (aes.covered === true) {
    const rest = headerless(bucket.data, read, puts);
    if (rest.status !== 'pass') return rest;
    const note = `Puts must be encrypted with KMS${pinned}, says ${deniedBy(aes)}; ${rest.note}`;
    return digestsArrive(bucket.data, read, note, seen(deniedBy(aes)), path(aes));
  }
  if (puts.others.covered === 'unknown') return undetermined(puts.others.why);
  if (puts.others.covered === false)
    return fail(
      `A put without SSE-KMS is not denied: ${getsThrough(aes)}.`,
      seen(getsThrough(aes)),
      path(aes),
    );
  const rest = headerless(bucket.data, read, puts);
  if (rest.status !== 'pass') return rest;
  const by = deniedBy(puts.others);
  return pass(
    `Puts must name aws:kms or AES256${pinned}, says ${by}: the form that AWS documents where digests arrive with SSE-S3; ${rest.note}.`,
    seen(by),
    path(puts.others),
  );
}

/** Digests may come with AES256 (CloudTrail user guide, best practices): whether they do arrive decides. */
function digestsArrive(
  data: Bucket,
  read: Read,
  note: string,
  seen: readonly Observed[],
  path: Reasoning,
): Verdict {
  const digested = servedBy(read, data.trails).filter(t =>
    must(t.data.LogFileValidationEnabled, 'LogFileValidationEnabled'),
  );
  let doubt: string | null = null;
  for (const t of digested) {
    const { LatestDigestDeliveryError: error, LatestDigestDeliveryTime: time } = statusAt(
      read,
      trailHome(t),
      t.id,
    );
    // Absent or empty: no error (CloudTrail API reference, GetTrailStatus).
    if (error !== undefined && error !== '') {
      return fail(
        `${note}, but digests of ${t.id} fail with "${error}": such a policy stops digests that come with AES256.`,
        [observed('LatestDigestDeliveryError', null, error)],
        path,
      );
    }
    if (time === undefined) doubt ??= `none of ${t.id} ever arrived`;
    else if (hoursSince(time, read.now) > read.parameters.digestHours)
      doubt ??= `the last digest of ${t.id} was delivered ${moment(time, read.now)}`;
  }
  if (doubt !== null) return undetermined(`${note}, and whether digests get through is not known: ${doubt}.`);
  return pass(
    `${note}; ${digested.length === 0 ? 'no trail makes digests' : 'digests arrive all the same'}.`,
    seen,
    path,
  );
}
