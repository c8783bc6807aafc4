/** The event fields that selectors test, and one test of one field. */
import type { Operator } from './answer.ts';

/** In the order in which what is missing is taken apart and put into words. */
export const fields = [
  'eventCategory',
  'resources.type',
  'resources.ARN',
  'eventSource',
  'readOnly',
  'eventName',
  'eventType',
  'errorCode',
  'vpcEndpointId',
  'userIdentity.arn',
  'sessionCredentialFromConsole',
] as const;
export type Field = (typeof fields)[number];

export function isField(name: string): name is Field {
  return (fields as readonly string[]).includes(name);
}

/** One field selector. An event that lacks the field has the value ''. */
export type FieldTest = { readonly [O in Operator]?: readonly string[] };

/**
 * As documented under "How CloudTrail evaluates multiple conditions for a field": none of the excluding operators may
 * hit, and at least one of the including ones must, where there are any. Letter case counts; there are no wildcards.
 */
export function passes(test: FieldTest, value: string): boolean {
  const { Equals = [], StartsWith = [], EndsWith = [] } = test;
  const { NotEquals = [], NotStartsWith = [], NotEndsWith = [] } = test;
  if (NotEquals.includes(value)) return false;
  if (NotStartsWith.some(start => value.startsWith(start))) return false;
  if (NotEndsWith.some(end => value.endsWith(end))) return false;
  if (Equals.length + StartsWith.length + EndsWith.length === 0) return true;
  return (
    Equals.includes(value) ||
    StartsWith.some(start => value.startsWith(start)) ||
    EndsWith.some(end => value.endsWith(end))
  );
}

/** All must pass. Several tests of one field are allowed. */
export type FieldTests = readonly { readonly field: Field; readonly test: FieldTest }[];
