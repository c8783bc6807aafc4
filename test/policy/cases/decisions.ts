/** Policies of AWS's documentation and single requests on them. */
import type { Request } from '../../../src/policy/context.ts';
import { rootOf } from '../../../src/policy/context.ts';
import type { Decision } from '../../../src/policy/decide.ts';
import {
  bucket,
  denyPlainHttp,
  foreign,
  type Json,
  key,
  objects,
  own,
  role,
  trail,
  variable,
} from '../support.ts';

export interface DecisionCase {
  readonly name: string;
  readonly source: string;
  readonly statements: readonly Json[];
  readonly expected: readonly (readonly [request: Partial<Request>, decision: Decision['decision']])[];
}

const cloudtrail = { kind: 'service', service: 'cloudtrail.amazonaws.com' } as const;
const anonymous = { kind: 'anonymous' } as const;
const user = { kind: 'user', arn: `arn:aws:iam::${own}:user/Bob` } as const;
const log = `arn:aws:s3:::logs/AWSLogs/${own}/CloudTrail/us-east-1/2026/01/01/x.json.gz`;
const put = { principal: cloudtrail, action: 's3:PutObject', resource: log };
const acl = { 's3:x-amz-acl': 'bucket-owner-full-control' };
const foreignTrail = `arn:aws:cloudtrail:us-east-1:${foreign}:trail/theirs`;

const trailBucket: readonly Json[] = [
  {
    Sid: 'AWSCloudTrailAclCheck20150319',
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:GetBucketAcl',
    Resource: bucket,
    Condition: { StringEquals: { 'aws:SourceArn': trail } },
  },
  {
    Sid: 'AWSCloudTrailWrite20150319',
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::logs/AWSLogs/${own}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trail } },
  },
];

const allow = (change: Json = {}): Json => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: objects,
  ...change,
});
const deny = (change: Json = {}): Json => allow({ Effect: 'Deny', ...change });

const requireKms = (values: unknown, operator = 'StringNotEquals'): Json =>
  deny({ Action: 's3:PutObject', Condition: { [operator]: { 's3:x-amz-server-side-encryption': values } } });
const everyoneMay = allow({ Action: 's3:*', Resource: [bucket, objects] });
const sse = (value: string | null) => ({
  action: 's3:PutObject',
  context: { 's3:x-amz-server-side-encryption': value },
});

const keyGrant: Json = {
  Sid: 'AllowCloudTrailEncryptLogs',
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: 'kms:GenerateDataKey*',
  Resource: '*',
  Condition: {
    StringEquals: { 'aws:SourceArn': trail },
    StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${own}:trail/*` },
  },
};
const dataKey = { principal: cloudtrail, action: 'kms:GenerateDataKeyWithoutPlaintext', resource: key };
const encryptionContext = { 'kms:EncryptionContext:aws:cloudtrail:arn': trail };

const toBucket = 'create-s3-bucket-policy-for-cloudtrail';
const toKey = 'create-kms-key-policy-for-cloudtrail';
const principalPage = 'reference_policies_elements_principal';

export const decisionCases: readonly DecisionCase[] = [
  {
    name: 'the bucket policy of a trail',
    source: toBucket,
    statements: trailBucket,
    expected: [
      [{ ...put, context: { ...acl, 'aws:SourceArn': trail } }, 'allowed'],
      [{ ...put, context: { ...acl, 'aws:SourceArn': foreignTrail } }, 'implicitly-denied'],
      [{ ...put, context: { ...acl } }, 'unknown'],
      [{ ...put, context: { 's3:x-amz-acl': null, 'aws:SourceArn': trail } }, 'implicitly-denied'],
      [
        { ...put, resource: 'arn:aws:s3:::logs/other', context: { ...acl, 'aws:SourceArn': trail } },
        'implicitly-denied',
      ],
      [
        { ...put, action: 's3:GetBucketAcl', resource: bucket, context: { 'aws:SourceArn': trail } },
        'allowed',
      ],
      [{ principal: role(), action: 's3:PutObject', resource: log, context: acl }, 'implicitly-denied'],
      [{ ...put, principal: anonymous, context: acl }, 'implicitly-denied'],
      [
        { ...put, principal: { kind: 'service', service: 'config.amazonaws.com' }, context: acl },
        'implicitly-denied',
      ],
    ],
  },
  {
    name: 'a bucket policy of before 2022, without a source (confused deputy)',
    source: 'aws-facts 2.1',
    statements: [{ ...trailBucket[1], Condition: { StringEquals: acl } }],
    expected: [[{ ...put, context: { ...acl, 'aws:SourceArn': foreignTrail } }, 'allowed']],
  },
  {
    name: 'a source account instead of a source ARN',
    source: toBucket,
    statements: [{ ...trailBucket[1], Condition: { StringEquals: { 'AWS:SourceAccount': [own] } } }],
    expected: [
      [{ ...put, context: { 'aws:SourceAccount': own } }, 'allowed'],
      [{ ...put, context: { 'aws:SourceAccount': foreign } }, 'implicitly-denied'],
    ],
  },
  {
    name: 'per-region CloudTrail accounts as principals',
    source: 'aws-facts 2.1',
    statements: [
      { ...trailBucket[1], Principal: { AWS: ['arn:aws:iam::903692715234:root', '035351147821'] } },
    ],
    expected: [
      [{ ...put, context: { ...acl, 'aws:SourceArn': trail } }, 'implicitly-denied'],
      [
        { ...put, principal: role('x', '035351147821'), context: { ...acl, 'aws:SourceArn': trail } },
        'allowed',
      ],
    ],
  },
  {
    name: 'TLS only',
    source: 'S3 security best practices',
    statements: [everyoneMay, denyPlainHttp()],
    expected: [
      [{ context: { 'aws:SecureTransport': 'false' } }, 'explicitly-denied'],
      [{ context: { 'aws:SecureTransport': false } }, 'explicitly-denied'],
      [{ context: { 'aws:SecureTransport': 'true' } }, 'allowed'],
      [{}, 'unknown'],
      [{ principal: cloudtrail, context: { 'aws:SecureTransport': 'false' } }, 'explicitly-denied'],
      [{ principal: anonymous, context: { 'aws:SecureTransport': 'false' } }, 'explicitly-denied'],
      [{ action: 'S3:getobject', context: { 'AWS:securetransport': 'false' } }, 'explicitly-denied'],
    ],
  },
  {
    name: 'SSE-KMS alone blocks digests of old and puts without the header',
    source: 'aws-facts 2.3',
    statements: [everyoneMay, requireKms('aws:kms')],
    expected: [
      [sse('AES256'), 'explicitly-denied'],
      [sse('aws:kms'), 'allowed'],
      [sse(null), 'explicitly-denied'],
    ],
  },
  {
    name: 'the documented safe pair',
    source: 'CloudTrail best-practices-security',
    statements: [everyoneMay, requireKms(['aws:kms', 'AES256'])],
    expected: [
      [sse('AES256'), 'allowed'],
      [sse('aws:kms'), 'allowed'],
      [sse('aws:kms:dsse'), 'explicitly-denied'],
    ],
  },
  {
    name: 'IfExists does not spare puts without the header: a missing key makes it true',
    source: 'S3 user guide, UsingKMSEncryption',
    statements: [everyoneMay, requireKms('aws:kms', 'StringNotEqualsIfExists')],
    expected: [
      [sse(null), 'explicitly-denied'],
      [sse('AES256'), 'explicitly-denied'],
    ],
  },
  {
    name: 'Null spares puts without the header',
    source: 'S3 user guide, UsingKMSEncryption',
    statements: [
      everyoneMay,
      deny({
        Action: 's3:PutObject',
        Condition: {
          StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
          Null: { 's3:x-amz-server-side-encryption': false },
        },
      }),
    ],
    expected: [
      [sse(null), 'allowed'],
      [sse('AES256'), 'explicitly-denied'],
    ],
  },
  {
    name: 'Null beside StringNotEquals',
    source: 'S3 user guide',
    statements: [
      everyoneMay,
      deny({ Action: 's3:PutObject', Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } } }),
    ],
    expected: [
      [sse(null), 'explicitly-denied'],
      [sse('AES256'), 'allowed'],
    ],
  },
  {
    name: 'a key pinned by its ARN',
    source: 'S3 user guide, UsingKMSEncryption',
    statements: [
      everyoneMay,
      deny({
        Action: 's3:PutObject',
        Condition: { ArnNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } },
      }),
    ],
    expected: [
      [
        { action: 's3:PutObject', context: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } },
        'allowed',
      ],
      [
        { action: 's3:PutObject', context: { 's3:x-amz-server-side-encryption-aws-kms-key-id': `${key}0` } },
        'explicitly-denied',
      ],
    ],
  },
  {
    name: 'the key policy of a trail',
    source: toKey,
    statements: [keyGrant],
    expected: [
      [{ ...dataKey, context: { 'aws:SourceArn': trail, ...encryptionContext } }, 'allowed'],
      [{ ...dataKey, context: { 'aws:SourceArn': foreignTrail, ...encryptionContext } }, 'implicitly-denied'],
      [{ ...dataKey, action: 'kms:DescribeKey', context: { 'aws:SourceArn': trail } }, 'implicitly-denied'],
      [{ ...dataKey, context: { 'aws:SourceArn': trail } }, 'unknown'],
    ],
  },
  {
    name: 'whoever has the encryption context may decrypt',
    source: toKey,
    statements: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${own}:role/Reader` },
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } },
      },
    ],
    expected: [
      [
        { principal: role('Reader'), action: 'kms:Decrypt', resource: key, context: encryptionContext },
        'allowed',
      ],
      [
        {
          principal: role('Reader'),
          action: 'kms:Decrypt',
          resource: key,
          context: { 'kms:EncryptionContext:aws:cloudtrail:arn': null },
        },
        'implicitly-denied',
      ],
    ],
  },
  {
    name: 'any principal, held to the account by kms:CallerAccount and kms:ViaService',
    source: 'KMS developer guide, AWS managed keys',
    statements: [
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Encrypt', 'kms:Decrypt'],
        Resource: '*',
        Condition: {
          StringEquals: { 'kms:CallerAccount': own, 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
        },
      },
    ],
    expected: [
      [
        { action: 'kms:Decrypt', resource: key, context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
        'allowed',
      ],
      [{ action: 'kms:Decrypt', resource: key, principal: role('x', foreign) }, 'implicitly-denied'],
      [{ action: 'kms:Decrypt', resource: key }, 'unknown'],
    ],
  },
  {
    name: 'the account as principal',
    source: principalPage,
    statements: [allow({ Principal: { AWS: own } })],
    expected: [
      [{ principal: role() }, 'allowed'],
      [{ principal: user }, 'allowed'],
      [{ principal: rootOf(own) }, 'allowed'],
      [{ principal: role('x', foreign) }, 'implicitly-denied'],
      [{ principal: cloudtrail }, 'implicitly-denied'],
    ],
  },
  {
    name: 'the root ARN is the account',
    source: principalPage,
    statements: [everyoneMay, deny({ Principal: { AWS: `arn:aws:iam::${own}:root` } })],
    expected: [
      [{ principal: role() }, 'explicitly-denied'],
      [{ principal: role('x', foreign) }, 'allowed'],
    ],
  },
  {
    name: 'a role is all of its sessions, a session only itself',
    source: principalPage,
    statements: [
      allow({ Principal: { AWS: `arn:aws:iam::${own}:role/path/Reader` } }),
      deny({ Principal: { AWS: `arn:aws:sts::${own}:assumed-role/Reader/mallory` } }),
    ],
    expected: [
      [
        { principal: { kind: 'role', arn: `arn:aws:iam::${own}:role/path/Reader`, session: 'alice' } },
        'allowed',
      ],
      [
        { principal: { kind: 'role', arn: `arn:aws:iam::${own}:role/path/Reader`, session: 'mallory' } },
        'explicitly-denied',
      ],
      [{ principal: { kind: 'role', arn: `arn:aws:iam::${own}:role/path/Reader` } }, 'unknown'],
      [{ principal: role('Reader') }, 'implicitly-denied'],
    ],
  },
  {
    name: 'no wildcards in a principal, and the id of a deleted one',
    source: principalPage,
    statements: [allow({ Principal: { AWS: [`arn:aws:iam::${own}:role/*`, 'AROAEXAMPLEID'] } })],
    expected: [[{ principal: role() }, 'implicitly-denied']],
  },
  {
    name: 'a canonical user cannot be told',
    source: principalPage,
    statements: [allow({ Principal: { CanonicalUser: '79a59df900b949e55d96a1e698fbaced' } })],
    expected: [
      [{ principal: role() }, 'unknown'],
      [{ principal: cloudtrail }, 'implicitly-denied'],
    ],
  },
  {
    name: 'whether a role was taken through an identity provider cannot be told',
    source: `${principalPage}, web identity and SAML session principals`,
    statements: [allow({ Principal: { Federated: 'cognito-identity.amazonaws.com' } })],
    expected: [
      [{ principal: role() }, 'unknown'],
      [{ principal: user }, 'implicitly-denied'],
      [{ principal: anonymous }, 'implicitly-denied'],
      [{ principal: cloudtrail }, 'implicitly-denied'],
    ],
  },
  {
    name: 'NotPrincipal under Deny',
    source: 'reference_policies_elements_notprincipal',
    statements: [
      everyoneMay,
      deny({ NotPrincipal: { AWS: `arn:aws:iam::${own}:user/Bob` }, Principal: undefined }),
    ].map(statement => JSON.parse(JSON.stringify(statement)) as Json),
    expected: [
      [{ principal: user }, 'allowed'],
      [{ principal: role() }, 'explicitly-denied'],
      [{ principal: anonymous }, 'explicitly-denied'],
    ],
  },
  {
    name: 'NotPrincipal under Allow lets everybody else in, and the account is anybody’s guess',
    source: 'reference_policies_elements_notprincipal',
    statements: [
      JSON.parse(JSON.stringify(allow({ Principal: undefined, NotPrincipal: { AWS: own } }))) as Json,
    ],
    expected: [
      [{ principal: anonymous }, 'allowed'],
      [{ principal: role('x', foreign) }, 'allowed'],
      [{ principal: role() }, 'unknown'],
    ],
  },
  {
    name: 'NotAction and NotResource',
    source: 'reference_policies_elements_notaction, _notresource',
    statements: [
      everyoneMay,
      JSON.parse(
        JSON.stringify(
          deny({
            Action: undefined,
            NotAction: ['s3:Get*', 's3:List*'],
            Resource: undefined,
            NotResource: bucket,
          }),
        ),
      ) as Json,
    ],
    expected: [
      [{ action: 's3:PutObject' }, 'explicitly-denied'],
      [{ action: 's3:GetObject' }, 'allowed'],
      [{ action: 's3:PutBucketPolicy', resource: bucket }, 'allowed'],
    ],
  },
  {
    name: 'names of resources are case-sensitive, of actions not',
    source: 'reference_policies_elements_resource, _action',
    statements: [allow({ Action: 'S3:GETobject', Resource: 'arn:aws:s3:::logs/A' })],
    expected: [
      [{ resource: 'arn:aws:s3:::logs/A' }, 'allowed'],
      [{ resource: 'arn:aws:s3:::logs/a' }, 'implicitly-denied'],
    ],
  },
  {
    name: 'wildcards anywhere',
    source: 'reference_policies_elements_action',
    statements: [allow({ Action: 's3:*Object?ersion', Resource: 'arn:aws:s3:::l?gs/*' })],
    expected: [
      [{ action: 's3:GetObjectVersion' }, 'allowed'],
      [{ action: 's3:GetObjectVersions' }, 'implicitly-denied'],
    ],
  },
  {
    name: 'a home folder by variable',
    source: 'reference_policies_variables',
    statements: [allow({ Resource: `arn:aws:s3:::logs/home/${variable('aws:username')}/*` })],
    expected: [
      [{ principal: user, resource: 'arn:aws:s3:::logs/home/Bob/x' }, 'allowed'],
      [{ principal: user, resource: 'arn:aws:s3:::logs/home/Eve/x' }, 'implicitly-denied'],
      [{ principal: role(), resource: 'arn:aws:s3:::logs/home/Bob/x' }, 'implicitly-denied'],
    ],
  },
  {
    name: 'a variable with a default',
    source: 'reference_policies_variables',
    statements: [allow({ Resource: `arn:aws:s3:::logs/${variable("aws:PrincipalTag/team, 'common'")}/*` })],
    expected: [
      [{ principal: { ...user, tags: {} }, resource: 'arn:aws:s3:::logs/common/x' }, 'allowed'],
      [{ principal: { ...user, tags: { team: 'red' } }, resource: 'arn:aws:s3:::logs/red/x' }, 'allowed'],
      [
        { principal: { ...user, tags: { team: 'red' } }, resource: 'arn:aws:s3:::logs/common/x' },
        'implicitly-denied',
      ],
      [{ principal: user, resource: 'arn:aws:s3:::logs/common/x' }, 'unknown'],
      [{ principal: user, resource: 'arn:aws:s3:::other/x' }, 'implicitly-denied'],
    ],
  },
  {
    name: 'tags of principal and object alike',
    source: 'reference_policies_variables, policy variables with no value',
    statements: [
      everyoneMay,
      deny({
        Condition: { StringNotEquals: { 's3:ExistingObjectTag/Team': variable('aws:PrincipalTag/Team') } },
      }),
    ],
    expected: [
      [
        { principal: { ...user, tags: {} }, context: { 's3:ExistingObjectTag/Team': 'red' } },
        'explicitly-denied',
      ],
      [
        { principal: { ...user, tags: { Team: 'red' } }, context: { 's3:ExistingObjectTag/Team': 'red' } },
        'allowed',
      ],
    ],
  },
  {
    name: 'organization members only',
    source: 'reference_policies_condition-keys, aws:PrincipalOrgID',
    statements: [everyoneMay, deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
    expected: [
      [{ principal: { ...user, organization: 'o-1' } }, 'allowed'],
      [{ principal: { ...user, organization: 'o-2' } }, 'explicitly-denied'],
      [{ principal: { ...user, organization: null } }, 'explicitly-denied'],
      [{ principal: user }, 'unknown'],
      // The well-known trap: services have no organization.
      [{ principal: cloudtrail }, 'explicitly-denied'],
    ],
  },
  {
    name: 'organization members and services',
    source: 'data perimeter policy examples',
    statements: [
      everyoneMay,
      deny({
        Condition: {
          StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ],
    expected: [
      [{ principal: cloudtrail }, 'allowed'],
      [{ principal: { ...user, organization: 'o-2' } }, 'explicitly-denied'],
      [{ principal: anonymous }, 'explicitly-denied'],
    ],
  },
  {
    name: 'an ARN condition takes the role of a session',
    source: 'aws-facts 2.3',
    statements: [
      everyoneMay,
      deny({ Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${own}:role/BreakGlass` } } }),
    ],
    expected: [
      [{ principal: { kind: 'role', arn: `arn:aws:iam::${own}:role/BreakGlass`, session: 'x' } }, 'allowed'],
      [{ principal: role() }, 'explicitly-denied'],
      [{ principal: cloudtrail }, 'explicitly-denied'],
    ],
  },
  {
    name: 'an operator of tomorrow counts neither way',
    source: 'ours',
    statements: [everyoneMay, deny({ Condition: { StringSoundsLike: { 'aws:username': 'Bob' } } })],
    expected: [[{ principal: user }, 'unknown']],
  },
];
