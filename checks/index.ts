/** Every check there is, by id. */
import type { AnyCheck } from '../src/model/check.ts';
import cloudtrailAccountCovered from './cloudtrail/account-covered.ts';
import cloudtrailChangeAlarm from './cloudtrail/change-alarm.ts';
import cloudtrailCloudwatchLogs from './cloudtrail/cloudwatch-logs.ts';
import cloudtrailConfigRuleEvidence from './cloudtrail/config-rule-evidence.ts';
import cloudtrailDelegatedAdmin from './cloudtrail/delegated-admin.ts';
import cloudtrailDelivery from './cloudtrail/delivery.ts';
import cloudtrailDigestChain from './cloudtrail/digest-chain.ts';
import cloudtrailDigestDelivery from './cloudtrail/digest-delivery.ts';
import cloudtrailDigestVerificationAutomated from './cloudtrail/digest-verification-automated.ts';
import cloudtrailGlobalServiceEvents from './cloudtrail/global-service-events.ts';
import cloudtrailInsights from './cloudtrail/insights.ts';
import cloudtrailKmsEncryption from './cloudtrail/kms-encryption.ts';
import cloudtrailKmsEvents from './cloudtrail/kms-events.ts';
import cloudtrailLambdaDataEvents from './cloudtrail/lambda-data-events.ts';
import cloudtrailLogFileValidation from './cloudtrail/log-file-validation.ts';
import cloudtrailLogging from './cloudtrail/logging.ts';
import cloudtrailManagementEvents from './cloudtrail/management-events.ts';
import cloudtrailMultiRegion from './cloudtrail/multi-region.ts';
import cloudtrailNetworkActivityEvents from './cloudtrail/network-activity-events.ts';
import cloudtrailOrganizationTrail from './cloudtrail/organization-trail.ts';
import cloudtrailS3DataEvents from './cloudtrail/s3-data-events.ts';
import cloudtrailSns from './cloudtrail/sns.ts';
import cloudtrailTags from './cloudtrail/tags.ts';
import guarddutyDataSources from './guardduty/data-sources.ts';
import guarddutyDetector from './guardduty/detector.ts';
import guarddutyOrganization from './guardduty/organization.ts';
import kmsCloudtrailGrant from './kms/cloudtrail-grant.ts';
import kmsDecryptSeparated from './kms/decrypt-separated.ts';
import kmsDeletionDenied from './kms/deletion-denied.ts';
import kmsGrantScoped from './kms/grant-scoped.ts';
import kmsNotPendingDeletion from './kms/not-pending-deletion.ts';
import kmsRegion from './kms/region.ts';
import kmsRotation from './kms/rotation.ts';
import kmsUsable from './kms/usable.ts';
import lakeCmk from './lake/cmk.ts';
import lakeEventDataStore from './lake/event-data-store.ts';
import lakeRetention from './lake/retention.ts';
import lakeTerminationProtection from './lake/termination-protection.ts';
import organizationsBreakGlassScoped from './organizations/break-glass-scoped.ts';
import organizationsLeaveDenied from './organizations/leave-denied.ts';
import organizationsLogArchiveProtected from './organizations/log-archive-protected.ts';
import organizationsManagementAccountExposure from './organizations/management-account-exposure.ts';
import organizationsTrailTamperingDenied from './organizations/trail-tampering-denied.ts';
import s3AccessLogging from './s3/access-logging.ts';
import s3CloudtrailWriteScoped from './s3/cloudtrail-write-scoped.ts';
import s3DefaultEncryption from './s3/default-encryption.ts';
import s3DeleteProtection from './s3/delete-protection.ts';
import s3LogArchiveAccount from './s3/log-archive-account.ts';
import s3MfaDelete from './s3/mfa-delete.ts';
import s3NotPublic from './s3/not-public.ts';
import s3ObjectLock from './s3/object-lock.ts';
import s3Retention from './s3/retention.ts';
import s3SseKmsOnPut from './s3/sse-kms-on-put.ts';
import s3TlsOnly from './s3/tls-only.ts';
import s3Versioning from './s3/versioning.ts';

export const checks: readonly AnyCheck[] = [
  cloudtrailAccountCovered,
  cloudtrailChangeAlarm,
  cloudtrailCloudwatchLogs,
  cloudtrailConfigRuleEvidence,
  cloudtrailDelegatedAdmin,
  cloudtrailDelivery,
  cloudtrailDigestChain,
  cloudtrailDigestDelivery,
  cloudtrailDigestVerificationAutomated,
  cloudtrailGlobalServiceEvents,
  cloudtrailInsights,
  cloudtrailKmsEncryption,
  cloudtrailKmsEvents,
  cloudtrailLambdaDataEvents,
  cloudtrailLogFileValidation,
  cloudtrailLogging,
  cloudtrailManagementEvents,
  cloudtrailMultiRegion,
  cloudtrailNetworkActivityEvents,
  cloudtrailOrganizationTrail,
  cloudtrailS3DataEvents,
  cloudtrailSns,
  cloudtrailTags,
  guarddutyDataSources,
  guarddutyDetector,
  guarddutyOrganization,
  kmsCloudtrailGrant,
  kmsDecryptSeparated,
  kmsDeletionDenied,
  kmsGrantScoped,
  kmsNotPendingDeletion,
  kmsRegion,
  kmsRotation,
  kmsUsable,
  lakeCmk,
  lakeEventDataStore,
  lakeRetention,
  lakeTerminationProtection,
  organizationsBreakGlassScoped,
  organizationsLeaveDenied,
  organizationsLogArchiveProtected,
  organizationsManagementAccountExposure,
  organizationsTrailTamperingDenied,
  s3AccessLogging,
  s3CloudtrailWriteScoped,
  s3DefaultEncryption,
  s3DeleteProtection,
  s3LogArchiveAccount,
  s3MfaDelete,
  s3NotPublic,
  s3ObjectLock,
  s3Retention,
  s3SseKmsOnPut,
  s3TlsOnly,
  s3Versioning,
];
