/** Describes a KMS key: its state, material, rotation and policy. */
import { z } from 'zod';
import { accountId, policyDocument, regionName, time } from './common.ts';

export const key = z.strictObject({
  id: z
    .string()
    .regex(/^(mrk-)?[0-9a-f-]{32,36}$/, 'must be a key id (a UUID, or "mrk-" and 32 hexadecimal digits)')
    .describe('Key id; its ARN follows from account and region'),
  region: regionName.describe('Region of the key'),
  aliases: z
    .array(z.string().regex(/^alias\/.+$/, 'must be an alias such as "alias/logs"'))
    .optional()
    .describe('Alias names, such as "alias/cloudtrail"'),
  description: z.string().default('').describe('Description'),
  createdAt: time.default('2023-02-01T09:00:00Z').describe('CreationDate'),
  manager: z.enum(['CUSTOMER', 'AWS']).default('CUSTOMER').describe('KeyManager'),
  state: z
    .enum([
      'Creating',
      'Enabled',
      'Disabled',
      'PendingDeletion',
      'PendingImport',
      'PendingReplicaDeletion',
      'Unavailable',
      'Updating',
    ])
    .default('Enabled')
    .describe('KeyState'),
  deletionDate: time.optional().describe('DeletionDate, for PendingDeletion'),
  origin: z
    .enum(['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'])
    .default('AWS_KMS')
    .describe('Origin'),
  spec: z.string().default('SYMMETRIC_DEFAULT').describe('KeySpec, such as "RSA_2048" or "HMAC_256"'),
  usage: z
    .enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'])
    .default('ENCRYPT_DECRYPT')
    .describe('KeyUsage'),
  multiRegion: z.enum(['PRIMARY', 'REPLICA']).optional().describe('Left out: a key of one region'),
  validTo: time
    .optional()
    .describe('For EXTERNAL: when the imported material expires (KEY_MATERIAL_EXPIRES)'),
  rotation: z
    .strictObject({
      enabled: z.boolean().describe('KeyRotationEnabled'),
      periodDays: z.number().int().min(90).max(2560).default(365).describe('RotationPeriodInDays'),
    })
    .default({ enabled: false, periodDays: 365 })
    .describe('Automatic rotation'),
  policy: policyDocument.optional().describe("Key policy; left out: AWS's default policy for the account"),
  describableBy: z
    .array(accountId)
    .optional()
    .describe('Other accounts whose DescribeKey and GetKeyRotationStatus are answered'),
});

export type KeyDescription = z.output<typeof key>;
