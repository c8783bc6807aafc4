import {
  type Bucket,
  bucket,
  bucketSetting,
  getAccountPublicAccessBlock,
  getBucketAcl,
  getBucketPolicyStatus,
  getPublicAccessBlock,
  givenSetting,
  ownedBucket,
} from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import { allOf, anyOf, conclude, fail, observed, pass, type Verdict } from '../../src/model/verdict.ts';
import { closeBucket } from '../remedies/mend-bucket.ts';
import { blindness, few, inOneSentence, reasons } from '../shared/wording.ts';

const publicGroups = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

export default defineCheck({
  id: 's3/not-public',
  version: 1,
  title: 'The log bucket is closed to the public',
  severity: 'critical',
  aspect: 'configured',
  decides:
    'Neither the bucket policy (GetBucketPolicyStatus: IsPublic) nor the ACL (a grant to AllUsers or AuthenticatedUsers) ' +
    'opens the bucket, or the public access block of the bucket or of its account takes that back: RestrictPublicBuckets ' +
    'for the policy, IgnorePublicAcls for the ACL. Blocks are read only where something is open; BlockPublicPolicy and ' +
    'BlockPublicAcls refuse new openings and do not close standing ones.',
  why: 'Logs tell names, addresses and weaknesses of the whole organization; a bucket that anybody can write to proves nothing.',
  fix:
    'Close it with: aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration ' +
    'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  ],
  map: 'bucket_not_public',
  subject: bucket,
  needs: [getBucketPolicyStatus, getBucketAcl, getPublicAccessBlock, getAccountPublicAccessBlock],
  judge(bucket, read) {
    return conclude(
      allOf(read, [byPolicy, byAcl], (way, r) => way(bucket.data, r)),
      inOneSentence,
    );
  },
  remedy(bucket, read) {
    return closeBucket(bucket.data, read);
  },
});

function byPolicy(data: Bucket, read: Read): Verdict {
  const answer = bucketSetting(read, data, getBucketPolicyStatus);
  if (answer === undefined) return pass('there is no bucket policy');
  const open = must(must(answer.PolicyStatus, 'PolicyStatus').IsPublic, 'IsPublic');
  const seen = [observed('IsPublic', false, open)];
  if (!open) return pass('the policy is not public (IsPublic is false)', seen);
  return closedAgain(data, read, 'RestrictPublicBuckets', 'the policy is public (IsPublic is true)');
}

function byAcl(data: Bucket, read: Read): Verdict {
  const grants = must(givenSetting(read, data, getBucketAcl).Grants, 'Grants').map(grant => {
    const grantee = must(grant.Grantee, 'Grantee');
    const group = must(grantee.Type, 'Type') === 'Group' ? must(grantee.URI, 'URI') : '';
    return `${publicGroups.exec(group)?.[1] ?? ''} ${must(grant.Permission, 'Permission')}`;
  });
  const open = grants.filter(grant => !grant.startsWith(' '));
  if (open.length === 0) return pass('the ACL grants nothing to the public', [observed('Grants', [], [])]);
  return closedAgain(data, read, 'IgnorePublicAcls', `the ACL grants to the public: ${few(open)}`);
}

/** What the bucket and its account block adds up. */
function closedAgain(
  data: Bucket,
  read: Read,
  flag: 'RestrictPublicBuckets' | 'IgnorePublicAcls',
  what: string,
): Verdict {
  const { scope } = ownedBucket(read, data);
  const blocks = anyOf(read, ['bucket', 'account'] as const, (where, r) => {
    const answer =
      where === 'bucket'
        ? bucketSetting(r, data, getPublicAccessBlock)
        : r.find(getAccountPublicAccessBlock, scope, { AccountId: scope.accountId });
    // A flag that was not set is off (S3 API reference, PublicAccessBlockConfiguration).
    const on = answer?.PublicAccessBlockConfiguration?.[flag] === true;
    return on
      ? pass(`${flag} of the ${where}`, [observed(flag, true, true)])
      : fail(where, [observed(flag, true, on)]);
  });
  return conclude(blocks, {
    pass: c => `${what}, and ${reasons(c)} takes that back`,
    fail: () => `${what}, and ${flag} is on for neither the bucket nor its account`,
    unknown: c => `${what}, and whether that is taken back is not known: ${blindness(c)}`,
    'not-applicable': () => what,
  });
}
