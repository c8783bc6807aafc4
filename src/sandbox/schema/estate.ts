/** The whole estate as one zod schema: what a user may write, with a sentence for each field. */
import { z } from 'zod';
import { account, detectorFeature, role } from './account.ts';
import { accountId, bucketName, regionName } from './common.ts';
import { expectation } from './expectation.ts';
import { fault } from './fault.ts';
import { organization } from './organization.ts';

const caller = z.strictObject({
  account: accountId.describe('Account the credentials belong to'),
  user: z.string().optional().describe('IAM user the credentials belong to; or else role'),
  role: z
    .string()
    .optional()
    .describe('Role the credentials are a session of (then assuming another role is chaining)'),
  sessionName: z.string().default('operator').describe('Session name, with role'),
  accessKeyId: z
    .string()
    .regex(/^[A-Z0-9]{16,128}$/, 'must be 16 or more capital letters and digits')
    .describe('Access key id'),
  secretAccessKey: z.string().min(8).describe('Secret; signatures are verified with it'),
  sessionToken: z.string().optional().describe('Session token the requests must carry'),
  deniedActions: z.array(z.string()).default([]).describe('What this caller may not do'),
});

const guardDuty = z.strictObject({
  administrator: accountId.describe('Delegated administrator of GuardDuty'),
  regions: z
    .union([z.literal('all'), z.array(regionName)])
    .default('all')
    .describe('Regions where it is the administrator (and has enabled the region itself)'),
  autoEnable: z.enum(['ALL', 'NEW', 'NONE']).default('ALL').describe('AutoEnableOrganizationMembers'),
  autoEnableFeatures: z.array(detectorFeature).default([]).describe('Features enabled for all members'),
  memberLimitReached: z.boolean().default(false).describe('MemberAccountLimitReached'),
  notMembers: z
    .array(
      z.strictObject({
        account: accountId.describe('The account'),
        region: regionName.optional().describe('Left out: in all regions'),
      }),
    )
    .default([])
    .describe('Accounts that are no members, in one region or in all'),
});

const server = z.strictObject({
  latencyMs: z.number().min(0).optional().describe('Milliseconds every answer waits'),
  pageSize: z.number().int().positive().optional().describe('Largest page of any list'),
  rates: z.enum(['real', 'off']).optional().describe('"real": throttles as AWS publishes its rates'),
  emptyFirstPage: z.boolean().optional().describe('Organizations lists start with an empty page and a token'),
});

export const estate = z.strictObject({
  $schema: z.string().optional().describe('For editors; ignored'),
  name: z.string().min(1).describe('Name of the estate'),
  description: z.string().optional().describe('What it shows'),
  partition: z
    .enum(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc'])
    .default('aws')
    .describe('Partition; part of every ARN'),
  regions: z
    .array(
      z.strictObject({
        name: regionName.describe('Region'),
        optIn: z
          .boolean()
          .default(false)
          .describe('true: only accounts that list it in optInRegions can use it'),
      }),
    )
    .min(1)
    .optional()
    .describe('Regions of the partition; left out: the real ones'),
  callers: z
    .array(caller)
    .min(1)
    .describe('Credentials that exist at the start; the first are handed to the user'),
  organization: organization.optional().describe('Left out: no organization exists'),
  rolesInEveryAccount: z.array(role).default([]).describe('Roles every account has'),
  accounts: z.array(account).min(1).describe('Accounts, members or not'),
  guardDuty: guardDuty.optional().describe('GuardDuty of the organization; left out: nobody administers it'),
  foreignBuckets: z
    .array(
      z.strictObject({ name: bucketName.describe('The bucket'), region: regionName.describe('Its region') }),
    )
    .default([])
    .describe('Buckets that exist and belong to nobody here'),
  faults: z.array(fault).default([]).describe('Calls that go wrong'),
  server: server.default({}).describe('How the server behaves; options given at start win'),
  expectations: z
    .array(expectation)
    .optional()
    .describe('What an audit should find: every failure and every unknown; the server ignores it'),
});

export type Estate = z.output<typeof estate>;
/** As a writer writes it: whatever has a default may be left out. */
export type EstateDocument = z.input<typeof estate>;
export type CallerDescription = Estate['callers'][number];
