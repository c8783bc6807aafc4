/** The part of the configuration that declares what verifies the digests every day. */
import { z } from 'zod';
import type { Verifier } from '../model/parameters.ts';

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, perhaps with an alias or a version. */
const verifierFunction = /^arn:[^:]+:lambda:([^:]+):(\d{12}):function:[A-Za-z0-9_-]+(:[A-Za-z0-9$_-]+)?$/;

export const accountId = z.string().regex(/^\d{12}$/, 'an account id is 12 digits, in quotes');

export const verifierSchema = z
  .strictObject({
    account: accountId.describe('Account in which it runs.'),
    region: z.string().min(1).describe('Region in which it runs.'),
    schedule: z.string().min(1).optional().describe('Name or ARN of its schedule in EventBridge Scheduler.'),
    rule: z.string().min(1).optional().describe('Name or ARN of the EventBridge rule that starts it.'),
    function: z
      .string()
      .regex(verifierFunction, 'the ARN of a Lambda function')
      .describe('ARN of the function.'),
    alarm: z.string().min(1).describe("Name of the CloudWatch alarm on the function's errors."),
    trails: z
      .array(z.string().min(1))
      .optional()
      .describe("ARNs of the trails that it verifies; default: the organization's."),
  })
  .refine(declared => (declared.schedule === undefined) !== (declared.rule === undefined), {
    error: 'a verifier has a schedule or a rule, one of the two',
  })
  .refine(
    declared => {
      const [, region, account] = verifierFunction.exec(declared.function) ?? [];
      return account === undefined || (account === declared.account && region === declared.region);
    },
    { error: 'is in another account or region than the verifier', path: ['function'] },
  )
  .describe('What verifies the digests every day.');

export function verifierOf(declared: z.infer<typeof verifierSchema>): Verifier {
  return {
    ...declared,
    schedule: declared.schedule ?? null,
    rule: declared.rule ?? null,
    trails: declared.trails ?? null,
  };
}
