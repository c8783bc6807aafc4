/** The one list of calls that Trailproof makes: all of them read. Policies are generated from it. */
import type { AnyCall } from '../model/call.ts';
import { listRegions } from './account.ts';
import { headBucket, listBuckets } from './bucket-owner.ts';
import {
  describeTrails,
  getEventSelectors,
  getInsightSelectors,
  getTrailStatus,
  listTags,
} from './cloudtrail.ts';
import { describeAlarms, getMetricData } from './cloudwatch.ts';
import {
  describeConfigRuleEvaluationStatus,
  describeConfigRules,
  getComplianceDetailsByConfigRule,
} from './config.ts';
import { describePolicy, listPolicies, listRoots, listTargetsForPolicy } from './control-policies.ts';
import { lookupEvents } from './event-history.ts';
import { describeRule, listTargetsByRule } from './events.ts';
import {
  describeOrganizationConfiguration,
  getDetector,
  getMemberDetectors,
  listDetectors,
  listMembers,
  listOrganizationAdminAccounts,
} from './guardduty.ts';
import { describeKey, getKeyPolicy, getKeyRotationStatus } from './kms.ts';
import { getEventDataStore, listEventDataStores } from './lake.ts';
import { LEDGER_PERMISSION, readLedger } from './ledger.ts';
import { describeLogGroups, describeMetricFilters } from './logs.ts';
import { objectPermissions } from './objects.ts';
import { listParents } from './organization-paths.ts';
import {
  describeOrganization,
  listAccounts,
  listDelegatedAdministrators,
  listServiceAccess,
} from './organizations.ts';
import { listPublicKeys } from './public-keys.ts';
import {
  getAccountPublicAccessBlock,
  getBucketAcl,
  getBucketEncryption,
  getBucketLifecycleConfiguration,
  getBucketLogging,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketVersioning,
  getObjectLockConfiguration,
  getPublicAccessBlock,
} from './s3.ts';
import { getSchedule } from './scheduler.ts';
import { listSubscriptionsByTopic } from './sns.ts';
import { getCallerIdentity } from './sts.ts';

/** Asked before the population is known. */
export const discoveryCalls: readonly AnyCall[] = [
  getCallerIdentity,
  describeOrganization,
  listAccounts,
  listRegions,
];

export const allCalls: readonly AnyCall[] = [
  ...discoveryCalls,
  listServiceAccess,
  listDelegatedAdministrators,
  listRoots,
  listPolicies,
  describePolicy,
  listTargetsForPolicy,
  listParents,
  describeTrails,
  getTrailStatus,
  getEventSelectors,
  getInsightSelectors,
  listTags,
  readLedger,
  listEventDataStores,
  getEventDataStore,
  listBuckets,
  headBucket,
  getBucketVersioning,
  getObjectLockConfiguration,
  getBucketLifecycleConfiguration,
  getBucketEncryption,
  getBucketLogging,
  getBucketAcl,
  getBucketPolicy,
  getBucketPolicyStatus,
  getPublicAccessBlock,
  getAccountPublicAccessBlock,
  describeKey,
  getKeyPolicy,
  getKeyRotationStatus,
  listOrganizationAdminAccounts,
  listDetectors,
  getDetector,
  describeOrganizationConfiguration,
  listMembers,
  getMemberDetectors,
  getSchedule,
  describeRule,
  listTargetsByRule,
  getMetricData,
  describeLogGroups,
  describeMetricFilters,
  describeAlarms,
  listSubscriptionsByTopic,
  describeConfigRules,
  getComplianceDetailsByConfigRule,
  describeConfigRuleEvaluationStatus,
];

/** What verifying log files needs beyond the calls above: their contents, the keys, and what was done to the trails. */
export const verificationPermissions = [
  ...objectPermissions,
  listPublicKeys.permission,
  lookupEvents.permission,
];

/** The calls and all that their planning reads. */
export function closureOf(calls: Iterable<AnyCall>): readonly AnyCall[] {
  const found = new Set<AnyCall>();
  const visit = (call: AnyCall): void => {
    if (found.has(call)) return;
    found.add(call);
    for (const stage of call.stages) stage.needs.forEach(visit);
  };
  for (const call of calls) visit(call);
  return [...found];
}

/** AWS refuses a longer inline session policy. */
export const SESSION_POLICY_LIMIT = 2048;

/** The IAM actions that calls need, sorted. Reading our own ledger needs none. */
export function iamActions(calls: Iterable<AnyCall>): readonly string[] {
  const all = new Set([...calls].map(call => call.permission));
  return [...all].filter(action => action !== LEDGER_PERMISSION).sort();
}

/** Narrows a session to these IAM actions, whatever its role allows. */
export function sessionPolicy(actions: Iterable<string>): string {
  const Action = [...new Set(actions)].sort();
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}
