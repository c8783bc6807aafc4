/** Describes a fault: which calls it strikes and what goes wrong with them. */
import { z } from 'zod';
import { accountId, regionName } from './common.ts';

export const fault = z.strictObject({
  service: z
    .enum([
      'sts',
      'organizations',
      'account',
      'cloudtrail',
      's3',
      's3control',
      'kms',
      'guardduty',
      'events',
      'scheduler',
      'cloudwatch',
      'logs',
      'sns',
      'config',
    ])
    .optional()
    .describe('Only this service'),
  operation: z.string().optional().describe('Only this operation, such as "GetTrailStatus"'),
  account: accountId.optional().describe('Only calls by this account'),
  region: regionName.optional().describe('Only calls to this region'),
  key: z.string().optional().describe('Only S3 objects whose key begins so, and lists of what begins so'),
  kind: z
    .enum(['deny', 'throttle', 'error', 'timeout', 'reset', 'truncate', 'malformed', 'slow', 'expired'])
    .describe('What happens'),
  times: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Only the first so many matching calls; left out: always'),
  afterPage: z.number().int().positive().optional().describe('Only pages after this one'),
  ms: z.number().min(0).optional().describe('For "slow": milliseconds (default 1000)'),
  code: z.string().optional().describe('For "error": the error code'),
  status: z
    .number()
    .int()
    .min(400)
    .max(599)
    .optional()
    .describe('For "error": the HTTP status (default 500)'),
  message: z.string().optional().describe('Message of the error'),
});

export type FaultDescription = z.output<typeof fault>;
