import { controlPolicyCalls } from '../../src/aws/control-policies.ts';
import { bucket, getBucketPolicy, ownedBucket } from '../../src/aws/s3.ts';
import { defineCheck } from '../../src/model/check.ts';
import { fail, observed, pass, undetermined } from '../../src/model/verdict.ts';
import { coverDenied } from '../../src/policy/coverage.ts';
import type { RequestClass } from '../../src/policy/request-class.ts';
import { denyPlainRequests } from '../remedies/mend-bucket-policy.ts';
import { bucketPolicy, firstByItself, services } from '../shared/defences.ts';
import { deniedBy, getsThrough, sparedWords, steps } from '../shared/policy-words.ts';

export default defineCheck({
  id: 's3/tls-only',
  version: 1,
  title: 'The log bucket refuses every request without TLS',
  severity: 'high',
  aspect: 'configured',
  decides:
    'Every s3: request on the bucket and on its objects with aws:SecureTransport false is explicitly denied, whoever asks: ' +
    'by the bucket policy (GetBucketPolicy), by an RCP on the path of the owner, or by both together. A Deny on some ' +
    'actions, on objects alone or for some principals fails and shows a request that gets through. Sparing AWS services is ' +
    'tolerated and told, because they use TLS; sparing anybody else fails. A Deny that also covers every request over TLS ' +
    'fails: nobody could use the bucket. No bucket policy fails, unless an RCP does it. A policy that cannot be read as one ' +
    'is unknown, if it decides.',
  why: 'Over plain HTTP anybody on the way reads the logs, or changes them before they are read.',
  fix:
    'Add to the bucket policy a Deny of s3:* for Principal "*" on the bucket and on its objects (BUCKET_ARN, BUCKET_ARN/*) ' +
    'with the condition Bool aws:SecureTransport "false": aws s3api put-bucket-policy --bucket BUCKET --policy FILE.',
  links: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html',
  ],
  map: 'bucket_policy_denies_non_tls',
  subject: bucket,
  needs: [getBucketPolicy, ...controlPolicyCalls],
  judge(bucket, read) {
    const owner = ownedBucket(read, bucket.data).scope.accountId;
    const policy = bucketPolicy(read, bucket.data);
    const cls: RequestClass = {
      targets: [{ actions: ['s3:*'], resources: [bucket.id, `${bucket.id}/*`] }],
      principals: 'anyone',
      context: { 'aws:SecureTransport': 'false' },
      partition: read.population.partition,
      owner,
      tolerates: services,
    };
    return firstByItself(read, `s3/tls-only/${bucket.id}`, owner, policy, ({ defences, reasoning }) => {
      const coverage = coverDenied(cls, defences);
      const path = [...reasoning, ...steps(coverage)];
      if (coverage.covered === 'unknown') return undetermined(coverage.why);
      if (coverage.covered === false) {
        const seen = [observed('Policy', 'requests without TLS denied', getsThrough(coverage))];
        const none = policy.policies.length === 0 ? 'There is no bucket policy, and a' : 'A';
        return fail(`${none} request without TLS gets through: ${getsThrough(coverage)}.`, seen, path);
      }
      const overTls = { ...cls, context: { 'aws:SecureTransport': 'true' }, tolerates: () => false };
      const others = coverDenied(overTls, defences);
      if (others.covered === 'unknown') return undetermined(others.why);
      const by = deniedBy(coverage);
      if (others.covered === true)
        return fail(
          `Every request is denied, also over TLS (${by}), so that nobody can use the bucket.`,
          [],
          path,
        );
      const seen = [observed('Policy', 'requests without TLS denied', by)];
      return pass(`Every request without TLS is denied by ${by}${sparedWords(coverage.exempt)}.`, seen, path);
    });
  },
  remedy(bucket, read, again) {
    return denyPlainRequests(bucket, read, r => again(bucket, r));
  },
});
