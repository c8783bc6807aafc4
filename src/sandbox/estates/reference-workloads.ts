/** The workload accounts of the estate `reference`: trails of their own, each with what usually is wrong with such trails. */
import type { EstateDocument } from '../schema/estate.ts';
import { denyPlainHttpInPart, policy, trailKeyPolicy } from './policies.ts';
import {
  detectorsOn,
  nonProduction,
  payments,
  paymentsTrail,
  production,
  suspended,
  tooling,
  web,
} from './reference-names.ts';
import { auditRole } from './tooling.ts';

const analytics = '666677778888';
const sandbox = '777788889999';
const paymentsKeyId = '8a9b0c1d-2e3f-4a5b-8c7d-9e0f1a2b3c4d';

export const workloadAccounts: EstateDocument['accounts'] = [
  {
    id: payments,
    name: 'payments-prod',
    unit: production,
    accountPublicAccessBlock: true,
    trails: [
      {
        name: 'payments-trail',
        homeRegion: 'us-east-1',
        bucket: 'acme-payments-trail',
        multiRegion: true,
        logFileValidation: true,
        kmsKeyId: `arn:aws:kms:us-east-1:${payments}:key/${paymentsKeyId}`,
        eventSelectors: [
          {
            ReadWriteType: 'WriteOnly',
            IncludeManagementEvents: true,
            ExcludeManagementEventSources: ['kms.amazonaws.com'],
          },
        ],
        status: {
          startedAt: '2024-01-22T10:30:00Z',
          lastDelivery: '-23d',
          deliveryError: 'KMS.DisabledException',
          lastDigest: '-23d',
          // Its bucket lets in nothing but KMS: digests were refused long before the key was disabled.
          digestError: 'AccessDenied',
        },
        // A day of files from before, and a key that no longer opens them.
        history: { since: '-24d' },
      },
    ],
    keys: [
      {
        id: paymentsKeyId,
        region: 'us-east-1',
        aliases: ['alias/payments-trail'],
        state: 'Disabled',
        policy: trailKeyPolicy({
          owner: payments,
          trailArn: paymentsTrail,
          // A whole account of others may read, and any trail may encrypt.
          readers: [`arn:aws:iam::${payments}:root`, `arn:aws:iam::${tooling}:root`],
          anyTrail: true,
        }),
      },
    ],
    guardDuty: { ...detectorsOn, except: { 'sa-east-1': 'off' } },
  },
  {
    id: web,
    name: 'web-prod',
    unit: production,
    optInRegions: ['ap-east-1'],
    trails: [
      {
        name: 'legacy-eu',
        homeRegion: 'eu-west-1',
        bucket: 'web-prod-legacy-trail',
        status: {
          logging: false,
          startedAt: '2019-09-02T14:20:05Z',
          stoppedAt: '-200d',
          lastDelivery: '-200d',
        },
      },
    ],
    buckets: [
      {
        name: 'web-prod-legacy-trail',
        region: 'eu-west-1',
        createdAt: '2019-09-02T14:11:31Z',
        // As it was written in 2019: no source condition, so anybody's trail may write here.
        policy: policy(
          {
            Sid: 'AWSCloudTrailAclCheck20150319',
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: 's3:GetBucketAcl',
            Resource: 'arn:aws:s3:::web-prod-legacy-trail',
          },
          {
            Sid: 'AWSCloudTrailWrite20150319',
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: `arn:aws:s3:::web-prod-legacy-trail/AWSLogs/${web}/*`,
            Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
          },
          // A trap: it begins with s3: and has a star, and writes and lists go on over plain HTTP.
          denyPlainHttpInPart('web-prod-legacy-trail', { Action: 's3:Get*' }),
        ),
        ownership: 'ObjectWriter',
        lifecycle: [{ ID: 'expire', Status: 'Enabled', Prefix: '', Expiration: { Days: 90 } }],
      },
    ],
    // Its detector in ap-east-1 is its own: the administrator has not enabled that region.
    guardDuty: detectorsOn,
  },
  {
    id: analytics,
    name: 'analytics-nonprod',
    unit: nonProduction,
    roles: [{ ...auditRole(tooling), denied: true }],
    guardDuty: detectorsOn,
  },
  { id: sandbox, name: 'sandbox-nonprod', unit: suspended, state: 'SUSPENDED', guardDuty: {} },
];
