/** Reads the inline policy a session is narrowed by: allowed and denied actions on every resource, nothing finer. */
import { z } from 'zod';
import { AwsError } from './aws-error.ts';

const texts = z.union([z.string().transform(text => [text]), z.array(z.string())]);

const policy = z.looseObject({
  Statement: z.union([
    z.array(z.looseObject({ Effect: z.enum(['Allow', 'Deny']), Action: texts, Resource: texts })),
    z
      .looseObject({ Effect: z.enum(['Allow', 'Deny']), Action: texts, Resource: texts })
      .transform(one => [one]),
  ]),
});

export interface SessionPolicy {
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  readonly length: number;
}

export function readSessionPolicy(text: string | undefined): SessionPolicy | undefined {
  if (text === undefined) return undefined;
  if (text.length > 2048)
    throw new AwsError(
      'ValidationError',
      "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048",
      { status: 400 },
    );
  const statements = policy.safeParse(jsonOf(text)).data?.Statement;
  if (statements === undefined) throw malformed('Syntax errors in policy.');
  // Refused rather than misread: a condition or a resource ignored would grant what AWS would not.
  if (
    statements.some(
      one => one.Condition !== undefined || one.NotAction !== undefined || one.Resource.join() !== '*',
    )
  )
    throw malformed('The sandbox understands session policies on Resource "*" without conditions only.');
  const actions = (effect: string) =>
    statements.filter(one => one.Effect === effect).flatMap(one => one.Action);
  return { allowed: actions('Allow'), denied: actions('Deny'), length: text.length };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message, { status: 400 });
}
