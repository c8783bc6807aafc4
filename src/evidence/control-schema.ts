/** `controls/<framework>/<requirement>.json` as a schema. */
import { z } from 'zod';
import { titleKinds } from '../model/framework.ts';
import { dispositionSchema } from './history-schema.ts';
import {
  accountId,
  controlStatus,
  count,
  counts,
  findingId,
  runId,
  severity,
  sha256,
  strength,
  time,
} from './schema-words.ts';

const ref = z
  .string()
  .regex(/^E-\d{4,}$/)
  .describe('A line of raw/index.ndjson');
const leftOut = count.describe('How many more there are, beyond what a sheet can bear');

const openStatus = z.enum(['FAIL', 'UNKNOWN']);

const exception = z.strictObject({
  finding_id: findingId,
  status: openStatus,
  account_id: accountId.nullable(),
  region: z.string().nullable(),
  resource: z.string(),
  name: z.string(),
  note: z.string().min(1),
  disposition: dispositionSchema.nullable().describe('What somebody accepted of it; the verdict stays'),
  evidence: z.array(ref),
});

const command = z.strictObject({
  ref,
  account_id: accountId.describe('Whose credentials it takes'),
  time: time.describe('When it was asked'),
  outcome: z.string().describe('`answer`, `absent`, or what stood in the way'),
  sha256: sha256.nullable().describe('Of the answer then'),
  command: z.string().describe('For a POSIX shell: the AWS CLI, or trailproof where the ledger was read'),
});

const shown = z.strictObject({
  version: count,
  title: z.string(),
  severity,
  aspect: z.enum(['configured', 'operated']),
  shows: z.string(),
  population: z.string(),
  judged: count.describe('Things that were judged'),
  blind: count.describe('Places that could not be looked into'),
  counts: z.strictObject(counts),
  suggested_wording: z.string(),
  causes: z
    .array(z.strictObject({ status: openStatus, note: z.string().min(1), count }))
    .describe('What was found word for word the same, and of how many; failures first'),
  causes_left_out: leftOut,
  exceptions: z.array(exception).describe('Failures and unknowns, some of each cause'),
  exceptions_left_out: leftOut,
  commands: z.array(command),
  commands_left_out: leftOut,
});

export const controlSchema = z.strictObject({
  schema: z.literal('control/1'),
  run_id: runId,
  taken_at: time,
  complete: z.boolean().describe('false: the run was stopped before every question was asked'),
  framework: z.strictObject({ id: z.string(), name: z.string(), version: z.string(), publisher: z.string() }),
  requirement: z.strictObject({
    id: z.string(),
    title: z.string(),
    title_kind: z.enum(titleKinds),
    note: z.string().nullable().describe('When it applies, its baseline, its parameter'),
  }),
  evidence: controlStatus.describe('What the evidence says; an assessor concludes'),
  note: z.string().min(1).describe('What decided'),
  counts: z.strictObject(counts),
  does_not_show: z.array(z.string()),
  on_wording: z.string(),
  how_to_perform_again: z.string(),
  checks: z.array(
    z.strictObject({
      check: z.string(),
      strength,
      reason: z.string(),
      shown: shown.nullable().describe('null: the check was not run'),
    }),
  ),
});
