/** Describes the organization: tree, trusted services, delegated administrators and policies. */
import { z } from 'zod';
import { accountId, policyDocument, time } from './common.ts';

export const unitId = z
  .string()
  .regex(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'must be an OU id such as "ou-ab12-11111111"');

const policyType = z.enum([
  'SERVICE_CONTROL_POLICY',
  'RESOURCE_CONTROL_POLICY',
  'TAG_POLICY',
  'BACKUP_POLICY',
  'S3_POLICY',
  'DECLARATIVE_POLICY_EC2',
]);

const policy = z.strictObject({
  id: z
    .string()
    .regex(/^p-[0-9A-Za-z_]{8,128}$/, 'must be a policy id such as "p-ab12cd34"')
    .describe('Policy id'),
  name: z.string().describe('Name'),
  description: z.string().default('').describe('Description'),
  type: policyType.default('SERVICE_CONTROL_POLICY').describe('Type'),
  awsManaged: z.boolean().default(false).describe('AwsManaged'),
  content: policyDocument.describe('The document'),
  targets: z
    .union([z.literal('everything'), z.array(z.string())])
    .default([])
    .describe(
      'Root id, OU ids and account ids it is attached to; "everything" is root, every OU and every account',
    ),
});

export const organization = z.strictObject({
  id: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'must be an organization id such as "o-a1b2c3d4e5"')
    .describe('Organization id'),
  rootId: z
    .string()
    .regex(/^r-[0-9a-z]{4,32}$/, 'must be a root id such as "r-ab12"')
    .describe('Root id'),
  managementAccount: accountId.describe('The management account; one of accounts'),
  featureSet: z.enum(['ALL', 'CONSOLIDATED_BILLING']).default('ALL').describe('FeatureSet'),
  units: z
    .array(
      z.strictObject({
        id: unitId.describe('OU id'),
        name: z.string().describe('Name'),
        parent: unitId.optional().describe('Parent OU; left out: the root'),
      }),
    )
    .default([])
    .describe('Organizational units'),
  trustedServices: z
    .array(z.string())
    .default([])
    .describe(
      'Service principals with trusted access. Without "cloudtrail.amazonaws.com" no member sees an organization trail.',
    ),
  delegatedAdministrators: z
    .array(
      z.strictObject({
        account: accountId.describe('The delegated account'),
        services: z.array(z.string()).min(1).describe('Service principals it administers'),
      }),
    )
    .default([])
    .describe('Delegated administrators; one of any service may read the organization'),
  policyTypes: z
    .array(policyType)
    .default(['SERVICE_CONTROL_POLICY'])
    .describe('Policy types enabled on the root'),
  policies: z.array(policy).default([]).describe('Policies and where they are attached'),
  resourcePolicy: policyDocument
    .optional()
    .describe('Delegation policy of the organization (DescribeResourcePolicy)'),
  since: time.default('2022-01-10T08:00:00Z').describe('When accounts joined and services were delegated'),
  paths: z.boolean().default(true).describe('false: accounts come without Paths, as before April 2026'),
});

export type OrganizationDescription = z.output<typeof organization>;
export type PolicyDescription = OrganizationDescription['policies'][number];
