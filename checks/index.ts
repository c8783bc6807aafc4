/** Every check there is, by id. */
import type { AnyCheck } from '../src/model/check.ts';
import cloudtrailAccountCovered from './cloudtrail/account-covered.ts';
import cloudtrailCloudwatchLogs from './cloudtrail/cloudwatch-logs.ts';
import cloudtrailDelegatedAdmin from './cloudtrail/delegated-admin.ts';
import cloudtrailDelivery from './cloudtrail/delivery.ts';
import cloudtrailDigestDelivery from './cloudtrail/digest-delivery.ts';
import cloudtrailGlobalServiceEvents from './cloudtrail/global-service-events.ts';
import cloudtrailInsights from './cloudtrail/insights.ts';
import cloudtrailKmsEncryption from './cloudtrail/kms-encryption.ts';
import cloudtrailLogFileValidation from './cloudtrail/log-file-validation.ts';
import cloudtrailLogging from './cloudtrail/logging.ts';
import cloudtrailMultiRegion from './cloudtrail/multi-region.ts';
import cloudtrailOrganizationTrail from './cloudtrail/organization-trail.ts';
import cloudtrailSns from './cloudtrail/sns.ts';
import cloudtrailTags from './cloudtrail/tags.ts';
import guarddutyDataSources from './guardduty/data-sources.ts';
import guarddutyDetector from './guardduty/detector.ts';
import guarddutyOrganization from './guardduty/organization.ts';
import kmsNotPendingDeletion from './kms/not-pending-deletion.ts';
import kmsRegion from './kms/region.ts';
import kmsRotation from './kms/rotation.ts';
import kmsUsable from './kms/usable.ts';
import lakeCmk from './lake/cmk.ts';
import lakeEventDataStore from './lake/event-data-store.ts';
import lakeRetention from './lake/retention.ts';
import lakeTerminationProtection from './lake/termination-protection.ts';
import s3DefaultEncryption from './s3/default-encryption.ts';
import s3LogArchiveAccount from './s3/log-archive-account.ts';
import s3MfaDelete from './s3/mfa-delete.ts';
import s3NotPublic from './s3/not-public.ts';
import s3ObjectLock from './s3/object-lock.ts';
import s3Retention from './s3/retention.ts';
import s3Versioning from './s3/versioning.ts';

export const checks: readonly AnyCheck[] = [
  cloudtrailAccountCovered,
  cloudtrailCloudwatchLogs,
  cloudtrailDelegatedAdmin,
  cloudtrailDelivery,
  cloudtrailDigestDelivery,
  cloudtrailGlobalServiceEvents,
  cloudtrailInsights,
  cloudtrailKmsEncryption,
  cloudtrailLogFileValidation,
  cloudtrailLogging,
  cloudtrailMultiRegion,
  cloudtrailOrganizationTrail,
  cloudtrailSns,
  cloudtrailTags,
  guarddutyDataSources,
  guarddutyDetector,
  guarddutyOrganization,
  kmsNotPendingDeletion,
  kmsRegion,
  kmsRotation,
  kmsUsable,
  lakeCmk,
  lakeEventDataStore,
  lakeRetention,
  lakeTerminationProtection,
  s3DefaultEncryption,
  s3LogArchiveAccount,
  s3MfaDelete,
  s3NotPublic,
  s3ObjectLock,
  s3Retention,
  s3Versioning,
];
