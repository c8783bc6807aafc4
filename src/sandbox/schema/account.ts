/** Describes an account: its place, its roles, and the resources it owns. */
import { z } from 'zod';
import { bucket } from './bucket.ts';
import { accountId, arn, publicAccessBlock, regionName } from './common.ts';
import { key } from './key.ts';
import { unitId } from './organization.ts';
import { eventDataStore, trail } from './trail.ts';
import { alarm, configRule, eventRule, lambdaFunction, logGroup, schedule, topic } from './watch.ts';

const actions = z.array(
  z.string().regex(/^(\*|[a-z0-9-]+:.+)$/, 'must be an action such as "s3:GetBucketPolicy" or "kms:*"'),
);

export const role = z.strictObject({
  name: z
    .string()
    .regex(/^[\w+=,.@/-]+$/)
    .describe('Name, with its path if it has one: "audit/TrailproofAudit"'),
  trusts: z
    .array(z.union([arn, accountId]))
    .default([])
    .describe('Role or user ARNs, or whole accounts, that may assume it'),
  externalId: z.string().optional().describe('The external id callers must give'),
  maxSessionSeconds: z.number().int().min(3600).max(43200).default(3600).describe('Longest session'),
  denied: z.boolean().default(false).describe('true: AssumeRole is refused, whoever asks'),
  deniedActions: actions.default([]).describe('What the role may not do; "*" stands for any characters'),
});

export const detectorFeature = z.enum([
  'S3_DATA_EVENTS',
  'EKS_AUDIT_LOGS',
  'EBS_MALWARE_PROTECTION',
  'RDS_LOGIN_EVENTS',
  'LAMBDA_NETWORK_LOGS',
  'RUNTIME_MONITORING',
]);

const detectors = z.strictObject({
  enabledByDefault: z
    .boolean()
    .default(true)
    .describe('Is there an enabled detector in every enabled region'),
  except: z
    .record(regionName, z.enum(['on', 'off', 'suspended']))
    .default({})
    .describe('Regions that differ: "off" is no detector, "suspended" a detector with Status DISABLED'),
  features: z.array(detectorFeature).default([]).describe('Enabled features beyond the foundational ones'),
});

export const account = z.strictObject({
  id: accountId.describe('Account id'),
  name: z.string().min(1).describe('Account name'),
  email: z.string().optional().describe('Root email; left out: made from the name'),
  unit: unitId.optional().describe('OU it is in; left out: directly under the root'),
  outsideOrganization: z.boolean().default(false).describe('true: the account exists but is no member'),
  state: z
    .enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'])
    .default('ACTIVE')
    .describe('State in Organizations; roles can be assumed in ACTIVE and PENDING_CLOSURE'),
  optInRegions: z.array(regionName).default([]).describe('Opt-in regions this account has enabled'),
  roles: z
    .array(role)
    .default([])
    .describe('Roles, beside those of rolesInEveryAccount; the same name replaces'),
  accountPublicAccessBlock: publicAccessBlock.optional(),
  trails: z.array(trail).default([]).describe('Trails the account owns'),
  buckets: z.array(bucket).default([]).describe('Buckets the account owns'),
  keys: z.array(key).default([]).describe('KMS keys the account owns'),
  eventDataStores: z.array(eventDataStore).default([]).describe('CloudTrail Lake stores the account owns'),
  functions: z.array(lambdaFunction).default([]).describe('Lambda functions, and when they ran'),
  schedules: z.array(schedule).default([]).describe('Schedules of EventBridge Scheduler'),
  eventRules: z.array(eventRule).default([]).describe('EventBridge rules'),
  alarms: z.array(alarm).default([]).describe('CloudWatch alarms, in the words of the AWS API'),
  logGroups: z.array(logGroup).default([]).describe('CloudWatch log groups'),
  topics: z.array(topic).default([]).describe('SNS topics'),
  configRules: z.array(configRule).default([]).describe("AWS's own Config rules, and what they found"),
  guardDuty: detectors.optional().describe('Detectors; left out: GuardDuty was never switched on'),
});

export type AccountDescription = z.output<typeof account>;
export type RoleDescription = z.output<typeof role>;
