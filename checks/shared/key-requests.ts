/** What CloudTrail asks of a trail's key, and what others may read with it. Pure. */
import type { Trail } from '../../src/aws/cloudtrail.ts';
import { arnOf } from '../../src/aws/partition.ts';
import { must } from '../../src/model/read.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { Context, Request } from '../../src/policy/context.ts';
import { byCloudTrail, type Source } from './sources.ts';

const CONTEXT = 'kms:EncryptionContext:aws:cloudtrail:arn';

/** `encrypts`: the trail that CloudTrail writes into the encryption context. */
export function dataKeyRequest(
  source: Source,
  keyArn: string,
  trail: Subject<Trail>,
  encrypts: string,
): Request {
  const bucket = must(trail.data.S3BucketName, 'S3BucketName');
  const partition = must(arnOf(keyArn)?.partition, 'a partition in Arn');
  return byCloudTrail(source, 'kms:GenerateDataKey', keyArn, {
    ...onKey(keyArn),
    [CONTEXT]: encrypts,
    'kms:EncryptionContext:aws:s3:arn': `arn:${partition}:s3:::${bucket}/AWSLogs/log.json.gz`,
    'kms:EncryptionContextKeys': ['aws:cloudtrail:arn', 'aws:s3:arn'],
  });
}

export function describeRequestOf(source: Source, keyArn: string): Request {
  return byCloudTrail(source, 'kms:DescribeKey', keyArn, {
    ...onKey(keyArn),
    [CONTEXT]: null,
    'kms:EncryptionContext:aws:s3:arn': null,
  });
}

function onKey(keyArn: string): Context {
  const arn = must(arnOf(keyArn), 'an ARN');
  return { 'aws:ResourceAccount': arn.accountId, 'aws:RequestedRegion': arn.region };
}
