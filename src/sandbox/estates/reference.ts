/** The estate `reference`: a believable organization with good and bad in it, each defect chosen. */
import { type Estate, parseEstate } from '../estate.ts';
import { fullAccessRcp, fullAccessScp } from '../full-access.ts';
import type { EstateDocument } from '../schema/estate.ts';
import {
  denyAllButKms,
  denyDestruction,
  denyOtherEncryption,
  denyPlainHttp,
  denyPlainHttpInPart,
  letCloudTrailWrite,
  policy,
  trailKeyPolicy,
} from './policies.ts';
import { referenceExpectations } from './reference-expectations.ts';
import {
  breakGlass,
  detectorsOn,
  logArchive,
  management,
  nonProduction,
  payments,
  paymentsTrail,
  production,
  security,
  suspended,
  tooling,
  web,
  workloads,
} from './reference-names.ts';
import { trailPolicies } from './reference-policies.ts';
import { workloadAccounts } from './reference-workloads.ts';
import { auditRole, auditRoleName, evidenceSigningKey, toolingCaller, trustedServices } from './tooling.ts';
import { configRules, halfWatchedTrail, sleepingVerifier } from './watch.ts';

const organizationId = 'o-a1b2c3d4e5';

const logBucket = 'acme-org-cloudtrail-logs';
const organizationTrail = `arn:aws:cloudtrail:us-east-1:${management}:trail/org-trail`;
const logKeyId = '3f0c2a5e-7d41-4b6a-9c58-1e2f3a4b5c6d';
const logKey = `arn:aws:kms:us-east-1:${logArchive}:key/${logKeyId}`;

/** When files arrived last follows from the history. */
const healthy = { startedAt: '2023-03-06T09:12:44Z' };

const organization: EstateDocument['organization'] = {
  id: organizationId,
  rootId: 'r-ab12',
  managementAccount: management,
  units: [
    { id: security, name: 'Security' },
    { id: workloads, name: 'Workloads' },
    { id: production, name: 'Prod', parent: workloads },
    { id: nonProduction, name: 'NonProd', parent: workloads },
    { id: suspended, name: 'Suspended' },
  ],
  trustedServices,
  delegatedAdministrators: [
    {
      account: tooling,
      services: ['cloudtrail.amazonaws.com', 'config.amazonaws.com', 'guardduty.amazonaws.com'],
    },
  ],
  policyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
  policies: [fullAccessScp, fullAccessRcp, ...trailPolicies],
};

export function reference(): Estate {
  const document: EstateDocument = {
    name: 'reference',
    description:
      'A believable organization with good and bad in it: one organization trail, and what grew beside it.',
    callers: [toolingCaller(tooling)],
    rolesInEveryAccount: [auditRole(tooling)],
    organization,
    accounts: [managementAccount, logArchiveAccount, toolingAccount, ...workloadAccounts],
    guardDuty: { administrator: tooling, autoEnable: 'ALL', autoEnableFeatures: ['S3_DATA_EVENTS'] },
    // A trap: the name holds the log-archive account's id, the bucket is somebody else's.
    foreignBuckets: [{ name: `acme-audit-${logArchive}`, region: 'us-east-1' }],
    expectations: referenceExpectations,
  };
  return parseEstate(document, 'estate "reference"');
}

const managementAccount: EstateDocument['accounts'][number] = {
  id: management,
  name: 'acme-management',
  ...halfWatchedTrail(management, organizationTrail),
  trails: [
    {
      name: 'org-trail',
      homeRegion: 'us-east-1',
      bucket: logBucket,
      multiRegion: true,
      organization: true,
      logFileValidation: true,
      kmsKeyId: logKey,
      cloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${management}:log-group:org-trail:*`,
      cloudWatchLogsRoleArn: `arn:aws:iam::${management}:role/CloudTrailToCloudWatchLogs`,
      advancedEventSelectors: [
        { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        {
          Name: 'S3 objects outside the log bucket',
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
            { Field: 'resources.ARN', NotStartsWith: [`arn:aws:s3:::${logBucket}/`] },
          ],
        },
      ],
      tags: { owner: 'security', 'data-classification': 'confidential' },
      status: {
        ...healthy,
        lastCloudWatch: '-4m',
        overrides: [
          {
            account: payments,
            region: 'eu-west-1',
            lastDelivery: '-9d',
            deliveryError: 'AccessDenied',
          },
        ],
      },
      history: {
        // Somebody with the break-glass role wrote one log file again, with another address in one event.
        tampering: [{ kind: 'edit-log', account: web, region: 'us-east-1', hoursAgo: 7 }],
      },
    },
  ],
  eventDataStores: [{ name: 'org-events', region: 'us-east-1', organization: true, retentionDays: 2557 }],
  accountPublicAccessBlock: true,
  guardDuty: detectorsOn,
};

const logArchiveAccount: EstateDocument['accounts'][number] = {
  id: logArchive,
  name: 'acme-log-archive',
  unit: security,
  accountPublicAccessBlock: true,
  buckets: [
    {
      name: logBucket,
      region: 'us-east-1',
      createdAt: '2023-03-06T08:40:00Z',
      policy: policy(
        ...letCloudTrailWrite({
          bucket: logBucket,
          trailArn: organizationTrail,
          folders: [management, organizationId],
        }),
        denyPlainHttp(logBucket),
        denyOtherEncryption(logBucket),
        denyDestruction(logBucket, breakGlass),
      ),
      publicAccessBlock: true,
      encryption: { algorithm: 'aws:kms', kmsKeyId: logKey, bucketKey: true },
      versioning: 'Enabled',
      objectLock: { mode: 'GOVERNANCE', days: 400 },
      logging: { bucket: 'acme-access-logs', prefix: `${logBucket}/` },
      lifecycle: [
        {
          ID: 'archive-then-expire',
          Status: 'Enabled',
          Filter: { Prefix: '' },
          Transitions: [{ Days: 180, StorageClass: 'GLACIER_IR' }],
          Expiration: { Days: 2557 },
        },
      ],
      tags: { owner: 'security' },
    },
    {
      name: 'acme-payments-trail',
      region: 'us-east-1',
      policy: policy(
        ...letCloudTrailWrite({
          bucket: 'acme-payments-trail',
          trailArn: paymentsTrail,
          folders: [payments],
        }),
        // Each looks right at first sight: objects alone, KMS alone, and every role is spared.
        denyPlainHttpInPart('acme-payments-trail', { Resource: 'arn:aws:s3:::acme-payments-trail/*' }),
        denyAllButKms('acme-payments-trail'),
        denyDestruction('acme-payments-trail', 'arn:aws:iam::*:role/*'),
      ),
      publicAccessBlock: true,
      versioning: 'Enabled',
      lifecycle: [{ ID: 'expire', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 365 } }],
    },
    {
      name: 'acme-access-logs',
      region: 'us-east-1',
      policy: policy(denyPlainHttp('acme-access-logs')),
      publicAccessBlock: true,
      lifecycle: [{ ID: 'expire', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 400 } }],
    },
  ],
  keys: [
    {
      id: logKeyId,
      region: 'us-east-1',
      aliases: ['alias/org-trail'],
      description: 'Encrypts the organization trail',
      rotation: { enabled: true, periodDays: 365 },
      policy: trailKeyPolicy({
        owner: logArchive,
        trailArn: organizationTrail,
        readers: [
          `arn:aws:iam::${logArchive}:role/LogReader`,
          `arn:aws:iam::${logArchive}:role/${auditRoleName}`,
        ],
      }),
    },
  ],
  guardDuty: detectorsOn,
};

const toolingAccount: EstateDocument['accounts'][number] = {
  id: tooling,
  name: 'acme-security-tooling',
  unit: security,
  keys: [evidenceSigningKey],
  ...sleepingVerifier(tooling),
  configRules: configRules(
    `arn:aws:cloudtrail:us-east-1:${tooling}:trail/partner-trail`,
    'cloud-trail-encryption-enabled',
    'cloud-trail-cloud-watch-logs-enabled',
  ),
  accountPublicAccessBlock: true,
  trails: [
    {
      name: 'partner-trail',
      homeRegion: 'us-east-1',
      bucket: `acme-audit-${logArchive}`,
      prefix: 'acme',
      multiRegion: true,
      logFileValidation: true,
      // A trap: objects are recorded, but who writes or deletes them is not.
      eventSelectors: [
        { ReadWriteType: 'All', IncludeManagementEvents: true },
        {
          ReadWriteType: 'ReadOnly',
          IncludeManagementEvents: false,
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
        },
      ],
      status: { ...healthy, startedAt: '2024-05-14T13:02:10Z' },
      history: {},
    },
  ],
  guardDuty: detectorsOn,
};
