/** The estate `exemplary`: six accounts, every item of the production checklist met. */
import { type Estate, parseEstate } from '../estate.ts';
import { fullAccessRcp, fullAccessScp } from '../full-access.ts';
import type { EstateDocument } from '../schema/estate.ts';
import { chainNotVerified } from './expecting.ts';
import {
  denyBut,
  denyDestruction,
  denyOtherEncryption,
  denyOtherKeys,
  denyPlainHttp,
  destructiveS3Actions,
  keyDestructionActions,
  letCloudTrailWrite,
  policy,
  tamperingActions,
  trailKeyPolicy,
} from './policies.ts';
import { dataEvents, networkEvents } from './selectors.ts';
import { auditRole, auditRoleName, toolingCaller, trustedServices } from './tooling.ts';
import { watchedTrail, workingVerifier } from './watch.ts';

const management = '210987654321';
const logArchive = '321098765432';
const tooling = '432109876543';
const shop = '543210987654';
const ledger = '654321098765';
const lab = '765432109876';

const organizationId = 'o-exemplary01';
const security = 'ou-ex01-security1';
const workloads = 'ou-ex01-workload1';
const logBucket = 'exemplary-org-trail-logs';
const accessLogs = 'exemplary-access-logs';
const trailArn = `arn:aws:cloudtrail:us-east-1:${management}:trail/org-trail`;
const keyId = '5b2d7c90-4e1f-4a63-9d08-7c6b5a493827';
const keyArn = `arn:aws:kms:us-east-1:${logArchive}:key/${keyId}`;
const storeKeyId = '6c3e8da1-5f20-4b74-8e19-8d7c6b5a4938';
const breakGlass = `arn:aws:iam::${logArchive}:role/BreakGlass`;

const guardDuty = { features: ['S3_DATA_EVENTS' as const, 'RUNTIME_MONITORING' as const] };

export function exemplary(): Estate {
  const document: EstateDocument = {
    name: 'exemplary',
    description: 'Every item of the production checklist met.',
    callers: [toolingCaller(tooling)],
    rolesInEveryAccount: [auditRole(tooling)],
    organization,
    accounts: [
      managementAccount,
      logArchiveAccount,
      {
        id: tooling,
        name: 'exemplary-tooling',
        unit: security,
        accountPublicAccessBlock: true,
        ...workingVerifier(tooling),
        guardDuty,
      },
      { id: shop, name: 'shop-prod', unit: workloads, accountPublicAccessBlock: true, guardDuty },
      { id: ledger, name: 'ledger-prod', unit: workloads, accountPublicAccessBlock: true, guardDuty },
      { id: lab, name: 'lab-nonprod', unit: workloads, accountPublicAccessBlock: true, guardDuty },
    ],
    guardDuty: { administrator: tooling, autoEnable: 'ALL', autoEnableFeatures: guardDuty.features },
    expectations: [chainNotVerified(trailArn)],
  };
  return parseEstate(document, 'estate "exemplary"');
}

const organization: EstateDocument['organization'] = {
  id: organizationId,
  rootId: 'r-ex01',
  managementAccount: management,
  units: [
    { id: security, name: 'Security' },
    { id: workloads, name: 'Workloads' },
  ],
  trustedServices,
  delegatedAdministrators: [
    {
      account: tooling,
      services: [
        'account.amazonaws.com',
        'cloudtrail.amazonaws.com',
        'config.amazonaws.com',
        'guardduty.amazonaws.com',
      ],
    },
  ],
  policyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
  policies: [
    fullAccessScp,
    fullAccessRcp,
    {
      id: 'p-audittrl1',
      name: 'ProtectAuditTrail',
      description: 'Trails and stores are changed by break-glass alone; nobody leaves',
      content: policy(denyBut('ProtectTrails', tamperingActions, breakGlass), {
        Sid: 'StayInTheOrganization',
        Effect: 'Deny',
        Action: 'organizations:LeaveOrganization',
        Resource: '*',
      }),
      targets: ['r-ex01'],
    },
    {
      id: 'p-logarchv1',
      name: 'ProtectLogArchive',
      description: 'Logs and their key are destroyed by break-glass alone',
      content: policy(
        denyBut('ProtectLogs', destructiveS3Actions, breakGlass),
        denyBut('ProtectKeys', keyDestructionActions, breakGlass),
      ),
      targets: [security],
    },
  ],
};

const managementAccount: EstateDocument['accounts'][number] = {
  id: management,
  name: 'exemplary-management',
  ...watchedTrail(management, trailArn, keyArn),
  accountPublicAccessBlock: true,
  trails: [
    {
      name: 'org-trail',
      homeRegion: 'us-east-1',
      bucket: logBucket,
      multiRegion: true,
      organization: true,
      logFileValidation: true,
      kmsKeyId: keyArn,
      snsTopicArn: `arn:aws:sns:us-east-1:${management}:org-trail`,
      cloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${management}:log-group:org-trail:*`,
      cloudWatchLogsRoleArn: `arn:aws:iam::${management}:role/CloudTrailToCloudWatchLogs`,
      advancedEventSelectors: [
        { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        dataEvents('S3 objects', 'AWS::S3::Object'),
        dataEvents('Lambda functions', 'AWS::Lambda::Function'),
        networkEvents('s3.amazonaws.com'),
        networkEvents('kms.amazonaws.com'),
        networkEvents('cloudtrail.amazonaws.com'),
      ],
      insightSelectors: [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }],
      tags: { owner: 'security', 'data-classification': 'confidential' },
      status: {
        startedAt: '2023-03-06T09:12:44Z',
        lastCloudWatch: '-4m',
        lastNotification: '-6m',
      },
      // A week of it can be verified.
      history: { since: '-8d' },
    },
  ],
  eventDataStores: [
    {
      name: 'org-events',
      region: 'us-east-1',
      organization: true,
      retentionDays: 3653,
      kmsKeyId: `arn:aws:kms:us-east-1:${logArchive}:key/${storeKeyId}`,
      tags: { owner: 'security' },
    },
  ],
  guardDuty,
};

const logArchiveAccount: EstateDocument['accounts'][number] = {
  id: logArchive,
  name: 'exemplary-log-archive',
  unit: security,
  accountPublicAccessBlock: true,
  buckets: [
    {
      name: logBucket,
      region: 'us-east-1',
      policy: policy(
        ...letCloudTrailWrite({ bucket: logBucket, trailArn, folders: [management, organizationId] }),
        denyPlainHttp(logBucket),
        denyOtherEncryption(logBucket),
        denyOtherKeys(logBucket, keyArn),
        denyDestruction(logBucket, breakGlass),
      ),
      publicAccessBlock: true,
      encryption: { algorithm: 'aws:kms', kmsKeyId: keyArn, bucketKey: true, blocked: ['SSE-C'] },
      versioning: 'Enabled',
      objectLock: { mode: 'COMPLIANCE', days: 400 },
      logging: { bucket: accessLogs, prefix: `${logBucket}/` },
      lifecycle: [
        {
          ID: 'archive-then-expire',
          Status: 'Enabled',
          Filter: { Prefix: '' },
          Transitions: [{ Days: 180, StorageClass: 'GLACIER_IR' }],
          Expiration: { Days: 2557 },
          NoncurrentVersionExpiration: { NoncurrentDays: 2557 },
        },
      ],
      tags: { owner: 'security', 'data-classification': 'confidential' },
    },
    {
      name: accessLogs,
      region: 'us-east-1',
      policy: policy(denyPlainHttp(accessLogs), {
        Sid: 'S3ServerAccessLogs',
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${accessLogs}/*`,
        Condition: {
          ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${logBucket}` },
          StringEquals: { 'aws:SourceAccount': logArchive },
        },
      }),
      publicAccessBlock: true,
      versioning: 'Enabled',
      lifecycle: [{ ID: 'expire', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 730 } }],
    },
  ],
  keys: [
    {
      id: keyId,
      region: 'us-east-1',
      aliases: ['alias/org-trail'],
      description: 'Encrypts the organization trail',
      rotation: { enabled: true, periodDays: 365 },
      policy: trailKeyPolicy({
        owner: logArchive,
        trailArn,
        readers: [
          `arn:aws:iam::${logArchive}:role/LogReader`,
          `arn:aws:iam::${logArchive}:role/${auditRoleName}`,
        ],
      }),
    },
    {
      id: storeKeyId,
      region: 'us-east-1',
      aliases: ['alias/org-events'],
      description: 'Encrypts the organization event data store',
      rotation: { enabled: true, periodDays: 365 },
    },
  ],
  guardDuty,
};
