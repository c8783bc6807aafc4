/** Matches IAM actions and names the action each operation needs. */

/** Whether an action is one of these. The patterns are compiled once, not for each request. */
export function matcherOf(patterns: readonly string[]): (action: string) => boolean {
  const expressions = patterns.map(expressionOf);
  return action => expressions.some(expression => expression.test(action));
}

/** IAM compares actions without regard to case; `*` is any text, `?` any one character. */
function expressionOf(pattern: string): RegExp {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i');
}

/** S3 names many permissions otherwise than the calls. */
const renamed: Record<string, string> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3control:GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
};

export function actionOf(service: string, operation: string): string {
  const call = `${service}:${operation}`;
  return renamed[call] ?? call;
}
