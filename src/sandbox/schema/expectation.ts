/** Describes what an audit of the estate should conclude, beside what causes it; the server reads none of it. */
import { z } from 'zod';

const expectedVerdict = z.strictObject({
  check: z.string().min(1).describe('Id of the check, such as "cloudtrail/logging"'),
  subject: z
    .string()
    .min(1)
    .describe('Id of what is judged: an ARN, an account id, account/region; "*" stands for anything'),
  status: z.enum(['fail', 'unknown']).describe('The verdict'),
});

export const expectation = z.strictObject({
  because: z.string().min(1).describe('One sentence: what in this estate causes it'),
  verdicts: z.array(expectedVerdict).min(1).describe('What every audit should therefore conclude'),
});

export type ExpectedVerdict = z.output<typeof expectedVerdict>;
