/** Bucket and key policies of a test world: the healthy ones, statement by statement, so that a case can change one. */
import { getKeyPolicy } from '../../src/aws/kms.ts';
import { getBucketPolicy } from '../../src/aws/s3.ts';
import type { on as answer, Reply } from './evidence.ts';

const ARCHIVE = '222233334444';
const MANAGEMENT = '111122223333';
const ORGANIZATION = 'o-exampleorgid';
const TRAIL = `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/org-trail`;
export const BUCKET_ARN = 'arn:aws:s3:::acme-cloudtrail-logs';
export const OBJECTS = `${BUCKET_ARN}/*`;
export const READER = `arn:aws:iam::${ARCHIVE}:role/LogReader`;

export type Statement = Readonly<Record<string, unknown>>;
const cloudTrail = { Service: 'cloudtrail.amazonaws.com' };
const source = { 'aws:SourceArn': TRAIL };

export const aclCheck: Statement = {
  Sid: 'AclCheck',
  Effect: 'Allow',
  Principal: cloudTrail,
  Action: 's3:GetBucketAcl',
  Resource: BUCKET_ARN,
  Condition: { StringEquals: source },
};

/** `folder`: what stands below AWSLogs/. */
export function write(folder: string, condition: object = source, change: Statement = {}): Statement {
  return {
    Sid: `Write ${folder}`,
    Effect: 'Allow',
    Principal: cloudTrail,
    Action: 's3:PutObject',
    Resource: `${BUCKET_ARN}/trails/AWSLogs/${folder}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...condition } },
    ...change,
  };
}

export const writes: readonly Statement[] = [aclCheck, write(ORGANIZATION), write(MANAGEMENT)];

export function denyHttp(change: Statement = {}): Statement {
  return {
    Sid: 'DenyHttp',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [BUCKET_ARN, OBJECTS],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    ...change,
  };
}

export const ALGORITHM = 's3:x-amz-server-side-encryption';
export const KEY_ID = 's3:x-amz-server-side-encryption-aws-kms-key-id';

/** Puts that do not name one of these. */
export function denyPuts(algorithms: string | readonly string[], change: Statement = {}): Statement {
  return denyPutsIf({ StringNotEquals: { [ALGORITHM]: algorithms } }, change);
}

export function denyPutsIf(Condition: object, change: Statement = {}): Statement {
  return {
    Sid: 'DenyPuts',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: OBJECTS,
    Condition,
    ...change,
  };
}

export const safePuts = denyPuts(['aws:kms', 'AES256']);

export function administration(change: Statement = {}): Statement {
  const Action = ['kms:Describe*', 'kms:Get*', 'kms:Put*', 'kms:Disable*', 'kms:ScheduleKeyDeletion'];
  return {
    Sid: 'Administration',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ARCHIVE}:root` },
    Action,
    Resource: '*',
    ...change,
  };
}

export function encrypt(Condition: object | null, change: Statement = {}): Statement {
  const statement = {
    Sid: 'Encrypt',
    Effect: 'Allow',
    Principal: cloudTrail,
    Action: 'kms:GenerateDataKey*',
    Resource: '*',
  };
  return { ...statement, ...(Condition === null ? {} : { Condition }), ...change };
}

export const context = {
  StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${MANAGEMENT}:trail/*` },
};
export const bySource = { StringEquals: source, ...context };

export const describeIt: Statement = {
  Sid: 'Describe',
  Effect: 'Allow',
  Principal: cloudTrail,
  Action: 'kms:DescribeKey',
  Resource: '*',
  Condition: { StringEquals: source },
};

export function decrypt(AWS: string | readonly string[], change: Statement = {}): Statement {
  return {
    Sid: 'Decrypt',
    Effect: 'Allow',
    Principal: { AWS },
    Action: 'kms:Decrypt',
    Resource: '*',
    ...change,
  };
}

export const keyStatements: readonly Statement[] = [
  administration(),
  encrypt(bySource),
  describeIt,
  decrypt(READER),
];

export function text(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function policyReplies(on: typeof answer): readonly Reply[] {
  return [
    on(getBucketPolicy, () => ({ Policy: text([...writes, denyHttp(), safePuts]) })),
    on(getKeyPolicy, () => ({ Policy: text(keyStatements), PolicyName: 'default' })),
  ];
}
