/** The small words every part of an estate is written with: ids, regions, ARNs, times, policy documents. */
import { z } from 'zod';

export const accountId = z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits, in quotes');

export const regionName = z
  .string()
  .regex(/^[a-z]{2,5}(-[a-z]+)+-\d$/, 'must be a region such as "eu-west-1"');

export const arn = z.string().regex(/^arn:[\w-]+:[\w-]*:[\w-]*:\d*:.+$/, 'must be an ARN');

export const bucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name (3 to 63 of a-z, 0-9, "." and "-")');

const relativeTime = /^[+-]\d+[smhd]$/;

export const time = z
  .string()
  .refine(
    text => text === 'now' || relativeTime.test(text) || /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text),
    'must be an ISO time such as "2026-01-31T12:00:00Z", or relative to now: "-10m", "-3h", "-400d", "+5d", "now"',
  );

/** A string is served as it stands, so that an estate can hold a document AWS would have stored but nobody can parse. */
export const policyDocument = z.union([z.record(z.string(), z.unknown()), z.string()], {
  error: 'must be a policy document: an object, or a string served as it stands',
});

export const tags = z.record(z.string(), z.string());

export const publicAccessBlock = z
  .union([
    z.boolean(),
    z.strictObject(
      inAwsWords({
        BlockPublicAcls: z.boolean(),
        IgnorePublicAcls: z.boolean(),
        BlockPublicPolicy: z.boolean(),
        RestrictPublicBuckets: z.boolean(),
      }),
    ),
  ])
  .describe(
    'true or false sets all four switches; an object sets each. Left out: no configuration exists (NoSuchPublicAccessBlockConfiguration).',
  );

/** Fields whose names and meaning are the AWS API's own, so that what a command printed can be pasted in. */
export function inAwsWords<Shape extends Record<string, z.ZodType>>(shape: Shape): Shape {
  const described = Object.entries(shape).map(([name, type]) => [
    name,
    type.describe(`${name}, as in the AWS API`),
  ]);
  return Object.fromEntries(described) as Shape;
}
