/** Schemas of what a bundle says of runs before it and of waivers. */
import { z } from 'zod';
import { count, findingId, runId, severity, sha256, time } from './schema-words.ts';

const states = ['new', 'open', 'reopened', 'closed', 'stale'] as const;
const state = z
  .enum(states)
  .describe('closed: on positive evidence alone; stale: neither fails nor is shown to be mended');

export const LIVES = 'lives.ndjson';

export const earlierRunSchema = z.strictObject({
  run_id: runId,
  taken_at: time,
  audited: z.string().min(1).describe('The organization, or the account that stands alone'),
  facts_sha256: sha256,
  manifest_sha256: sha256.describe('Of its manifest.json'),
  signed_by: sha256.nullable().describe('Digest of the key that signed it; null: nobody did'),
});

export const dispositionSchema = z
  .strictObject({
    type: z.enum(['waived', 'waiver-expired']),
    owner: z.string(),
    approver: z.string(),
    reason: z.string(),
    ticket: z.string().nullable(),
    expires: z.iso.date().describe('The last day on which it holds, UTC'),
    compensating: z.array(z.string()),
  })
  .describe('What somebody accepted. It lies over the verdict and does not change it');

/** Of a finding; null in its place: it is unknown, and never failed in any run that is known. */
export const lifecycleSchema = z.strictObject({
  state,
  first_seen: time,
  last_seen: time.describe('When it last failed'),
  last_evaluated: time,
  reopen_count: count,
});

/** A line of `lives.ndjson`: every finding that ever failed. */
export const lifeSchema = z.strictObject({
  schema: z.literal('life/1'),
  run_id: runId,
  finding_id: findingId,
  check: z.string(),
  account: z.string().nullable(),
  region: z.string().nullable(),
  resource: z.string().min(1),
  ...lifecycleSchema.shape,
  closed_at: time.nullable(),
  closing_evidence: z.array(z.string()).describe('Ids of the evidence that closed it'),
  note: z.string().describe('What it last failed with'),
  disposition: z.enum(['waived', 'waiver-expired']).nullable(),
});

/** A line of `tickets.ndjson`. */
export const ticketSchema = z.strictObject({
  schema: z.literal('ticket/1'),
  event: z.enum(['create', 'update', 'reopen', 'close', 'heartbeat']),
  finding_id: findingId.describe('The same in every run: the key to find the ticket by'),
  run_id: runId,
  at: time,
  title: z.string().min(1).max(250),
  body: z.string().min(1),
  severity,
  labels: z.array(z.string()),
  state,
  first_seen: time,
  last_seen: time,
  reopen_count: count,
  closing_evidence: z.array(z.string()),
  disposition: dispositionSchema.nullable(),
  links: z.array(z.string()),
});

export const livesSummary = z
  .strictObject({ new: count, open: count, reopened: count, stale: count, closed: count })
  .describe('Findings by state; closed: by this very run');

const waiverNamed = z.strictObject({
  check: z.string(),
  subject: z.string(),
  owner: z.string(),
  expires: z.iso.date(),
});

export const waiversSummary = z
  .strictObject({
    in_force: count.describe('Findings that a waiver lies over'),
    expired: z.array(waiverNamed),
    unmatched: z.array(waiverNamed).describe('Waivers that fit no finding of this run'),
  })
  .nullable()
  .describe('null: no file of waivers was given');
