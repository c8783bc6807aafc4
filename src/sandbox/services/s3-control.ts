/** S3 Control: the public access block of a whole account, which only that account may ask for. */
import { AwsError } from '../aws-error.ts';
import { textOf } from '../call.ts';
import { type S3Operation, s3ControlService } from '../wire/s3.ts';
import { publicAccessBlockReply } from './s3.ts';

const getPublicAccessBlock: S3Operation = (input, { account }) => {
  if (textOf(input, 'AccountId') !== account.id)
    throw new AwsError('AccessDenied', 'Access Denied', { status: 403 });
  return publicAccessBlockReply(account.description.accountPublicAccessBlock);
};

export const s3Control = s3ControlService({ GetPublicAccessBlock: getPublicAccessBlock });
