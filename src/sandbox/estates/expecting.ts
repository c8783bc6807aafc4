/** Words in which the built-in estates say what an audit of them should conclude. */
import type { ExpectedVerdict } from '../schema/expectation.ts';

/** Subjects of these kinds are looked for in each account: where nobody may look, each check says that it does not know. */
const perTrail = [
  'change-alarm',
  'cloudwatch-logs',
  'config-rule-evidence',
  'delivery',
  'digest-chain',
  'digest-delivery',
  'digest-verification-automated',
  'global-service-events',
  'insights',
  'kms-encryption',
  'kms-events',
  'lambda-data-events',
  'log-file-validation',
  'logging',
  'management-events',
  'multi-region',
  'network-activity-events',
  's3-data-events',
  'sns',
  'tags',
].map(check => `cloudtrail/${check}`);
const perKey = [
  'cloudtrail-grant',
  'decrypt-separated',
  'deletion-denied',
  'grant-scoped',
  'not-pending-deletion',
  'region',
  'rotation',
  'usable',
].map(check => `kms/${check}`);
export const perBucketItself = [
  'access-logging',
  'cloudtrail-write-scoped',
  'default-encryption',
  'delete-protection',
  'mfa-delete',
  'not-public',
  'object-lock',
  'retention',
  'sse-kms-on-put',
  'tls-only',
  'versioning',
].map(check => `s3/${check}`);

function expected(status: ExpectedVerdict['status'], subject: string, checks: readonly string[]) {
  return checks.map(check => ({ check, subject, status }));
}

export const fails = (subject: string, ...checks: string[]) => expected('fail', subject, checks);
export const unknown = (subject: string, ...checks: string[]) => expected('unknown', subject, checks);

export function because(cause: string, ...verdicts: readonly ExpectedVerdict[][]) {
  return { because: cause, verdicts: verdicts.flat() };
}

export function blind(account: string): ExpectedVerdict[] {
  const unread = (kind: string) => `urn:trailproof:unread:${kind}:${account}:*`;
  return [
    ...unknown(account, 'cloudtrail/account-covered'),
    ...unknown(unread('trail'), ...perTrail),
    ...unknown(unread('bucket'), 's3/log-archive-account', ...perBucketItself),
    ...unknown(unread('key'), ...perKey),
    ...unknown(unread('account-region'), 'guardduty/detector', 'guardduty/data-sources'),
  ];
}

export function chainNotVerified(...trails: readonly string[]) {
  return because(
    'An estate has no record of anybody having verified the digests and log files of its trails.',
    ...trails.map(trail => unknown(trail, 'cloudtrail/digest-chain')),
  );
}
