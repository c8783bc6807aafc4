/** Words that several published schemas share. */
import { z } from 'zod';
import { severities } from '../model/check.ts';
import { strengths } from '../model/framework.ts';

export const time = z.iso.datetime().describe('ISO 8601, UTC');

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const runId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .describe('ULID');

export const findingId = z
  .string()
  .regex(/^ctf1-[0-9a-f]{32}$/)
  .describe('The same in every run for the same fact');

export const accountId = z.string().describe('12 digits');

export const json = z.unknown().describe('Any JSON');

export const severity = z.enum(severities);

export const status = z.enum(['PASS', 'FAIL', 'UNKNOWN', 'NOT_APPLICABLE']);

export const strength = z.enum(strengths).describe('How much the check says of the requirement');

export const itemStatus = z.enum(['met', 'not-met', 'unknown', 'not-applicable', 'not-assessed']);

export const controlStatus = z.enum(['met', 'not-met', 'not-concluded', 'not-assessed']);

export const count = z.number().int().nonnegative();

export const counts = { pass: count, fail: count, unknown: count, not_applicable: count };
