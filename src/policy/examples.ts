/** What to show where any action or any resource of a pattern will do: the worst that people would recognise. */

const onBuckets: readonly string[] = [
  's3:ListBucket',
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
  's3:PutLifecycleConfiguration',
  's3:DeleteBucket',
];

const onObjects: readonly string[] = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:AbortMultipartUpload',
  's3:RestoreObject',
  's3:BypassGovernanceRetention',
  's3:UpdateObjectEncryption',
  's3:ReplicateDelete',
];

const elsewhere: readonly string[] = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:ScheduleKeyDeletion',
  'kms:DisableKey',
  'cloudtrail:StopLogging',
  'cloudtrail:DeleteTrail',
  'cloudtrail:UpdateTrail',
  'cloudtrail:PutEventSelectors',
];

/** Names that AWS gives actions, likeliest on this resource first. */
export function exampleActions(action: string, resource: string): readonly string[] {
  const s3 = resource.includes('/') ? [...onObjects, ...onBuckets] : [...onBuckets, ...onObjects];
  return [...(/[*?]/.test(action) ? [] : [action]), ...s3, ...elsewhere];
}

/** A resource as it might be called. */
export function exampleResource(pattern: string): string {
  if (pattern === '*' || !pattern.includes('*')) return pattern;
  const segments = pattern.split(':');
  if (segments[2] === 's3')
    return pattern.replace(/:::\*/, ':::any-bucket').replaceAll(/(?:AWSLogs\/)?\*/g, 'AWSLogs/any-object');
  return segments
    .map((text, i) => text.replaceAll('*', i === 3 ? 'us-east-1' : i === 4 ? '111122223333' : 'any'))
    .join(':');
}
