/** A bucket whose access is logged into another one, made for that beside it. Pure. */
import { type Bucket, ownedBucket } from '../../src/aws/s3.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { bucketPart } from './bucket.ts';
import { remedy } from './compose.ts';
import { denyPlainHttp, newBucket } from './new-bucket.ts';

export function logAccess(bucket: Subject<Bucket>, read: Read): Remedy {
  const { scope } = ownedBucket(read, bucket.data);
  const { partition } = read.population;
  const target = `${bucket.name.slice(0, 51)}-access-logs`;
  const arn = `arn:${partition}:s3:::${target}`;
  const deliver = {
    Sid: 'TrailproofAccessLogs',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${arn}/${bucket.name}/*`,
    Condition: {
      ArnLike: { 'aws:SourceArn': bucket.id },
      StringEquals: { 'aws:SourceAccount': scope.accountId },
    },
  };
  const made = newBucket(scope, target, {
    Version: '2012-10-17',
    Statement: [deliver, denyPlainHttp(arn)],
  });
  const prefix = `${bucket.name}/`;
  const logged = bucketPart(bucket.data, read, [
    {
      put: 'put-bucket-logging',
      options: {
        'bucket-logging-status': { LoggingEnabled: { TargetBucket: target, TargetPrefix: prefix } },
      },
      managed: {
        type: 'aws_s3_bucket_logging',
        there: false,
        body: [
          ['target_bucket', target],
          ['target_prefix', prefix],
          [
            'depends_on',
            { expression: `[${made.managed.map(({ type, name }) => `${type}.${name}`).join(', ')}]` },
          ],
        ],
      },
      properties: { LoggingConfiguration: { DestinationBucketName: target, LogFilePrefix: prefix } },
      kept: [],
    },
  ]);
  return remedy(
    read,
    [made, logged],
    `Access logs cost storage and keep growing: give ${target} a lifecycle rule. S3 delivers them within hours and without a ` +
      'promise that none is lost. Where server access logs went elsewhere before, they end there.',
  );
}
