/** Who may ask S3 about a bucket, and in which region: AWS's answers for foreign owners and wrong regions. */
import { AwsError } from '../aws-error.ts';
import { type Call, type Input, textOf } from '../call.ts';
import type { BucketDescription } from '../schema/bucket.ts';

/** The bucket, if it exists, is asked in its region and belongs to the caller. Its region is told to anybody. */
export function reach(operation: string, input: Input, call: Call): BucketDescription {
  const name = textOf(input, 'Bucket') ?? '';
  const owned = call.world.buckets.get(name);
  const region = owned?.description.region ?? call.world.foreignBuckets.get(name);
  if (region === undefined)
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', {
      status: 404,
      details: { BucketName: name },
    });
  const headers = { 'x-amz-bucket-region': region };
  const anyRegion = operation === 'GetBucketLocation' && call.region === 'us-east-1';
  if (region !== call.region && !anyRegion)
    throw new AwsError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      { status: 301, headers, details: { Endpoint: `${name}.s3.${region}.amazonaws.com`, Bucket: name } },
    );
  const expected = textOf(input, 'ExpectedBucketOwner');
  const isMine = owned !== undefined && owned.account === call.account.id;
  if (!isMine && operation === 'GetBucketPolicy' && expected === undefined)
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      status: 405,
      headers,
      details: { Method: 'GET', ResourceType: 'BUCKETPOLICY' },
    });
  if (!isMine || (expected !== undefined && expected !== owned.account))
    throw new AwsError('AccessDenied', 'Access Denied', { status: 403, headers });
  return owned.description;
}
