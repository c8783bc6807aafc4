/** S3's objects: contents and headers, and why they are refused. */
import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { type Call, type Input, textOf } from '../call.ts';
import type { Content } from '../history/contents.ts';
import type { StoredObject } from '../history/delivered.ts';
import { secondsAt } from '../history/times.ts';
import type { S3Operation } from '../wire/s3.ts';
import { findTrailKey } from './s3-keys.ts';
import { reach } from './s3-reach.ts';

const getObject: S3Operation = (input, call) => {
  const object = findObject('GetObject', input, call);
  if (object.storageClass === 'GLACIER')
    throw new AwsError('InvalidObjectState', "The operation is not valid for the object's storage class", {
      status: 403,
      details: { StorageClass: object.storageClass },
    });
  const content = readable(object, call);
  return { body: content.body, headers: headersOf(object, content, call) };
};

const headObject: S3Operation = (input, call) => {
  const object = findObject('HeadObject', input, call);
  const content = readable(object, call);
  const headers = { ...headersOf(object, content, call), 'content-length': String(content.body.length) };
  return { body: '', headers };
};

export const objectOperations: Readonly<Record<string, S3Operation>> = {
  GetObject: getObject,
  HeadObject: headObject,
};

function findObject(operation: string, input: Input, call: Call): StoredObject {
  const bucket = reach(operation, input, call);
  const key = textOf(input, 'Key') ?? '';
  const found = call.deliveries.objects.find(bucket.name, key, secondsAt('now', call.now));
  if (found !== undefined && !found.denied) return found;
  // Who may not list is not told what is missing.
  if (found !== undefined || !call.principal.may('s3:ListBucket'))
    throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', {
    status: 404,
    details: { Key: key },
  });
}

/** The contents, if the caller may have them decrypted. */
function readable(object: StoredObject, call: Call): Content {
  if (object.kmsKeyId !== undefined) {
    const key = findTrailKey(object.kmsKeyId, call.world);
    if (!call.principal.may('kms:Decrypt'))
      throw new AwsError(
        'AccessDenied',
        `User: ${call.principal.arn} is not authorized to perform: kms:Decrypt on resource: ${key.arn} because no identity-based policy allows the kms:Decrypt action`,
        { status: 403 },
      );
    if (key.state === 'Disabled')
      throw new AwsError('KMS.DisabledException', `${key.arn} is disabled.`, { status: 400 });
    if (key.state !== undefined && key.state !== 'Enabled')
      throw new AwsError('KMS.KMSInvalidStateException', `${key.arn} is pending deletion.`, { status: 400 });
  }
  return object.content();
}

function headersOf(object: StoredObject, content: Content, call: Call): Record<string, string> {
  const metadata = Object.entries(content.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    'accept-ranges': 'bytes',
    'content-type': 'application/json',
    // CloudTrail says so of log files and digests: a browser shows them inflated.
    'content-encoding': 'gzip',
    etag: etagOf(object, content),
    'last-modified': new Date(object.modifiedAt * 1000).toUTCString(),
    ...(object.storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': object.storageClass }),
    ...(object.kmsKeyId === undefined
      ? { 'x-amz-server-side-encryption': 'AES256' }
      : {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': findTrailKey(object.kmsKeyId, call.world).arn,
        }),
    ...Object.fromEntries(metadata),
  };
}

/** The MD5 of the body; of one encrypted by KMS it is not, and the same each time. */
export function etagOf({ kmsKeyId }: StoredObject, { body }: Content): string {
  return `"${createHash('md5')
    .update(kmsKeyId ?? '')
    .update(body)
    .digest('hex')}"`;
}
