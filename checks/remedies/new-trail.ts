/** The organization trail, made in the management account, and its bucket in the Log Archive account. Pure. */
import type { Scope } from '../../src/model/scope.ts';
import { command } from './command.ts';
import { logical, type Part } from './compose.ts';
import { identifier } from './hcl.ts';
import { logBucketPolicy, newBucket } from './new-bucket.ts';
import { attributes, properties } from './trail.ts';

const NAME = 'organization-trail';

export function newOrganizationTrail(
  scope: Scope,
  archive: Scope,
  organizationId: string,
  partition: string,
): readonly Part[] {
  const bucket = `${NAME}-${organizationId}-${archive.accountId}`.slice(0, 63);
  const trailArn = `arn:${partition}:cloudtrail:${scope.region}:${scope.accountId}:trail/${NAME}`;
  const folders = [scope.accountId, organizationId];
  const made = newBucket(
    archive,
    bucket,
    logBucketPolicy(partition, bucket, [{ trailArn, prefix: undefined, folders }]),
  );
  const data = {
    Name: NAME,
    S3BucketName: bucket,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: true,
    IsOrganizationTrail: true,
    LogFileValidationEnabled: true,
  };
  const { region } = scope;
  const part: Part = {
    scope,
    kept: [`The trail ${NAME} is made anew, with SSE-S3 until it gets a key (cloudtrail/kms-encryption).`],
    commands: [
      command('cloudtrail create-trail', {
        name: NAME,
        's3-bucket-name': bucket,
        'is-organization-trail': true,
        'is-multi-region-trail': true,
        'include-global-service-events': true,
        'enable-log-file-validation': true,
        region,
      }),
      command('cloudtrail start-logging', { name: trailArn, region }),
    ],
    managed: [
      {
        type: 'aws_cloudtrail',
        name: identifier(NAME),
        body: [
          ...attributes(data, true),
          ['depends_on', { expression: `[aws_s3_bucket_policy.${identifier(bucket)}]` }],
        ],
      },
    ],
    stacked: [
      {
        id: logical('Trail', NAME),
        type: 'AWS::CloudTrail::Trail',
        existing: false,
        properties: properties(data),
      },
    ],
  };
  return [made, part];
}
