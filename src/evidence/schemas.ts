/** What stands in the files of a bundle, as schemas: the published contract. Shipped as JSON Schema in evidence-templates/schemas. */
import { z } from 'zod';
import { controlSchema } from './control-schema.ts';
import {
  dispositionSchema,
  earlierRunSchema,
  lifecycleSchema,
  lifeSchema,
  livesSummary,
  ticketSchema,
  waiversSummary,
} from './history-schema.ts';
import { manifestSchema } from './manifest-schema.ts';
import {
  accountId,
  count,
  counts,
  findingId,
  itemStatus,
  json,
  runId,
  severity,
  sha256,
  status,
  strength,
  time,
} from './schema-words.ts';
import { coverage, frameworkOutcome, organizationItem } from './summary-schema.ts';

const reconciliation = z
  .strictObject({
    expected: count,
    evaluated: count,
    excluded: count,
    not_evaluable: count,
    balances: z.boolean(),
  })
  .describe(
    'expected = evaluated + excluded + not_evaluable; balances is false where something could not be counted',
  );

const disposition = z.enum(['evaluated', 'excluded', 'not-evaluable']);

const observed = z.strictObject({
  path: z.string().describe("AWS's field name"),
  expected: json,
  actual: json.describe("null: AWS's answer does not have the field"),
});

const item = z.strictObject({
  id: z.string(),
  title: z.string(),
  status: itemStatus,
  counts: z.strictObject(counts),
  checks: z.array(z.strictObject({ check: z.string(), ...counts })),
  note: z.string(),
  undecided: z.array(z.string()).describe('What the item also asks and no check of this version decides'),
});

export const summarySchema = z.strictObject({
  schema: z.literal('summary/1'),
  run_id: runId,
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  taken_at: time,
  caller: z.strictObject({ arn: z.string(), account_id: accountId }),
  complete: z.boolean().describe('false: the run was stopped before every question was asked'),
  parameters: z.record(z.string(), json),
  checks: z.array(z.string()),
  population: z.strictObject({
    partition: z.string(),
    organization: z
      .strictObject({ id: z.string(), management_account: accountId, read_from: accountId })
      .nullable()
      .describe('null: an account that stands alone, or whose organization could not be read'),
    accounts: reconciliation,
    account_regions: reconciliation
      .extend({
        excluded_accounts_not_counted: count.describe(
          'Excluded accounts whose regions nobody asked for: they are in none of the numbers',
        ),
      })
      .describe('As of accounts, over the regions of the accounts that were to be looked into'),
    detail: z.array(
      z.strictObject({
        account_id: accountId,
        name: z.string().nullable(),
        state: z.string().nullable(),
        management: z.boolean(),
        disposition,
        reason: z.string().nullable(),
        regions: z
          .array(
            z.strictObject({
              region: z.string(),
              opt_in: z.boolean(),
              disposition,
              reason: z.string().nullable(),
            }),
          )
          .nullable()
          .describe('null: not listed'),
      }),
    ),
  }),
  trails: z.array(
    z.strictObject({
      arn: z.string(),
      name: z.string(),
      account_id: accountId.nullable(),
      home_region: z.string().nullable(),
      organization_trail: z.boolean(),
      bucket: z.string().nullable(),
      key: z.string().nullable(),
      accounts: z.array(accountId).describe('Accounts whose activity the trail records'),
      items: z.array(item),
      score: z.strictObject({
        met: count,
        not_met: count,
        unknown: count,
        not_applicable: count,
        not_assessed: count,
        text: z.string(),
      }),
    }),
  ),
  organization: z.strictObject({ items: z.array(organizationItem) }),
  frameworks: z.array(frameworkOutcome).describe('Those that the report is about'),
  coverage,
  totals: z.strictObject({ ...counts, findings_by_severity: z.record(severity, count) }),
  unread: z.array(
    z.strictObject({
      permission: z.string().describe('The IAM action that was missing'),
      reason: z.string(),
      code: z.string().describe("AWS's own word"),
      message: z.string(),
      account_id: accountId,
      regions: z.array(z.string()),
      verdicts: count.describe('Verdicts that are unknown because of it'),
    }),
  ),
  earlier_run: earlierRunSchema
    .nullable()
    .describe('null: no earlier run was supplied, so every finding counts as new'),
  lives: livesSummary,
  waivers: waiversSummary,
  exit: z
    .strictObject({
      fail_on: z.enum([...severity.options, 'none']),
      code: z.number().int(),
      reasons: z.array(z.string()),
    })
    .describe(
      'Of the audit itself: that signing or packing failed later shows in the exit code of the process alone',
    ),
});

const aspect = z.enum(['configured', 'operated']);

export const evaluationSchema = z.strictObject({
  schema: z.literal('evaluation/1'),
  run_id: runId,
  evaluation_id: z.uuid(),
  finding_id: findingId,
  check: z.string(),
  check_version: z.number().int().positive(),
  severity,
  aspect,
  status,
  note: z.string().min(1),
  unknown_reason: z.enum(['evidence', 'undetermined', 'defect']).nullable(),
  gaps: z.array(z.string()).describe('Ids of the evidence that is missing'),
  observed: z.array(observed),
  subject: z.strictObject({
    kind: z.enum(['trail', 'bucket', 'key', 'account', 'account-region', 'organization', 'event-data-store']),
    id: z.string().min(1),
    name: z.string(),
    account_id: accountId.nullable(),
    region: z.string().nullable(),
  }),
  evidence: z.array(z.string()).describe('Ids of every piece of evidence that was read'),
});

export const findingSchema = z.strictObject({
  schema: z.literal('finding/1'),
  finding_id: findingId,
  evaluation_id: z.uuid(),
  run_id: runId,
  check: z.strictObject({
    id: z.string(),
    version: z.number().int().positive(),
    title: z.string(),
    logic_sha256: sha256,
  }),
  status: z.enum(['FAIL', 'UNKNOWN']),
  status_reason: z.strictObject({ code: z.string(), text: z.string(), permission: z.string().nullable() }),
  aspect,
  severity: z.strictObject({ level: severity, why: z.string() }),
  resource: z.strictObject({
    type: z.string(),
    arn: z.string(),
    name: z.string(),
    account_id: accountId.nullable(),
    account_name: z.string().nullable(),
    region: z.string().nullable(),
    partition: z.string(),
  }),
  observed: z.array(observed),
  evidence: z.array(
    z.strictObject({
      id: z.string(),
      action: z.string(),
      time,
      outcome: z.enum(['answer', 'absent', 'gap']),
      sha256: sha256.nullable(),
    }),
  ),
  controls: z.array(
    z.strictObject({
      framework: z.string(),
      version: z.string(),
      control: z.string(),
      title: z.string(),
      strength,
      reason: z.string().nullable().describe('Why the check bears on it; null: an item of the checklist'),
    }),
  ),
  lifecycle: lifecycleSchema
    .nullable()
    .describe('null: it is unknown, and never failed in any run that is known'),
  disposition: dispositionSchema.nullable(),
  remediation: z.strictObject({ text: z.string(), refs: z.array(z.string()) }),
  collected_at: time,
  collector: z.strictObject({ role_arn: z.string(), tool: z.string() }),
});

const scope = z.strictObject({ accountId: z.string(), region: z.string() });
const asked = { id: z.string(), call: z.string(), scope, input: json, at: time };

/** A line of `snapshot/evidence.ndjson`; the data of an answer is the line of `bodies.ndjson` with its sha256. */
export const evidenceSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ ...asked, outcome: z.literal('answer'), sha256, requestIds: z.array(z.string()) }),
  z.strictObject({
    ...asked,
    outcome: z.literal('absent'),
    code: z.string(),
    requestIds: z.array(z.string()),
  }),
  z.strictObject({
    ...asked,
    outcome: z.literal('gap'),
    gap: z.strictObject({
      reason: z.enum([
        'denied',
        'throttled',
        'expired',
        'region-disabled',
        'unreachable',
        'malformed',
        'not-observable',
        'rejected',
        'parent',
        'interrupted',
      ]),
      code: z.string(),
      message: z.string(),
      permission: z.string(),
      requestId: z.string().optional(),
      because: z.string().optional(),
    }),
  }),
]);

/** Of files in a bundle. */
export const schemas = {
  summary: summarySchema,
  evaluation: evaluationSchema,
  finding: findingSchema,
  life: lifeSchema,
  ticket: ticketSchema,
  evidence: evidenceSchema,
  manifest: manifestSchema,
  control: controlSchema,
} as const;
