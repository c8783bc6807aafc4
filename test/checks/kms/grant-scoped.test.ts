import check from '../../../checks/kms/grant-scoped.ts';
import { describeTrails } from '../../../src/aws/cloudtrail.ts';
import { listPolicies, RCP } from '../../../src/aws/control-policies.ts';
import { getKeyPolicy } from '../../../src/aws/kms.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deny, SECURITY } from '../../support/control-policies.ts';
import {
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
import { keyed } from '../../support/grants.ts';
import {
  administration,
  bySource,
  context,
  encrypt,
  type Statement,
} from '../../support/resource-policies.ts';

const granted = (condition: object | null, change: Statement = {}) => keyed([encrypt(condition, change)]);
const own = ownTrail(WORKLOAD, 'own', { KmsKeyId: KEY });
const perimeter: Spec = {
  tree: {
    policies: [
      {
        name: 'Perimeter',
        type: RCP,
        targets: [SECURITY],
        content: [
          deny('kms:*', {
            Principal: '*',
            Condition: {
              StringNotEqualsIfExists: { 'aws:SourceOrgID': ORGANIZATION },
              Bool: { 'aws:PrincipalIsAWSService': 'true' },
            },
          }),
        ],
      },
    ],
  },
};

testCheck(
  check,
  {
    pass: {
      'the ARN of the trail': {
        world: world(),
        results: 1,
        note: `CloudTrail may use the key for ${TRAIL} and for no foreign trail.`,
      },
      'without an encryption context': granted({ StringEquals: { 'aws:SourceArn': TRAIL } }),
      'aws:SourceAccount alone': {
        world: granted({ StringEquals: { 'aws:SourceAccount': MANAGEMENT } }),
        note: `but any trail of ${MANAGEMENT} (no aws:SourceArn of one trail).`,
      },
      'the encryption context alone': {
        world: granted(context),
        note: `Only the encryption context keeps foreign trails from the key of ${TRAIL}, not aws:SourceArn.`,
      },
      'the trails of a member': keyed(
        [encrypt({ StringEquals: { 'aws:SourceArn': [TRAIL, own.TrailARN] } })],
        {
          trails: [own],
        },
      ),
      'an RCP keeps foreign sources out': keyed([encrypt(null)], perimeter),
      'RCPs are denied, and the key policy is enough': world({ answers: [refuse(listPolicies)] }),
    },
    fail: {
      'trails of one name in a foreign account': granted({
        ArnLike: { 'aws:SourceArn': [TRAIL, 'arn:aws:cloudtrail:*:888877776666:trail/their-*'] },
      }),
      'no source at all': {
        world: granted(null),
        note: `A foreign trail may use the key: kms:GenerateDataKey on ${KEY} by cloudtrail.amazonaws.com for arn:aws:cloudtrail:us-east-1:999900001111:trail/org-trail is allowed by Allow "Encrypt" of the key policy.`,
      },
      'service-screener: substring cloudtrail in SourceArn': granted({
        ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:trail/*' },
      }),
      'any trail of the same name': granted({
        StringLike: { 'aws:SourceArn': TRAIL.replace(MANAGEMENT, '*') },
      }),
      'a foreign trail by name': {
        world: granted({
          StringEquals: {
            'aws:SourceArn': [TRAIL, 'arn:aws:cloudtrail:eu-west-1:888877776666:trail/theirs'],
          },
        }),
        note: 'for arn:aws:cloudtrail:eu-west-1:888877776666:trail/theirs is allowed',
      },
      'a foreign account by number': granted({
        StringEquals: { 'aws:SourceAccount': [MANAGEMENT, '888877776666'] },
      }),
      'any trail, whatever the encryption context says': granted({
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:aws:cloudtrail:*:*:trail/*' },
      }),
      'the condition may be missing': granted({ StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } }),
      'a second statement is open': keyed([encrypt(bySource), encrypt(null, { Sid: 'Old' })]),
    },
    'not-applicable': {
      'no trail has a key': world({ trail: { KmsKeyId: undefined } }),
      'CloudTrail may not use it at all': {
        world: keyed([administration()]),
        note: 'CloudTrail may not use the key: kms:GenerateDataKey on ',
      },
    },
    unknown: {
      'the policy is denied': world({ answers: [refuse(getKeyPolicy)] }),
      'open, and RCPs are denied': keyed([encrypt(null)], { answers: [refuse(listPolicies)] }),
      'open, and an RCP is no JSON': keyed([encrypt(null)], {
        tree: { policies: [{ name: 'Broken', type: RCP, targets: [SECURITY], content: '{' }] },
      }),
      'the policy is no policy': world({ answers: [on(getKeyPolicy, () => ({ Policy: '[]' }))] }),
    },
  },
  {
    harmless: { [describeTrails.id]: 'trails that nobody could list have an unknown result of their own' },
    absence: { KmsKeyId: 'a trail without a key asks nothing of this one' },
  },
);
