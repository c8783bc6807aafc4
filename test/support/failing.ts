import { getEventSelectors, getInsightSelectors, listTags } from '../../src/aws/cloudtrail.ts';
import {
  describeOrganizationConfiguration,
  getDetector,
  getMemberDetectors,
  listDetectors,
  listOrganizationAdminAccounts,
} from '../../src/aws/guardduty.ts';
import { getKeyPolicy, getKeyRotationStatus } from '../../src/aws/kms.ts';
import { listDelegatedAdministrators, listServiceAccess } from '../../src/aws/organizations.ts';
import {
  getBucketAcl,
  getBucketEncryption,
  getBucketLifecycleConfiguration,
  getBucketLogging,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketVersioning,
  getObjectLockConfiguration,
  getPublicAccessBlock,
} from '../../src/aws/s3.ts';
import { denyBut, ROOT, scp, tampering } from './control-policies.ts';
import {
  ARCHIVE,
  absent,
  daysAhead,
  MANAGEMENT,
  ORGANIZATION,
  on,
  ownStore,
  ownTrail,
  type Spec,
  TRAIL,
  WORKLOAD,
} from './evidence.ts';
import {
  aclCheck,
  administration,
  BUCKET_ARN,
  bySource,
  decrypt,
  denyHttp,
  denyPuts,
  denyPutsIf,
  describeIt,
  encrypt,
  KEY_ID,
  OBJECTS,
  READER,
  type Statement,
  safePuts,
  text,
  write,
  writes,
} from './resource-policies.ts';

export interface Failing {
  readonly check: string;
  readonly of?: string;
  readonly spec: Spec;
  /** Part of the subject's id; left out: the only failing one. */
  readonly subject?: string;
  /** CloudFormation alone does not mend it, and says so. */
  readonly notByStacks?: true;
}

const off = { status: { IsLogging: false } };
const awkward = `it's-"$HOME"-\${x}`;
const lifecycle = (...Rules: readonly object[]) => ({
  answers: [
    on(getBucketLifecycleConfiguration, () => ({
      Rules: [...Rules],
      TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
    })),
  ],
});
const legacy = ownTrail(WORKLOAD, 'legacy', { IsMultiRegionTrail: false, HomeRegion: 'eu-west-1' });
const none = { DetectorIds: [] };

const BREAK_GLASS = `arn:aws:iam::${ARCHIVE}:role/BreakGlass`;
const bucketSays = (...statements: readonly Statement[]) => ({
  answers: [on(getBucketPolicy, () => ({ Policy: text(statements) }))],
});
const keySays = (...statements: readonly Statement[]) => ({
  answers: [on(getKeyPolicy, () => ({ Policy: text(statements), PolicyName: 'default' }))],
});
const unlocked = {
  answers: [on(getObjectLockConfiguration, () => absent('ObjectLockConfigurationNotFoundError'))],
};
const basic = (selector: object) => ({
  answers: [
    on(getEventSelectors, (_scope, { TrailName }) => ({
      TrailARN: TrailName,
      EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, ...selector }],
    })),
  ],
});

export const failing: readonly Failing[] = [
  { check: 'cloudtrail/logging', spec: off },
  { check: 'cloudtrail/multi-region', spec: { trail: { IsMultiRegionTrail: false } } },
  { check: 'cloudtrail/multi-region', of: 'a member, in another region', spec: { trails: [legacy] } },
  { check: 'cloudtrail/global-service-events', spec: { trail: { IncludeGlobalServiceEvents: false } } },
  { check: 'cloudtrail/log-file-validation', spec: { trail: { LogFileValidationEnabled: false } } },
  { check: 'cloudtrail/digest-delivery', spec: { trail: { LogFileValidationEnabled: false } } },
  { check: 'cloudtrail/kms-encryption', spec: { trail: { KmsKeyId: undefined } } },
  {
    check: 'cloudtrail/kms-encryption',
    of: "AWS's own key",
    spec: { trail: { KmsKeyId: `arn:aws:kms:eu-west-1:${ARCHIVE}:alias/aws/s3` } },
  },
  {
    check: 'cloudtrail/insights',
    spec: { answers: [on(getInsightSelectors, () => absent('InsightNotEnabledException'))] },
  },
  {
    check: 'cloudtrail/insights',
    of: 'data events alone',
    spec: {
      answers: [
        on(getInsightSelectors, () => ({
          InsightSelectors: [
            { InsightType: 'ApiCallRateInsight', EventCategories: ['Data'] },
            { InsightType: 'ApiErrorRateInsight' },
          ],
        })),
      ],
    },
  },
  { check: 'cloudtrail/sns', spec: { trail: { SnsTopicARN: undefined } } },
  {
    check: 'cloudtrail/cloudwatch-logs',
    spec: { trail: { CloudWatchLogsLogGroupArn: undefined, CloudWatchLogsRoleArn: undefined } },
  },
  {
    check: 'cloudtrail/tags',
    spec: { answers: [on(listTags, () => ({ ResourceTagList: [{ ResourceId: TRAIL, TagsList: [] }] }))] },
  },
  {
    check: 'cloudtrail/tags',
    of: 'an account with an awkward name',
    spec: {
      accounts: { [MANAGEMENT]: { name: awkward } },
      answers: [on(listTags, () => ({ ResourceTagList: [{ ResourceId: TRAIL, TagsList: [] }] }))],
    },
  },
  {
    check: 'cloudtrail/delegated-admin',
    spec: {
      parameters: { delegatedAdministrators: [ARCHIVE] },
      answers: [
        on(listDelegatedAdministrators, () => ({
          DelegatedAdministrators: [{ Id: ARCHIVE }, { Id: WORKLOAD }],
        })),
      ],
    },
    notByStacks: true,
  },
  { check: 'cloudtrail/organization-trail', spec: { trail: { IsMultiRegionTrail: false }, ...off } },
  { check: 'cloudtrail/organization-trail', of: 'none', spec: { trail: null } },
  {
    check: 'cloudtrail/organization-trail',
    of: 'no trusted access',
    spec: {
      answers: [
        on(listServiceAccess, () => ({
          EnabledServicePrincipals: [{ ServicePrincipal: 'sso.amazonaws.com' }],
        })),
      ],
    },
    notByStacks: true,
  },
  { check: 'cloudtrail/account-covered', spec: { trail: null, trails: [legacy] }, subject: WORKLOAD },
  {
    check: 'cloudtrail/account-covered',
    of: 'a trail that is off',
    spec: { trail: null, trails: [ownTrail(WORKLOAD, 'own')], ...off },
    subject: WORKLOAD,
  },
  { check: 's3/log-archive-account', spec: { bucketOwner: WORKLOAD } },
  { check: 's3/versioning', spec: { answers: [on(getBucketVersioning, () => ({}))] } },
  {
    check: 's3/versioning',
    of: 'suspended',
    spec: { answers: [on(getBucketVersioning, () => ({ Status: 'Suspended', MFADelete: 'Disabled' }))] },
  },
  {
    check: 's3/object-lock',
    spec: { answers: [on(getObjectLockConfiguration, () => absent('ObjectLockConfigurationNotFoundError'))] },
  },
  {
    check: 's3/object-lock',
    of: 'too short, and in GOVERNANCE, which stays',
    spec: {
      parameters: { retentionDays: 900 },
      answers: [
        on(getObjectLockConfiguration, () => ({
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Years: 1 } },
          },
        })),
      ],
    },
  },
  {
    check: 's3/not-public',
    spec: {
      answers: [
        on(getBucketPolicyStatus, () => ({ PolicyStatus: { IsPublic: true } })),
        on(getPublicAccessBlock, () => absent('NoSuchPublicAccessBlockConfiguration')),
        on(getBucketAcl, () => ({
          Grants: [
            {
              Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
              Permission: 'READ',
            },
          ],
        })),
      ],
    },
  },
  {
    check: 's3/retention',
    spec: lifecycle(
      { ID: awkward, Status: 'Enabled', Prefix: '', Expiration: { Days: 30 } },
      {
        ID: 'archive',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 60, StorageClass: 'DEEP_ARCHIVE' },
        ],
      },
      {
        ID: 'cleanup',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        Expiration: { ExpiredObjectDeleteMarker: true },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ),
  },
  {
    check: 's3/retention',
    of: 'a date half a day too early',
    spec: lifecycle({
      ID: 'once',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      Expiration: { Date: daysAhead(364.5) },
    }),
  },
  {
    check: 's3/retention',
    of: 'a date, and an archive beyond the expiry',
    spec: {
      ...lifecycle({
        ID: 'once',
        Status: 'Enabled',
        Filter: { And: { Prefix: 'trails/', Tags: [{ Key: 'a', Value: awkward }] } },
        Expiration: { Date: daysAhead(20) },
        Transitions: [{ Date: daysAhead(10), StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      }),
      parameters: { immediateDays: 400, retentionDays: 365 },
    },
  },
  {
    check: 's3/default-encryption',
    spec: {
      answers: [on(getBucketEncryption, () => absent('ServerSideEncryptionConfigurationNotFoundError'))],
    },
  },
  {
    check: 's3/default-encryption',
    of: 'SSE-S3, and no trail with a key',
    spec: {
      trail: { KmsKeyId: undefined },
      answers: [
        on(getBucketEncryption, () => ({
          ServerSideEncryptionConfiguration: {
            Rules: [
              { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true },
            ],
          },
        })),
      ],
    },
  },
  { check: 'kms/usable', spec: { key: { KeyState: 'Disabled', Enabled: false } } },
  {
    check: 'kms/usable',
    of: 'about to be deleted',
    spec: { key: { KeyState: 'PendingDeletion', Enabled: false, DeletionDate: daysAhead(3) } },
  },
  {
    check: 'kms/not-pending-deletion',
    spec: {
      key: { KeyState: 'PendingDeletion', Enabled: false, DeletionDate: daysAhead(3), Description: awkward },
    },
  },
  {
    check: 'kms/rotation',
    spec: { answers: [on(getKeyRotationStatus, () => ({ KeyRotationEnabled: false }))] },
  },
  {
    check: 'kms/rotation',
    of: 'disabled, and too seldom',
    spec: {
      key: { KeyState: 'Disabled', Enabled: false },
      answers: [on(getKeyRotationStatus, () => ({ KeyRotationEnabled: true, RotationPeriodInDays: 2000 }))],
    },
  },
  {
    check: 'lake/event-data-store',
    spec: { store: { OrganizationEnabled: false, MultiRegionEnabled: false } },
  },
  {
    check: 'lake/event-data-store',
    of: 'about to be deleted',
    spec: { store: { Status: 'PENDING_DELETION' } },
  },
  {
    check: 'lake/event-data-store',
    of: 'none, and required',
    spec: { store: null, parameters: { lake: 'required' } },
  },
  {
    check: 'lake/event-data-store',
    of: 'a member alone has one',
    spec: { store: null, stores: [ownStore(WORKLOAD)] },
  },
  { check: 'lake/retention', spec: { store: { RetentionPeriod: 90 } } },
  { check: 'lake/retention', of: 'about to be deleted', spec: { store: { Status: 'PENDING_DELETION' } } },
  { check: 'lake/termination-protection', spec: { store: { TerminationProtectionEnabled: false } } },
  { check: 'lake/cmk', spec: { store: { KmsKeyId: undefined } } },
  {
    check: 'guardduty/detector',
    spec: {
      answers: [
        on(listDetectors, s => (s.accountId === ARCHIVE && s.region === 'eu-west-1' ? none : undefined)),
      ],
    },
    subject: `${ARCHIVE}/eu-west-1`,
  },
  {
    check: 'guardduty/detector',
    of: 'switched off',
    spec: {
      answers: [on(getDetector, s => (s.region === 'eu-west-1' ? { Status: 'DISABLED' } : undefined))],
    },
    subject: `${ARCHIVE}/eu-west-1`,
  },
  {
    check: 'guardduty/data-sources',
    spec: {
      answers: [
        on(getDetector, s =>
          s.region === 'eu-west-1'
            ? { Status: 'ENABLED', Features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }] }
            : undefined,
        ),
      ],
    },
    subject: `${ARCHIVE}/eu-west-1`,
  },
  {
    check: 'guardduty/data-sources',
    of: 'a member',
    spec: {
      answers: [
        on(getMemberDetectors, (_s, { AccountIds }) => ({
          MemberDataSourceConfigurations: AccountIds.map(AccountId => ({
            AccountId,
            Features: [{ Name: 'S3_DATA_EVENTS', Status: AccountId === WORKLOAD ? 'DISABLED' : 'ENABLED' }],
          })),
        })),
      ],
    },
    subject: `${WORKLOAD}/eu-west-1`,
    notByStacks: true,
  },
  {
    check: 'guardduty/organization',
    spec: {
      answers: [
        on(describeOrganizationConfiguration, () => ({
          AutoEnableOrganizationMembers: 'NEW',
          MemberAccountLimitReached: false,
        })),
      ],
    },
    notByStacks: true,
  },
  {
    check: 'guardduty/organization',
    of: 'a region without an administrator',
    spec: {
      answers: [
        on(listOrganizationAdminAccounts, s =>
          s.region === 'eu-west-1' ? { AdminAccounts: [] } : undefined,
        ),
      ],
    },
    notByStacks: true,
  },

  // Policies
  { check: 's3/tls-only', spec: bucketSays(...writes, safePuts) },
  {
    check: 's3/tls-only',
    of: 'no policy',
    spec: { answers: [on(getBucketPolicy, () => absent('NoSuchBucketPolicy'))] },
  },
  {
    check: 's3/tls-only',
    of: 'objects alone, and a policy variable',
    spec: bucketSays(...writes, denyHttp({ Resource: OBJECTS }), {
      Sid: "it's",
      Effect: 'Allow',
      Principal: { AWS: READER },
      Action: 's3:GetObject',
      Resource: `${BUCKET_ARN}/home/\${aws:username}/*`,
    }),
  },
  { check: 's3/sse-kms-on-put', spec: bucketSays(...writes, denyHttp()) },
  { check: 's3/cloudtrail-write-scoped', spec: bucketSays(aclCheck, write(MANAGEMENT)) },
  {
    check: 's3/sse-kms-on-put',
    of: 'KMS alone, which stops digests',
    spec: {
      ...bucketSays(...writes, denyPuts('aws:kms')),
      status: { LatestDigestDeliveryError: 'AccessDenied' },
    },
  },
  {
    check: 's3/sse-kms-on-put',
    of: 'some other keys',
    spec: bucketSays(
      ...writes,
      safePuts,
      denyPutsIf({ StringEquals: { [KEY_ID]: `arn:aws:kms:eu-west-1:${WORKLOAD}:key/1` } }),
    ),
  },
  {
    check: 's3/cloudtrail-write-scoped',
    of: 'any trail may write',
    spec: bucketSays(aclCheck, write(ORGANIZATION, {}), write(MANAGEMENT, {}), denyHttp()),
  },
  {
    check: 's3/cloudtrail-write-scoped',
    of: 'no policy',
    spec: { answers: [on(getBucketPolicy, () => absent('NoSuchBucketPolicy'))] },
  },
  { check: 's3/delete-protection', spec: { ...unlocked, tree: { policies: [] } } },
  {
    check: 's3/delete-protection',
    of: 'break-glass',
    spec: { ...unlocked, tree: { policies: [] }, parameters: { breakGlass: [BREAK_GLASS] } },
  },
  {
    check: 's3/delete-protection',
    of: 'another account may delete, by the bucket policy',
    spec: {
      tree: { policies: [] },
      answers: [
        ...unlocked.answers,
        ...bucketSays(...writes, {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${WORKLOAD}:root` },
          Action: 's3:*',
          Resource: [BUCKET_ARN, OBJECTS],
        }).answers,
      ],
    },
  },
  { check: 'kms/cloudtrail-grant', spec: keySays(administration(), decrypt(READER)) },
  { check: 'kms/grant-scoped', spec: keySays(administration(), encrypt(null), describeIt) },
  {
    check: 'kms/decrypt-separated',
    spec: keySays(administration(), encrypt(bySource), describeIt, decrypt(`arn:aws:iam::${WORKLOAD}:root`)),
  },
  {
    check: 'kms/decrypt-separated',
    of: 'named readers stay',
    spec: keySays(
      administration(),
      encrypt(bySource),
      describeIt,
      decrypt('*'),
      decrypt([READER, `arn:aws:iam::${WORKLOAD}:role/Siem`]),
    ),
  },
  { check: 'kms/deletion-denied', spec: { tree: { policies: [] } } },
  { check: 'organizations/trail-tampering-denied', spec: { tree: { policies: [] } }, subject: WORKLOAD },
  {
    check: 'organizations/trail-tampering-denied',
    of: 'an exception for everybody',
    spec: {
      parameters: { breakGlass: [BREAK_GLASS] },
      tree: { policies: [scp('Weak', [ROOT], denyBut(tampering, 'arn:aws:iam::*:role/*'))] },
    },
    subject: WORKLOAD,
  },
  { check: 'organizations/leave-denied', spec: { tree: { policies: [] } }, subject: WORKLOAD },
  { check: 'organizations/log-archive-protected', spec: { tree: { policies: [] } } },
  { check: 's3/access-logging', spec: { answers: [on(getBucketLogging, () => ({}))], trails: [] } },

  // Selectors
  { check: 'cloudtrail/management-events', spec: basic({ ReadWriteType: 'WriteOnly' }) },
  {
    check: 'cloudtrail/management-events',
    of: 'excluded, and data events beside',
    spec: basic({
      ExcludeManagementEventSources: ['kms.amazonaws.com'],
      DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
    }),
  },
  { check: 'cloudtrail/management-events', of: 'off', spec: off },
  { check: 'cloudtrail/kms-events', spec: basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }) },
  {
    check: 'cloudtrail/kms-events',
    of: 'one region, and off',
    spec: { trail: { IsMultiRegionTrail: false }, ...off },
  },
  { check: 'cloudtrail/s3-data-events', spec: basic({}) },
  {
    check: 'cloudtrail/s3-data-events',
    of: 'named buckets',
    spec: { ...basic({}), parameters: { sensitiveBuckets: ['payments', 'cards'] } },
  },
  {
    check: 'cloudtrail/s3-data-events',
    of: 'one region',
    spec: {
      ...basic({ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::one/'] }] }),
      trail: { IsMultiRegionTrail: false },
    },
  },
  { check: 'cloudtrail/lambda-data-events', spec: basic({}) },
  {
    check: 'cloudtrail/lambda-data-events',
    of: 'named functions',
    spec: {
      ...basic({}),
      parameters: { sensitiveFunctions: [`arn:aws:lambda:us-east-1:${WORKLOAD}:function:pay`] },
    },
  },
  { check: 'cloudtrail/network-activity-events', spec: off },
];
