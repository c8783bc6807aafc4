import check from '../../../checks/s3/cloudtrail-write-scoped.ts';
import { describeTrails } from '../../../src/aws/cloudtrail.ts';
import { listPolicies } from '../../../src/aws/control-policies.ts';
import { getBucketPolicy } from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import { bareNote, deny, ROOT } from '../../support/control-policies.ts';
import {
  absent,
  KEY,
  MANAGEMENT,
  ORGANIZATION,
  on,
  ownTrail,
  refuse,
  type Spec,
  TRAIL,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';
import { rcp } from '../../support/grants.ts';
import {
  aclCheck,
  BUCKET_ARN,
  denyPuts,
  type Statement,
  text,
  write,
  writes,
} from '../../support/resource-policies.ts';

function policy(statements: readonly Statement[], { answers = [], ...spec }: Spec = {}) {
  const reply = on(getBucketPolicy, () => ({ Policy: text(statements) }));
  return world({ ...spec, answers: [...answers, reply] });
}

const organization = write(ORGANIZATION);
const both = (condition: object) =>
  policy([aclCheck, write(ORGANIZATION, condition), write(MANAGEMENT, condition)]);
const own = ownTrail(WORKLOAD, 'own');
const forOwn = (change: Statement = {}) =>
  write(
    WORKLOAD,
    { 'aws:SourceArn': own.TrailARN },
    { Resource: `${BUCKET_ARN}/AWSLogs/${WORKLOAD}/*`, ...change },
  );
const aclForOwn = { ...aclCheck, Condition: { StringEquals: { 'aws:SourceArn': own.TrailARN } } };
const alone: Spec = { trail: null, trails: [own] };
const old = {
  Sid: 'Old',
  Effect: 'Allow',
  Principal: { AWS: ['086441151436', 'arn:aws:iam::113285607260:root'] },
  Action: 's3:PutObject',
  Resource: `${BUCKET_ARN}/*`,
};

testCheck(
  check,
  {
    pass: {
      'as AWS documents it': {
        world: world(),
        results: 1,
        note: `CloudTrail may write for ${TRAIL} and for no foreign source.`,
      },
      'aws:SourceAccount alone': both({ 'aws:SourceAccount': MANAGEMENT }),
      'the organization as the source': both({ 'aws:SourceOrgID': ORGANIZATION }),
      'the path of the management account is not needed now': {
        world: policy([aclCheck, organization]),
        note: `not below AWSLogs/${MANAGEMENT}/`,
      },
      "an account's own trail without a key": policy([aclForOwn, forOwn()], alone),
      'an empty prefix is none': policy([aclForOwn, forOwn()], {
        trail: null,
        trails: [{ ...own, S3KeyPrefix: '' }],
      }),
      'two trails': policy([...writes, aclForOwn, forOwn()], { trails: [own] }),
      'the accounts of old regions are named': {
        world: policy([...writes, old]),
        note: 'the policy also names foreign accounts: 086441151436, 113285607260.',
      },
      'an RCP that spares AWS services and the organization': policy(
        writes,
        rcp(
          deny('s3:*', {
            Principal: '*',
            Condition: {
              StringNotEqualsIfExists: {
                'aws:PrincipalOrgID': ORGANIZATION,
                'aws:SourceOrgID': ORGANIZATION,
              },
              Bool: { 'aws:PrincipalIsAWSService': 'false' },
            },
          }),
        ),
      ),
    },
    fail: {
      'no policy': {
        world: world({ answers: [on(getBucketPolicy, () => absent('NoSuchBucketPolicy'))] }),
        note: 'There is no bucket policy, so CloudTrail may not write.',
      },
      'any trail may write, as in 2019': {
        world: both({}),
        note: /^Any trail may write: s3:PutObject on .* by cloudtrail\.amazonaws\.com for arn:aws:cloudtrail:us-east-1:999900001111:trail\/org-trail is allowed by /,
      },
      'a pattern that any trail matches': policy([
        aclCheck,
        write(
          ORGANIZATION,
          {},
          { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:trail/*' } } },
        ),
      ]),
      'the trail of a foreign account is trusted as well': {
        world: both({ 'aws:SourceArn': [TRAIL, 'arn:aws:cloudtrail:eu-west-1:888877776666:trail/theirs'] }),
        note: 'for arn:aws:cloudtrail:eu-west-1:888877776666:trail/theirs is allowed',
      },
      'trails of one name, in whichever account': {
        world: policy([
          aclCheck,
          write(
            ORGANIZATION,
            {},
            {
              Condition: { StringLike: { 'aws:SourceArn': [TRAIL, 'arn:aws:cloudtrail:*:trail/acme-*'] } },
            },
          ),
        ]),
        note: 'for arn:aws:cloudtrail:us-east-1:999900001111:trail/acme- is allowed',
      },
      'a foreign organization is trusted as well': both({
        'aws:SourceOrgID': [ORGANIZATION, 'o-partner0001'],
      }),
      'whoever is of no organization is trusted as well': {
        world: policy([
          aclCheck,
          write(
            ORGANIZATION,
            {},
            { Condition: { StringEqualsIfExists: { 'aws:SourceOrgID': ORGANIZATION } } },
          ),
        ]),
        note: 'Any trail may write: ',
      },
      'trails of accounts whose numbers begin alike': policy([
        aclCheck,
        write(
          ORGANIZATION,
          {},
          { Condition: { ArnLike: { 'aws:SourceArn': [TRAIL, 'arn:aws:cloudtrail:*:8888*:trail/*'] } } },
        ),
      ]),
      'an RCP spares the source of a foreign account': {
        world: policy(
          [aclCheck, write(ORGANIZATION, {}), write(MANAGEMENT, {})],
          rcp(
            deny('s3:*', {
              Principal: { Service: 'cloudtrail.amazonaws.com' },
              Condition: { StringNotEquals: { 'aws:SourceAccount': [MANAGEMENT, '888877776666'] } },
            }),
          ),
        ),
        note: 'Any trail may write: ',
      },
      'any trail may write below the path of one member': {
        world: policy([...writes, write(`${ORGANIZATION}/${WORKLOAD}`, {})]),
        note: `/AWSLogs/${ORGANIZATION}/${WORKLOAD}/`,
      },
      'any trail may write digests': {
        world: policy([
          ...writes,
          write(
            ORGANIZATION,
            {},
            { Resource: `${BUCKET_ARN}/trails/AWSLogs/${ORGANIZATION}/*/CloudTrail-Digest/*` },
          ),
        ]),
        note: '/CloudTrail-Digest/',
      },
      'any trail may write below the path of the management account itself': {
        world: policy([...writes, write(MANAGEMENT, {})]),
        note: `/AWSLogs/${MANAGEMENT}/`,
      },
      'any trail may write that encrypts otherwise': policy([
        ...writes,
        write(ORGANIZATION, { 's3:x-amz-server-side-encryption': 'AES256', 'aws:SourceArn': undefined }),
      ]),
      'any trail may write that encrypts with a key of its own': policy([
        ...writes,
        write(
          ORGANIZATION,
          {},
          {
            Condition: {
              StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
              StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': KEY },
            },
          },
        ),
      ]),
      'GetBucketAcl is missing': {
        world: policy([organization, write(MANAGEMENT)]),
        note: `S3:GetBucketAcl on ${BUCKET_ARN} by cloudtrail.amazonaws.com for ${TRAIL} is not allowed`,
      },
      'the prefix is missing': policy([
        aclCheck,
        { ...organization, Resource: `${BUCKET_ARN}/AWSLogs/${ORGANIZATION}/*` },
      ]),
      'the members are left out': {
        world: policy([aclCheck, write(`${ORGANIZATION}/${MANAGEMENT}`)]),
        note: `/AWSLogs/${ORGANIZATION}/222233334444/`,
      },
      'the organization trail writes below the organization': policy([aclCheck, write(MANAGEMENT)]),
      'digests are left out': {
        world: policy([
          aclCheck,
          { ...organization, Resource: `${BUCKET_ARN}/trails/AWSLogs/${ORGANIZATION}/*/CloudTrail/*` },
        ]),
        note: '/CloudTrail-Digest/',
      },
      'the wrong source': policy([aclCheck, write(ORGANIZATION, { 'aws:SourceArn': own.TrailARN })]),
      'an old per-region account alone': { world: policy([old]), note: 'foreign accounts: 086441151436' },
      'a Deny of KMS': {
        world: policy([...writes, denyPuts('AES256')]),
        note: 'is denied by Deny "DenyPuts"',
      },
      'an RCP denies what lies outside the network': {
        world: policy(
          writes,
          rcp(deny('s3:*', { Principal: '*', Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } })),
        ),
        note: 'is denied by Deny "Protect" of Perimeter at ou-ab12-security1',
      },
      'one of two trails may not write': { world: policy(writes, { trails: [own] }), note: `trail/own` },
      'without an organization': policy(
        [aclCheck, { ...write(MANAGEMENT, {}), Resource: `${BUCKET_ARN}/trails/AWSLogs/*` }],
        { organization: null, bucketOwner: MANAGEMENT },
      ),
    },
    unknown: {
      'the policy is denied': world({ answers: [refuse(getBucketPolicy)] }),
      'no RCP is listed, and one may deny it': {
        world: world({ tree: { unlisted: ['RCPFullAWSAccess'] } }),
        note: bareNote(ROOT, 'RCP'),
      },
      'RCPs are denied': world({ answers: [refuse(listPolicies)] }),
      'the policy is no JSON': world({ answers: [on(getBucketPolicy, () => ({ Policy: 'Version' }))] }),
      'it hangs on a key that is not known': {
        world: policy([aclCheck, write(ORGANIZATION, { 'aws:SourceOrgPaths': 'x' })]),
        note: 'hangs on',
      },
      'whether a trail without a key names AES256 is not documented': {
        world: policy([aclForOwn, forOwn(), denyPuts('AES256')], alone),
        note: 'hangs on the encryption header',
      },
      'nobody in sight owns the bucket': world({ bucketOwner: null }),
    },
  },
  {
    harmless: { [describeTrails.id]: 'trails that nobody could list have an unknown result of their own' },
    absence: {
      S3KeyPrefix: 'there is no prefix',
      trailList: 'trails that nobody could list have an unknown result of their own',
      TrailARN: 'the same',
      HomeRegion: 'the same',
    },
  },
);
