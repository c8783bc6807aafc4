/** Which actions a resource control policy can reach at all. */

/** Action prefixes AWS lists for RCPs; CloudTrail's own actions (`cloudtrail:`) are not among them. */
const services = new Set([
  's3',
  'kms',
  'sts',
  'sqs',
  'secretsmanager',
  'logs',
  'events',
  'cloudtrail-data',
  'dynamodb',
  'ecr',
  'aoss',
  'cognito-idp',
  'cognito-identity',
]);

/** A grant can always be retired. */
const unreachable = new Set(['kms:retiregrant']);

export function bindsAction(action: string): boolean {
  const name = action.toLowerCase();
  return services.has(name.split(':')[0] ?? '') && !unreachable.has(name);
}
