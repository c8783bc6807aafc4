/** Values that stand for a set of values in examples: believable where possible, correct always. */
import type { Field } from './field.ts';

const whole: Partial<Record<Field, readonly string[]>> = {
  eventSource: ['ec2.amazonaws.com', 'iam.amazonaws.com', 'sts.amazonaws.com', 'example.amazonaws.com'],
  eventName: ['ListBuckets', 'ExampleOperation'],
  eventType: ['AwsApiCall', 'AwsServiceEvent'],
  'resources.ARN': ['arn:aws:example:us-east-1:111122223333:example'],
  'userIdentity.arn': ['arn:aws:iam::111122223333:user/example'],
  vpcEndpointId: ['vpce-0123456789abcdef0'],
};

/** What may stand between a prefix and a suffix. */
function middles(prefix: string): readonly string[] {
  if (prefix.endsWith(':s3:::')) return ['example-bucket/object'];
  if (prefix.endsWith(':lambda:')) return ['us-east-1:111122223333:function:example'];
  return prefix.includes('/') ? ['object', 'example'] : ['example', '-example/object'];
}

export function sampleValue(
  field: Field,
  prefix: string,
  suffix: string,
  fits: (value: string) => boolean,
): string {
  const candidates = prefix === '' ? (whole[field] ?? []) : [];
  const joined = [...middles(prefix), 'x', 'other'].map(middle => prefix + middle + suffix);
  const found = [...candidates, ...joined].find(fits);
  if (found !== undefined) return found;
  // Numbered: the tests are finitely many, so one that none of them mentions comes soon.
  for (let n = 1; ; n++) {
    const value = `${prefix}-${n}-${suffix}`;
    if (fits(value)) return value;
    // A test may still name each digit as a prefix or suffix; a private character is in nobody's test.
    const strange = `${prefix}${String.fromCodePoint(0xf0000 + n)}${suffix}`;
    if (n > 20 && fits(strange)) return strange;
  }
}
