/** Schemas of what a summary says of the organization, of frameworks and of coverage. */
import { z } from 'zod';
import { accountId, controlStatus, count, counts, itemStatus, strength } from './schema-words.ts';

export const organizationItem = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    status: itemStatus.describe('Of all results together'),
    counts: z.strictObject(counts),
    trails: z
      .strictObject({
        met: count,
        not_met: count,
        unknown: count,
        not_applicable: count,
        not_assessed: count,
      })
      .describe('Numbers of trails'),
  })
  .describe('An item of the checklist over the whole organization');

export const frameworkOutcome = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  met: count.describe('Requirements that the evidence supports'),
  not_met: count,
  not_concluded: count,
  not_assessed: count,
  requirements: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      status: controlStatus,
      note: z.string().min(1).describe('What decided'),
      condition: z.string().nullable().describe('When it applies, its baseline, its parameter'),
      counts: z.strictObject(counts),
      checks: z.array(
        z.strictObject({
          check: z.string(),
          strength,
          reason: z.string(),
          run: z.boolean(),
          ...counts,
        }),
      ),
    }),
  ),
});

export const coverage = z
  .strictObject({
    regions: z.array(z.string()),
    trails: z.array(z.string()).describe('ARNs of the trails that log anywhere'),
    accounts: z.array(
      z.strictObject({
        account_id: accountId,
        recorded: z
          .array(z.string().regex(/^(\d+!?( \d+!?)*( \?)?|none|unknown|-)$/))
          .describe(
            'By region: numbers of trails that log there; ! behind one: its latest delivery failed; ? where more could not be read; - not looked at',
          ),
        guardduty: z
          .array(z.enum(['pass', 'fail', 'unknown', 'not-applicable', '-']))
          .describe('By region: the verdict on the detector; - not looked at'),
      }),
    ),
  })
  .describe('Accounts by regions: one cell for each of regions');
