/** What `diff`, `sample` and `verify` print with `--format json`, as schemas. Shipped beside those of the files of a bundle. */
import { z } from 'zod';
import { faultCodes } from '../model/error.ts';
import type { Diff } from './diff.ts';
import type { SampleDocument } from './sample.ts';
import { accountId, count, findingId, json, runId, severity, sha256, status, time } from './schema-words.ts';
import type { VerificationDocument } from './verification-document.ts';

const side = z.strictObject({ run_id: runId, taken_at: time, facts_sha256: sha256 });

const change = z.strictObject({
  finding_id: findingId,
  check: z.string(),
  severity: severity.nullable().describe('null: judged in neither bundle, and known by its life alone'),
  resource: z.string(),
  account_id: accountId.nullable(),
  region: z.string().nullable(),
  was: status.nullable().describe('null: not judged in the earlier bundle'),
  is: status.nullable().describe('null: not judged in the later bundle'),
  note: z.string().min(1),
  closing_evidence: z.array(z.string()).describe('Ids of the later evidence that shows a finding closed'),
});

const changes = z.array(change);
const disposition = z
  .enum(['evaluated', 'excluded', 'not-evaluable'])
  .nullable()
  .describe('null: not part of the population');

export const diffSchema: z.ZodType<Diff> = z.strictObject({
  schema: z.literal('diff/1'),
  earlier: side,
  later: side,
  new: changes.describe('Fails now and did not before'),
  reopened: changes.describe('Fails again after it was recorded as closed'),
  closed: changes.describe('Failed before; the later evidence shows that it does no more'),
  still_open: changes,
  stale: changes.describe(
    'Failed before, and nothing shows that it was mended: it does not apply any more, or was not looked at since',
  ),
  newly_unknown: changes.describe('Cannot be decided any more: never closed'),
  no_longer_judged: changes.describe('Failed or unknown before and not judged now: closed by nothing'),
  settings: z.array(z.strictObject({ setting: z.string(), was: json, is: json })) as z.ZodType<
    Diff['settings']
  >,
  population: z.array(
    z.strictObject({
      account_id: accountId,
      region: z.string().nullable().describe('null: the account itself'),
      was: disposition,
      is: disposition,
      reason: z.string().nullable(),
    }),
  ),
});

const stratum = z.string().describe('A check, an account, a status, or `all`');

export const sampleSchema: z.ZodType<SampleDocument> = z.strictObject({
  schema: z.literal('sample/1'),
  run_id: runId,
  facts_sha256: sha256,
  seed: z.string(),
  n: z.number().int().positive().describe('How many were asked for'),
  stratify: z.enum(['check', 'account', 'status']).nullable(),
  population: count.describe('Judgements in the bundle, passes included'),
  strata: z.array(z.strictObject({ stratum, population: count, drawn: count })),
  drawn: z
    .array(
      z.strictObject({
        finding_id: findingId,
        check: z.string(),
        status,
        account_id: accountId.nullable(),
        region: z.string().nullable(),
        resource: z.string(),
        note: z.string().min(1),
        stratum,
      }),
    )
    .describe('In the order of drawing'),
});

export const verificationSchema: z.ZodType<VerificationDocument> = z.discriminatedUnion('verified', [
  z.strictObject({
    schema: z.literal('verification/1'),
    verified: z.literal(true),
    run_id: runId,
    facts_sha256: sha256,
    files: count,
    bytes: count,
    evaluations: count,
    findings: count,
    records: count.describe('Questions asked of AWS: answers, absences and gaps together'),
    answers: count,
    absences: count.describe('AWS said that there is no such thing'),
    gaps: count.describe('Questions without an answer'),
    bodies: count.describe('Distinct answers'),
    signature: z
      .strictObject({
        key_sha256: sha256,
        algorithm: z.enum(['Ed25519', 'ECDSA P-256']),
        signer_proven: z.boolean().describe('false: the key came with the bundle'),
      })
      .nullable()
      .describe('null: nothing shows who made the bundle'),
    timestamp: z
      .strictObject({
        time: z.string().describe('UTC, as the authority wrote it: 2026-11-20T12:37:07Z'),
        over: z.string().describe('The file that was there then'),
        authority: z.string().describe('The name in the certificate that signed'),
        authority_proven: z
          .boolean()
          .describe('false: no CA was given to check it with, so it proves no time'),
      })
      .nullable()
      .describe('null: nothing but the bundle itself says when it was made'),
  }),
  z.strictObject({
    schema: z.literal('verification/1'),
    verified: z.literal(false),
    fault: z
      .strictObject({
        code: z.enum(faultCodes),
        path: z.string().nullable().describe('null: it is about no one file'),
        message: z.string().min(1),
      })
      .describe('The first one'),
  }),
]);

/** Of what is printed and is in no bundle. */
export const printedSchemas = {
  diff: diffSchema,
  sample: sampleSchema,
  verification: verificationSchema,
} as const;
