/** The configuration file: YAML, checked once, with the line and column of whatever is wrong. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { severities } from '../model/check.ts';
import { UsageError } from '../model/error.ts';
import { defaultParameters, type Parameters } from '../model/parameters.ts';
import { timestampSchema } from './timestamp-config.ts';
import { readUserFile } from './user-file.ts';
import { accountId, verifierOf, verifierSchema } from './verifier-config.ts';

const days = z.number().int().positive();
const bucketName = z
  .string()
  .regex(/^[A-Za-z0-9._-]{3,255}$/, 'a bucket is named without arn: and without a path');
const functionArn = z
  .string()
  .regex(
    /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$/,
    'a function is named by its ARN, without version or alias',
  );

export const configSchema = z
  .strictObject({
    region: z.string().min(1).optional().describe('Region in which roles are assumed; default: AWS_REGION.'),
    endpoint: z
      .url()
      .optional()
      .describe('One endpoint for all services, such as a sandbox. Default: AWS itself.'),
    role: z
      .strictObject({
        name: z
          .string()
          .min(1)
          .describe('Name of the audit role in every account, with its path if it has one.'),
        externalId: z
          .string()
          .min(2)
          .max(1224)
          .optional()
          .describe("External id that the role's trust policy asks for."),
        sessionSeconds: z
          .number()
          .int()
          .min(900)
          .max(43_200)
          .optional()
          .describe('Session length; role chaining allows 3600.'),
      })
      .optional(),
    organization: z
      .strictObject({
        enabled: z.boolean().optional().describe("false: audit the caller's account alone."),
        account: accountId
          .optional()
          .describe('Where to read the organization; default: the management account.'),
      })
      .optional(),
    accounts: z
      .strictObject({
        include: z.array(accountId).optional().describe('Audit these accounts only.'),
        exclude: z.array(z.strictObject({ id: accountId, reason: z.string().min(1) })).optional(),
      })
      .optional(),
    regions: z
      .strictObject({
        include: z.array(z.string().min(1)).optional().describe('Audit these regions only.'),
        exclude: z.array(z.strictObject({ name: z.string().min(1), reason: z.string().min(1) })).optional(),
      })
      .optional(),
    checks: z
      .strictObject({
        include: z.array(z.string()).optional().describe('Run these checks only.'),
        exclude: z.array(z.string()).optional().describe('Do not run these checks.'),
      })
      .optional(),
    logArchiveAccount: accountId.optional().describe('The dedicated Log Archive account.'),
    breakGlass: z
      .array(z.string().regex(/^arn:[^:]+:iam::(\d{12}|\*):(role|user)\/.+$/, 'the ARN of a role or user'))
      .optional()
      .describe('Roles that may do in an emergency what is denied to all others.'),
    delegatedAdministrators: z
      .array(accountId)
      .optional()
      .describe('Accounts that may administer CloudTrail.'),
    regulatedTrails: z
      .array(z.string())
      .optional()
      .describe('ARNs of trails that regulated workloads keep themselves.'),
    verifier: verifierSchema.optional(),
    ledger: z
      .strictObject({
        folder: z.string().min(1).describe('Folder of the ledger that verify-logs writes.'),
        key: z.string().min(1).optional().describe('Public key (PEM) that must have signed each entry.'),
      })
      .optional(),
    timestamp: timestampSchema.optional(),
    verificationDays: days.optional().describe('The ledger shows a verification in each of so many days.'),
    smallEstateAccounts: z.number().int().nonnegative().optional(),
    deliveryHours: z.number().positive().optional().describe('A log delivery may be this old.'),
    digestHours: z.number().positive().optional().describe('A digest delivery may be this old.'),
    retentionDays: days.optional().describe('Logs are kept at least this long.'),
    immediateDays: days.optional().describe('Logs are readable without a restore at least this long.'),
    rotationDays: days.optional().describe('The key rotates at least this often.'),
    sensitiveBuckets: z
      .array(bucketName)
      .optional()
      .describe('Buckets whose objects must be recorded. Default: all; an empty list: none.'),
    sensitiveFunctions: z
      .array(functionArn)
      .optional()
      .describe('ARNs of functions whose invocations must be recorded. Default: all; an empty list: none.'),
    lake: z
      .enum(['auto', 'required'])
      .optional()
      .describe('required: a missing event data store is a finding.'),
    failOn: z
      .enum([...severities, 'none'])
      .optional()
      .describe('Lowest severity of a finding that makes exit code 1.'),
    concurrency: z.number().int().min(1).max(512).optional().describe('Questions under way at once.'),
    timeouts: z
      .strictObject({
        connectMs: z.number().int().positive().optional(),
        requestMs: z.number().int().positive().optional(),
      })
      .optional(),
  })
  .describe('Configuration of trailproof.');

export type Config = z.infer<typeof configSchema>;

/** What the role is called where nobody says otherwise. */
export const DEFAULT_ROLE = 'TrailproofAudit';

export const CONFIG_FILE = 'trailproof.yaml';

/** The named file, else trailproof.yaml in the working folder, else nothing. */
export function loadConfig(cwd: string, named: string | undefined): Config {
  const path = resolve(cwd, named ?? CONFIG_FILE);
  if (named === undefined && !existsSync(path)) return {};
  const file = { what: 'The configuration', hint: 'Check --config.', code: 'BAD_CONFIG' } as const;
  return parseConfig(readUserFile(path, file), path);
}

export function parseConfig(text: string, path: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const [broken] = document.errors;
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new UsageError('BAD_CONFIG', `${path}:${line}:${col}: ${broken.message}`, {
      hint: 'The file must be YAML.',
    });
  }
  const checked = configSchema.safeParse(document.toJS() ?? {});
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const extra = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const at = [...(issue?.path ?? []), ...extra].map(String);
  const { line, col } = lines.linePos(positionOf(document, at));
  const where = at.length > 0 ? `${at.join('.')}: ` : '';
  throw new UsageError('BAD_CONFIG', `${path}:${line}:${col}: ${where}${issue?.message ?? 'not valid'}`, {
    hint: 'The fields are described in evidence-templates/schemas/config.schema.json.',
  });
}

/** Offset of the deepest node on the path that is in the file. */
function positionOf(document: ReturnType<typeof parseDocument>, path: readonly string[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const keys = path.slice(0, depth).map(key => (/^\d+$/.test(key) ? Number(key) : key));
    const node = document.getIn(keys, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** The judgement's parameters: the configured ones, with the defaults for the rest. */
export function parametersOf(config: Config): Parameters {
  return {
    logArchiveAccount: config.logArchiveAccount ?? defaultParameters.logArchiveAccount,
    breakGlass: config.breakGlass ?? defaultParameters.breakGlass,
    delegatedAdministrators: config.delegatedAdministrators ?? defaultParameters.delegatedAdministrators,
    regulatedTrails: config.regulatedTrails ?? defaultParameters.regulatedTrails,
    verifier: config.verifier ? verifierOf(config.verifier) : defaultParameters.verifier,
    verificationDays: config.verificationDays ?? defaultParameters.verificationDays,
    smallEstateAccounts: config.smallEstateAccounts ?? defaultParameters.smallEstateAccounts,
    deliveryHours: config.deliveryHours ?? defaultParameters.deliveryHours,
    digestHours: config.digestHours ?? defaultParameters.digestHours,
    retentionDays: config.retentionDays ?? defaultParameters.retentionDays,
    immediateDays: config.immediateDays ?? defaultParameters.immediateDays,
    rotationDays: config.rotationDays ?? defaultParameters.rotationDays,
    sensitiveBuckets: config.sensitiveBuckets ?? defaultParameters.sensitiveBuckets,
    sensitiveFunctions: config.sensitiveFunctions ?? defaultParameters.sensitiveFunctions,
    lake: config.lake ?? defaultParameters.lake,
  };
}
