/** TLS-only policies, right and wrong: every mistake that other tools make or overlook, each with what we answer. */
import { bucket, denyPlainHttp, foreign, type Json, objects, own, variable } from '../support.ts';

export interface TlsCase {
  readonly name: string;
  readonly source: string;
  readonly statements: readonly Json[];
  readonly covered: boolean | 'unknown';
  /** What the sentence of the counter-example, or the reason, must say. */
  readonly says?: RegExp;
  /** Values of the exemptions that let somebody through. */
  readonly exempt?: readonly string[];
}

const tls = { Bool: { 'aws:SecureTransport': 'false' } };
const but = (condition: Json) => [denyPlainHttp({ Condition: { ...tls, ...condition } })];
const without = (statement: Json, element: string): Json =>
  Object.fromEntries(Object.entries(statement).filter(([name]) => name !== element));
const breakGlass = `arn:aws:iam::${own}:role/BreakGlass`;
const prowler = 'prowler s3_bucket_secure_transport_policy';
const cloudsploit = 'CloudSploit bucketSecureTransportEnabled';
const operators = 'reference_policies_elements_condition_operators';
const s3 = 'S3 security best practices';

export const tlsCases: readonly TlsCase[] = [
  { name: 'the documented form', source: s3, statements: [denyPlainHttp()], covered: true },
  {
    name: 'principal AWS *',
    source: s3,
    statements: [denyPlainHttp({ Principal: { AWS: '*' } })],
    covered: true,
  },
  {
    name: 'principal AWS [*]',
    source: s3,
    statements: [denyPlainHttp({ Principal: { AWS: ['*'] } })],
    covered: true,
  },
  {
    name: 'JSON false',
    source: prowler,
    statements: [denyPlainHttp({ Condition: { Bool: { 'aws:SecureTransport': false } } })],
    covered: true,
  },
  {
    name: 'a list of one',
    source: prowler,
    statements: [denyPlainHttp({ Condition: { Bool: { 'aws:SecureTransport': ['false'] } } })],
    covered: true,
  },
  {
    name: 'BoolIfExists',
    source: prowler,
    statements: [denyPlainHttp({ Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } })],
    covered: true,
  },
  {
    name: 'another case of the key',
    source: operators,
    statements: [denyPlainHttp({ Condition: { Bool: { 'AWS:securetransport': 'false' } } })],
    covered: true,
  },
  {
    name: 'StringEquals',
    source: operators,
    statements: [denyPlainHttp({ Condition: { StringEquals: { 'aws:SecureTransport': 'false' } } })],
    covered: true,
  },
  {
    name: 'StringNotEquals true',
    source: operators,
    statements: [denyPlainHttp({ Condition: { StringNotEquals: { 'aws:SecureTransport': 'true' } } })],
    covered: true,
  },
  {
    name: 'no condition at all denies that too',
    source: 'ours',
    statements: [without(denyPlainHttp(), 'Condition')],
    covered: true,
  },
  { name: 'action *', source: prowler, statements: [denyPlainHttp({ Action: '*' })], covered: true },
  {
    name: 'actions in a list',
    source: cloudsploit,
    statements: [denyPlainHttp({ Action: ['s3:*'] })],
    covered: true,
  },
  { name: 'resource *', source: s3, statements: [denyPlainHttp({ Resource: '*' })], covered: true },
  {
    name: 'one pattern for both',
    source: s3,
    statements: [denyPlainHttp({ Resource: 'arn:aws:s3:::logs*' })],
    covered: true,
  },
  {
    name: 'bucket and objects in two statements',
    source: s3,
    statements: [denyPlainHttp({ Resource: bucket }), denyPlainHttp({ Resource: objects })],
    covered: true,
  },
  {
    name: 'every action by its first letters',
    source: 'ours',
    statements: ['abcdefgh', 'ijklmnop', 'qrstuvwx', 'yz0123456789-_'].map(letters =>
      denyPlainHttp({ Action: [...letters].map(l => `s3:${l}*`) }),
    ),
    covered: false,
  },
  {
    name: 'actions split in two halves',
    source: 'ours',
    statements: [
      denyPlainHttp({ Action: 's3:Get*' }),
      without(denyPlainHttp({ NotAction: 's3:Get*' }), 'Action'),
    ],
    covered: true,
  },
  {
    name: 'NotAction of another service',
    source: 'reference_policies_elements_notaction',
    statements: [without(denyPlainHttp({ NotAction: ['sns:*'] }), 'Action')],
    covered: true,
  },
  {
    name: 'NotResource of another bucket',
    source: 'reference_policies_elements_notresource',
    statements: [without(denyPlainHttp({ NotResource: 'arn:aws:s3:::other/*' }), 'Resource')],
    covered: true,
  },
  {
    name: 'conditions split in two',
    source: 'ours',
    statements: [
      ...but({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
      ...but({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
    ],
    covered: true,
  },
  {
    name: 'another Deny beside it',
    source: cloudsploit,
    statements: [
      denyPlainHttp(),
      { Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: bucket },
    ],
    covered: true,
  },
  {
    name: 'a floor of TLS that also takes requests without TLS',
    source: 'aws-facts 2.3',
    statements: [denyPlainHttp({ Condition: { NumericLessThanIfExists: { 's3:TlsVersion': 1.2 } } })],
    covered: true,
  },
  {
    name: 'a floor of TLS beside the documented form',
    source: 'aws-facts 2.3',
    statements: [
      denyPlainHttp(),
      denyPlainHttp({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }),
    ],
    covered: true,
  },
  {
    name: 'no TLS version, by Null',
    source: 'aws-facts 2.3',
    statements: [denyPlainHttp({ Condition: { Null: { 's3:TlsVersion': true } } })],
    covered: true,
  },

  {
    name: 'nothing',
    source: 'ours',
    statements: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects }],
    covered: false,
    says: /plain|SecureTransport/,
  },
  {
    name: 'an Allow over TLS denies nothing',
    source: cloudsploit,
    statements: [denyPlainHttp({ Effect: 'Allow', Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    covered: false,
  },
  {
    name: 'reading alone',
    source: prowler,
    statements: [denyPlainHttp({ Action: 's3:Get*' })],
    covered: false,
    says: /^s3:(?:ListBucket|PutObject)/,
  },
  {
    name: 'GetObject alone',
    source: prowler,
    statements: [denyPlainHttp({ Action: ['s3:GetObject', 's3:PutObject'] })],
    covered: false,
  },
  {
    name: 'objects alone',
    source: prowler,
    statements: [denyPlainHttp({ Resource: objects })],
    covered: false,
    says: /on arn:aws:s3:::logs by/,
  },
  {
    name: 'the bucket alone',
    source: prowler,
    statements: [denyPlainHttp({ Resource: bucket })],
    covered: false,
    says: /logs\/AWSLogs\/any-object/,
  },
  {
    name: 'another bucket',
    source: prowler,
    statements: [denyPlainHttp({ Resource: ['arn:aws:s3:::logs-2', 'arn:aws:s3:::logs-2/*'] })],
    covered: false,
  },
  {
    name: 'another partition',
    source: 'ScoutSuite hard-codes arn:aws',
    statements: [denyPlainHttp({ Resource: ['arn:aws-cn:s3:::logs', 'arn:aws-cn:s3:::logs/*'] })],
    covered: false,
  },
  {
    name: 'one folder',
    source: prowler,
    statements: [denyPlainHttp({ Resource: [bucket, 'arn:aws:s3:::logs/AWSLogs/*'] })],
    covered: false,
  },
  {
    name: 'one account',
    source: prowler,
    statements: [denyPlainHttp({ Principal: { AWS: own } })],
    covered: false,
  },
  {
    name: 'one role',
    source: prowler,
    statements: [denyPlainHttp({ Principal: { AWS: breakGlass } })],
    covered: false,
  },
  {
    name: 'one service',
    source: prowler,
    statements: [denyPlainHttp({ Principal: { Service: 'cloudtrail.amazonaws.com' } })],
    covered: false,
  },
  {
    name: 'the wrong way round',
    source: prowler,
    statements: [denyPlainHttp({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    covered: false,
  },
  {
    name: 'a misspelt key',
    source: prowler,
    statements: [denyPlainHttp({ Condition: { Bool: { 'aws:SecureTransports': 'false' } } })],
    covered: false,
  },
  {
    name: 'only from one network',
    source: prowler,
    statements: but({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
    covered: false,
    says: /aws:SourceIp = 10\.0\.0\.0/,
  },
  {
    name: 'only outside of a VPC endpoint',
    source: prowler,
    statements: but({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
    covered: false,
    says: /aws:SourceVpce = vpce-1/,
  },
  {
    name: 'only with a header',
    source: prowler,
    statements: but({ StringEquals: { 's3:x-amz-acl': 'private' } }),
    covered: false,
    says: /without s3:x-amz-acl/,
  },
  {
    name: 'only before a date',
    source: 'ours',
    statements: but({ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }),
    covered: false,
  },
  {
    name: 'a floor of TLS alone: plain HTTP has no version',
    source: 'aws-facts 2.3',
    statements: [denyPlainHttp({ Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } })],
    covered: false,
  },
  {
    name: 'a floor of TLS in the same statement',
    source: 'aws-facts 2.3',
    statements: but({ NumericLessThan: { 's3:TlsVersion': 1.2 } }),
    covered: false,
  },
  {
    name: 'a Null that never holds',
    source: operators,
    statements: [denyPlainHttp({ Condition: { Null: { 'aws:SecureTransport': 'true' } } })],
    covered: false,
  },
  {
    name: 'ForAnyValue on a key that is missing',
    source: operators,
    statements: but({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'x' } }),
    covered: false,
    says: /without aws:TagKeys/,
  },
  {
    name: 'ForAllValues on a key that may be there',
    source: operators,
    statements: but({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['x'] } }),
    covered: false,
    says: /aws:TagKeys = /,
  },
  {
    name: 'a Deny of anonymous callers alone',
    source: 'ours',
    statements: but({ StringEquals: { 'aws:PrincipalType': 'Anonymous' } }),
    covered: false,
  },
  {
    name: 'outsiders of the organization alone',
    source: 'data perimeter',
    statements: but({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
    covered: false,
    says: /o-1/,
  },
  {
    name: 'everyone but one account',
    source: 'ours',
    statements: but({ StringNotEquals: { 'aws:PrincipalAccount': foreign } }),
    covered: false,
    says: new RegExp(foreign),
  },

  {
    name: 'break-glass by its ARN',
    source: 'aws-facts 4.4',
    statements: but({ ArnNotEquals: { 'aws:PrincipalArn': breakGlass } }),
    covered: true,
    exempt: [breakGlass],
  },
  {
    name: 'break-glass in two forms',
    source: 'aws-facts 4.4',
    statements: but({
      StringNotLikeIfExists: { 'AWS:PrincipalARN': [breakGlass, 'arn:aws:iam::*:role/BreakGlass2'] },
    }),
    covered: true,
    exempt: [breakGlass, 'arn:aws:iam::*:role/BreakGlass2'],
  },
  {
    name: 'StringNotEquals with a star spares nobody',
    source: 'aws-facts 4.4',
    statements: but({ StringNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/BreakGlass' } }),
    covered: true,
    exempt: [],
  },
  {
    name: 'the ARN of a session spares nobody',
    source: 'aws-facts 2.3',
    statements: but({ ArnNotLike: { 'aws:PrincipalArn': `arn:aws:sts::${own}:assumed-role/BreakGlass/*` } }),
    covered: true,
    exempt: [],
  },
  {
    name: 'an exception undone by a second statement',
    source: 'ours',
    statements: [...but({ ArnNotLike: { 'aws:PrincipalArn': breakGlass } }), denyPlainHttp()],
    covered: true,
    exempt: [],
  },
  {
    name: 'the root user, whatever the case of its letters',
    source: operators,
    statements: but({ StringNotEqualsIgnoreCase: { 'aws:PrincipalArn': `arn:aws:iam::${own}:ROOT` } }),
    covered: false,
    says: /:root/i,
  },
  {
    name: 'break-glass, whatever the case of its letters',
    source: operators,
    statements: but({ StringNotEqualsIgnoreCase: { 'aws:PrincipalArn': breakGlass.toUpperCase() } }),
    covered: true,
    exempt: [breakGlass.toUpperCase()],
  },
  {
    name: 'NotPrincipal of everybody denies nobody',
    source: 'reference_policies_elements_notprincipal',
    statements: [without(denyPlainHttp({ NotPrincipal: { AWS: '*' } }), 'Principal')],
    covered: false,
  },
  {
    name: 'NotPrincipal with a star in a name spares nobody',
    source: 'reference_policies_elements_principal',
    statements: [
      without(denyPlainHttp({ NotPrincipal: { AWS: `arn:aws:iam::${own}:role/*` } }), 'Principal'),
    ],
    covered: true,
    exempt: [],
  },
  {
    name: 'roles, users and the root user of every account, and no federated users',
    source: 'STS API_GetFederationToken',
    statements: but({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:*' } }).concat(
      but({ StringNotEquals: { 'aws:PrincipalType': ['AssumedRole', 'User', 'Account', 'FederatedUser'] } }),
    ),
    covered: false,
    says: /arn:aws:sts::\d{12}:federated-user\//,
  },
  {
    name: 'federated users are spared: whoever may ask for a token picks the name',
    source: 'STS API_GetFederationToken',
    statements: but({ ArnNotLike: { 'aws:PrincipalArn': `arn:aws:sts::${own}:federated-user/BreakGlass` } }),
    covered: false,
    says: /federated-user\/BreakGlass/,
  },
  {
    name: 'whatever STS hands out is spared',
    source: 'STS API_GetFederationToken',
    statements: but({ ArnNotLike: { 'aws:PrincipalArn': `arn:aws:sts::${own}:*` } }),
    covered: false,
    says: /federated-user\//,
  },
  {
    name: 'an account that NotPrincipal spares has federated users too',
    source: 'ours',
    statements: [
      without(denyPlainHttp({ NotPrincipal: { AWS: own } }), 'Principal'),
      denyPlainHttp({ Condition: { ...tls, ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:*` } } }),
    ],
    covered: false,
    says: new RegExp(`arn:aws:sts::${own}:federated-user/`),
  },
  {
    name: 'any role',
    source: 'aws-facts 4.4',
    statements: but({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }),
    covered: false,
    says: /role\//,
  },
  {
    name: 'anybody',
    source: 'aws-facts 4.4',
    statements: but({ StringNotLike: { 'aws:PrincipalArn': '*' } }),
    covered: false,
  },
  {
    name: 'any role of the account',
    source: 'aws-facts 4.4',
    statements: but({ StringNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:role/*` } }),
    covered: false,
    says: new RegExp(`${own}:role/`),
  },
  {
    name: 'any name with admin in it',
    source: 'aws-facts 4.4',
    statements: but({ StringNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:role/*admin*` } }),
    covered: false,
    says: /admin/,
  },
  {
    name: 'the root user',
    source: 'CHECKS s3/delete-protection',
    statements: but({ ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:root` } }),
    covered: false,
    says: /:root/,
  },
  {
    name: 'everyone of the organization',
    source: 'aws-facts 4.4',
    statements: but({ 'ForAllValues:StringNotLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } }),
    covered: false,
    says: /o-1/,
  },
  {
    name: 'a single sign-on role',
    source: 'AWS reserved path',
    statements: but({
      ArnNotLike: {
        'aws:PrincipalArn':
          'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_BreakGlass_*',
      },
    }),
    covered: true,
    exempt: ['arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_BreakGlass_*'],
  },
  {
    name: 'every single sign-on role',
    source: 'AWS reserved path',
    statements: but({
      ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*' },
    }),
    covered: false,
  },
  {
    name: 'whoever has a tag',
    source: 'aws-facts 4.4',
    statements: but({ StringNotEquals: { 'aws:PrincipalTag/break-glass': 'yes' } }),
    covered: true,
    exempt: ['yes'],
  },
  {
    name: 'AWS services',
    source: 'data perimeter',
    statements: but({ BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }),
    covered: true,
    exempt: ['true'],
  },
  {
    name: 'one service',
    source: 'data perimeter',
    statements: but({ StringNotEqualsIfExists: { 'aws:PrincipalServiceName': 'cloudtrail.amazonaws.com' } }),
    covered: true,
    exempt: ['cloudtrail.amazonaws.com'],
  },
  {
    name: 'NotPrincipal of a role',
    source: 'reference_policies_elements_notprincipal',
    statements: [without(denyPlainHttp({ NotPrincipal: { AWS: breakGlass } }), 'Principal')],
    covered: true,
    exempt: [breakGlass],
  },
  {
    name: 'NotPrincipal of the account',
    source: 'CHECKS s3/delete-protection',
    statements: [without(denyPlainHttp({ NotPrincipal: { AWS: [breakGlass, own] } }), 'Principal')],
    covered: false,
    says: new RegExp(own),
  },
  {
    name: 'one of two must hold, break-glass or a network',
    source: 'ours',
    statements: but({
      ArnNotLike: { 'aws:PrincipalArn': breakGlass },
      StringNotEquals: { 'aws:SourceVpc': 'vpc-1' },
    }),
    covered: false,
    says: /vpc-1/,
  },
  {
    name: 'an unedited placeholder as the resource',
    source: 'awsdocs/aws-organizations-docs #10',
    statements: [denyPlainHttp({ Resource: `arn:aws:s3:::${variable('Bucket')}/*` })],
    covered: false,
  },
  {
    name: 'an unedited placeholder as the exception spares nobody',
    source: 'awsdocs/aws-organizations-docs #10',
    statements: but({
      ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${variable('Account')}:role/BreakGlass` },
    }),
    covered: true,
    exempt: [],
  },
  {
    name: 'a resource by variable covers what it can',
    source: 'reference_policies_variables',
    statements: [denyPlainHttp({ Resource: [bucket, `arn:aws:s3:::logs/${variable('aws:username')}/*`] })],
    covered: false,
  },
  {
    name: 'what one statement leaves in doubt, another closes',
    source: 'ours',
    statements: [
      ...but({ StringNotEquals: { 'aws:TagKeys': 'x' } }),
      denyPlainHttp({ Principal: { AWS: '*' } }),
    ],
    covered: true,
  },
  {
    name: 'a variable that takes part in covering',
    source: 'reference_policies_variables',
    statements: [
      denyPlainHttp({ Resource: [bucket, `arn:aws:s3:::logs/${variable('aws:userid')}*`] }),
      without(
        denyPlainHttp({ NotResource: [bucket, `arn:aws:s3:::logs/${variable('aws:userid')}*`] }),
        'Resource',
      ),
    ],
    covered: 'unknown',
    says: /policy variables/,
  },
  {
    name: 'an operator nobody knows',
    source: 'ours',
    statements: but({ StringSoundsLike: { 'aws:username': 'x' } }),
    covered: 'unknown',
    says: /aws:username/,
  },
  {
    name: 'a boolean in capitals',
    source: 'ours',
    statements: [denyPlainHttp({ Condition: { Bool: { 'aws:SecureTransport': 'False' } } })],
    covered: 'unknown',
    says: /aws:securetransport/,
  },
  {
    name: 'ForAnyValue with IfExists on a missing key',
    source: operators,
    statements: but({ 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': '*' } }),
    covered: 'unknown',
    says: /aws:tagkeys/,
  },
];
