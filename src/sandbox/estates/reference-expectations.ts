/** What an audit of the estate `reference` should conclude, cause by cause; everything else passes or is not applicable. */
import type { EstateDocument } from '../schema/estate.ts';
import { because, blind, chainNotVerified, fails, perBucketItself, unknown } from './expecting.ts';
import { logArchive, management, payments, paymentsTrail, tooling, web } from './reference-names.ts';

const analytics = '666677778888';
const sandbox = '777788889999';

const orgTrail = `arn:aws:cloudtrail:us-east-1:${management}:trail/org-trail`;
const partnerTrail = `arn:aws:cloudtrail:us-east-1:${tooling}:trail/partner-trail`;
const legacyTrail = `arn:aws:cloudtrail:eu-west-1:${web}:trail/legacy-eu`;
const everyTrail = 'arn:aws:cloudtrail:*:trail/*';

const orgBucket = 'arn:aws:s3:::acme-org-cloudtrail-logs';
const paymentsBucket = 'arn:aws:s3:::acme-payments-trail';
const legacyBucket = 'arn:aws:s3:::web-prod-legacy-trail';
const partnerBucket = `arn:aws:s3:::acme-audit-${logArchive}`;
const paymentsKey = `arn:aws:kms:us-east-1:${payments}:key/*`;

export const referenceExpectations: NonNullable<EstateDocument['expectations']> = [
  because(
    'The role TrailproofAudit in analytics-nonprod refuses to be assumed, so nothing in it can be looked at.',
    blind(analytics),
  ),
  because('sandbox-nonprod is suspended, and no role in a suspended account can be assumed.', blind(sandbox)),
  because(
    'The digests of org-trail cannot be seen from analytics-nonprod and sandbox-nonprod, where nobody may look.',
    unknown(orgTrail, 'cloudtrail/digest-delivery'),
  ),

  chainNotVerified(orgTrail, partnerTrail, paymentsTrail),
  because('No trail names an SNS topic.', fails(everyTrail, 'cloudtrail/sns')),
  because('No trail has an insight selector.', fails(everyTrail, 'cloudtrail/insights')),
  because(
    'No selector of any trail asks for AWS::Lambda::Function.',
    fails(everyTrail, 'cloudtrail/lambda-data-events'),
  ),
  because(
    'Only org-trail was given a CloudWatch log group.',
    ...[partnerTrail, paymentsTrail, legacyTrail].map(trail =>
      fails(trail, 'cloudtrail/cloudwatch-logs', 'cloudtrail/change-alarm'),
    ),
  ),
  because(
    'Only org-trail was given tags.',
    ...[partnerTrail, paymentsTrail, legacyTrail].map(trail => fails(trail, 'cloudtrail/tags')),
  ),
  because(
    'partner-trail and legacy-eu have no kmsKeyId.',
    ...[partnerTrail, legacyTrail].map(trail => fails(trail, 'cloudtrail/kms-encryption')),
  ),
  because(
    'The selectors of payments-trail name no S3 objects, and legacy-eu has the default selectors, which name none.',
    ...[paymentsTrail, legacyTrail].map(trail => fails(trail, 'cloudtrail/s3-data-events')),
  ),

  because(
    'Files of org-trail about payments-prod in eu-west-1 were refused with AccessDenied; the last came 9 days ago.',
    fails(orgTrail, 'cloudtrail/delivery'),
  ),
  because(
    'The metric filter trail-changes leaves out StartLogging and StopLogging, and nobody confirmed the mail.',
    fails(orgTrail, 'cloudtrail/change-alarm'),
  ),
  because(
    'The schedule verify-digests-daily is disabled, its function has not run for 14 days, its alarm has no action.',
    fails(orgTrail, 'cloudtrail/digest-verification-automated'),
  ),
  because(
    'The one verifier there is belongs to org-trail: of whoever verifies the other digests nothing can be seen.',
    ...[partnerTrail, paymentsTrail].map(trail => unknown(trail, 'cloudtrail/digest-verification-automated')),
  ),
  because(
    'The event data store org-events has no kmsKeyId.',
    fails(`arn:aws:cloudtrail:us-east-1:${management}:eventdatastore/*`, 'lake/cmk'),
  ),

  because(
    'No SCP and no RCP denies a single action of S3 or KMS.',
    fails(logArchive, 'organizations/log-archive-protected'),
    fails('arn:aws:kms:*', 'kms/deletion-denied'),
  ),
  because(
    'The policy of acme-org-cloudtrail-logs cannot bind the root user of acme-log-archive, and the lock is GOVERNANCE.',
    fails(orgBucket, 's3/delete-protection'),
  ),
  because(
    'No SCP binds acme-management, which owns org-trail, and acme-log-archive can itself open its bucket and key.',
    fails('o-a1b2c3d4e5', 'organizations/management-account-exposure'),
  ),
  because(
    'ProtectAuditTrail denies four of the eleven actions by which trails and stores are disabled.',
    ...[logArchive, tooling].map(account => fails(account, 'organizations/trail-tampering-denied')),
  ),
  because(
    'ProtectEventDataStores denies the other seven at Prod, but spares every role.',
    ...[payments, web].map(account => fails(account, 'organizations/trail-tampering-denied')),
  ),
  because(
    'KeepLogging adds nothing at NonProd to what ProtectAuditTrail denies: seven actions stay open.',
    fails(analytics, 'organizations/trail-tampering-denied'),
  ),
  because(
    'ProtectEventDataStores spares every role, and KeepLogging one of acme-management, which no SCP binds.',
    fails('o-a1b2c3d4e5', 'organizations/break-glass-scoped'),
  ),
  because(
    'No SCP denies organizations:LeaveOrganization.',
    ...[logArchive, tooling, payments, web, analytics, sandbox].map(account =>
      fails(account, 'organizations/leave-denied'),
    ),
  ),

  because(
    'partner-trail delivers to acme-audit-222233334444, which acme-log-archive does not own, whatever its name says.',
    fails(partnerBucket, 's3/log-archive-account'),
  ),
  because(
    'acme-audit-222233334444 belongs to no account that answers, so nobody can be asked how it is set.',
    unknown(partnerBucket, ...perBucketItself),
  ),
  because(
    'The selector of partner-trail for S3 objects is ReadOnly.',
    fails(partnerTrail, 'cloudtrail/s3-data-events'),
  ),
  because(
    'AWS Config found two of its rules broken by partner-trail.',
    fails(partnerTrail, 'cloudtrail/config-rule-evidence'),
  ),

  because(
    'The key of payments-trail is disabled, and nothing was delivered for 23 days.',
    fails(paymentsKey, 'kms/usable'),
    fails(paymentsTrail, 'cloudtrail/delivery'),
  ),
  because(
    'The logs of payments-trail are refused, and those of org-trail from one region of payments-prod as well.',
    fails(payments, 'cloudtrail/account-covered'),
  ),
  because('Rotation of that key was never enabled.', fails(paymentsKey, 'kms/rotation')),
  because(
    'The policy of that key lets CloudTrail encrypt for any trail, and all of acme-security-tooling decrypt.',
    fails(paymentsKey, 'kms/grant-scoped', 'kms/decrypt-separated'),
  ),
  because(
    'acme-payments-trail lets in nothing but aws:kms, so the digests, which come as AES256, are refused.',
    fails(paymentsBucket, 's3/sse-kms-on-put'),
    fails(paymentsTrail, 'cloudtrail/digest-delivery'),
  ),
  because(
    'The policy of acme-payments-trail denies plain HTTP for objects alone, and spares every role from its last Deny.',
    fails(paymentsBucket, 's3/tls-only', 's3/delete-protection'),
  ),
  because(
    'acme-payments-trail has no Object Lock and the default encryption of S3.',
    fails(paymentsBucket, 's3/object-lock', 's3/default-encryption'),
  ),
  because(
    'payments-trail records writes alone and leaves out kms.amazonaws.com.',
    fails(paymentsTrail, 'cloudtrail/management-events', 'cloudtrail/kms-events'),
  ),
  because(
    'GuardDuty is off in sa-east-1 of payments-prod.',
    fails(`${payments}/sa-east-1`, 'guardduty/detector', 'guardduty/data-sources'),
  ),

  because(
    'legacy-eu was stopped 200 days ago.',
    fails(legacyTrail, 'cloudtrail/logging', 'cloudtrail/delivery'),
    fails(legacyTrail, 'cloudtrail/management-events', 'cloudtrail/kms-events'),
  ),
  because(
    'legacy-eu is a trail of eu-west-1 alone, and global services write their events in us-east-1.',
    fails(legacyTrail, 'cloudtrail/multi-region', 'cloudtrail/global-service-events'),
  ),
  because(
    'Log file validation of legacy-eu is off, so there are no digests.',
    fails(legacyTrail, 'cloudtrail/log-file-validation', 'cloudtrail/digest-delivery'),
    fails(legacyTrail, 'cloudtrail/digest-verification-automated', 'cloudtrail/digest-chain'),
  ),
  because(
    'web-prod-legacy-trail belongs to web-prod, the account that it has the logs of.',
    fails(legacyBucket, 's3/log-archive-account'),
  ),
  because(
    'The policy of web-prod-legacy-trail is of 2019: no source condition, no word on encryption or deletion, and ' +
      'plain HTTP denied for s3:Get* alone.',
    fails(legacyBucket, 's3/cloudtrail-write-scoped', 's3/sse-kms-on-put'),
    fails(legacyBucket, 's3/delete-protection', 's3/tls-only'),
  ),
  because(
    'web-prod-legacy-trail has no versioning, no Object Lock and the default encryption of S3.',
    fails(legacyBucket, 's3/versioning', 's3/object-lock', 's3/default-encryption'),
  ),
  because('web-prod-legacy-trail expires logs after 90 days.', fails(legacyBucket, 's3/retention')),
];
