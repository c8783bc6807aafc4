import check from '../../../checks/kms/cloudtrail-grant.ts';
import { describeTrails } from '../../../src/aws/cloudtrail.ts';
import { listPolicies } from '../../../src/aws/control-policies.ts';
import { getKeyPolicy } from '../../../src/aws/kms.ts';
import { testCheck } from '../../support/check-tester.ts';
import { bareNote, deny, ROOT } from '../../support/control-policies.ts';
import { KEY, ORGANIZATION, on, ownTrail, refuse, TRAIL, WORKLOAD, world } from '../../support/evidence.ts';
import { keyed, rcp } from '../../support/grants.ts';
import { administration, bySource, context, describeIt, encrypt } from '../../support/resource-policies.ts';

const own = ownTrail(WORKLOAD, 'own', { KmsKeyId: KEY });

testCheck(
  check,
  {
    pass: {
      'as AWS documents it': {
        world: world(),
        results: 1,
        note: `The key policy lets CloudTrail encrypt for ${TRAIL}.`,
      },
      'without any source: another check judges that': keyed([
        administration(),
        encrypt(null, { Action: ['kms:GenerateDataKey*', 'kms:DescribeKey'] }),
      ]),
      'kms:* and a pattern of the source': keyed([
        encrypt(
          { ArnLike: { 'AWS:SourceArn': 'arn:aws:cloudtrail:*:111122223333:trail/*' } },
          { Action: 'kms:*', Resource: KEY },
        ),
      ]),
      'seed B: no encryption context': keyed([
        encrypt({ StringEquals: { 'aws:SourceArn': TRAIL } }),
        describeIt,
      ]),
      'kms:GenerateDataKey alone': keyed([encrypt(bySource, { Action: 'kms:GenerateDataKey' }), describeIt]),
      'two trails': keyed(
        [
          encrypt({ StringEquals: { 'aws:SourceArn': [TRAIL, own.TrailARN] } }),
          { ...describeIt, Condition: undefined },
        ],
        { trails: [own] },
      ),
      'an RCP that spares AWS services': keyed(
        [encrypt(bySource), describeIt],
        rcp(
          deny('kms:*', {
            Principal: '*',
            Condition: {
              StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION },
              BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
            },
          }),
        ),
      ),
    },
    fail: {
      "AWS's default policy": {
        world: keyed([administration({ Action: 'kms:*' })]),
        note: `Kms:GenerateDataKey on ${KEY} by cloudtrail.amazonaws.com for ${TRAIL} is not allowed by any statement.`,
      },
      'DescribeKey is missing': { world: keyed([encrypt(bySource)]), note: 'Kms:DescribeKey on ' },
      'DescribeKey asks for an encryption context, which it never has': keyed([
        encrypt(bySource, { Action: ['kms:GenerateDataKey*', 'kms:DescribeKey'] }),
      ]),
      'kms:Encrypt is not what CloudTrail calls': keyed([
        encrypt(bySource, { Action: 'kms:Encrypt' }),
        describeIt,
      ]),
      'service-screener: substring cloudtrail in SourceArn': keyed([
        encrypt({ StringLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:444455556666:trail/*' } }),
        describeIt,
      ]),
      'another region of the trail': keyed([
        encrypt({ StringEquals: { 'aws:SourceArn': TRAIL.replace('us-east-1', 'eu-west-1') } }),
        describeIt,
      ]),
      'the encryption context of another account': keyed([
        encrypt({
          StringLike: {
            'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:aws:cloudtrail:*:444455556666:trail/*',
          },
        }),
        describeIt,
      ]),
      'another service': keyed([
        encrypt(bySource, { Principal: { Service: 'config.amazonaws.com' } }),
        describeIt,
      ]),
      'a statement denies it': {
        world: keyed([
          encrypt(bySource),
          describeIt,
          { Sid: 'Stop', Effect: 'Deny', Principal: '*', Action: 'kms:Generate*', Resource: '*' },
        ]),
        note: 'is denied by Deny "Stop" of the key policy.',
      },
      'an RCP denies it': {
        world: keyed([encrypt(bySource), describeIt], rcp(deny('kms:GenerateDataKey', { Principal: '*' }))),
        note: 'is denied by Deny "Protect" of Perimeter at ou-ab12-security1.',
      },
      'one of two trails': {
        world: keyed([encrypt(bySource), describeIt], { trails: [own] }),
        note: 'trail/own is not allowed',
      },
    },
    'not-applicable': { 'no trail has a key': world({ trail: { KmsKeyId: undefined } }) },
    unknown: {
      'the policy is denied': world({ answers: [refuse(getKeyPolicy)] }),
      'no RCP is listed, and one may deny it': {
        world: world({ tree: { unlisted: ['RCPFullAWSAccess'] } }),
        note: bareNote(ROOT, 'RCP'),
      },
      'RCPs are denied': world({ answers: [refuse(listPolicies)] }),
      'the policy is no JSON': {
        world: world({ answers: [on(getKeyPolicy, () => ({ Policy: '{"Statement":' }))] }),
        note: 'cannot be read: the key policy (',
      },
      'the policy is left out': world({ answers: [on(getKeyPolicy, () => ({}))] }),
      'it hangs on what is not known of CloudTrail': keyed([
        encrypt({ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }, ...context }),
        describeIt,
      ]),
    },
  },
  {
    harmless: { [describeTrails.id]: 'trails that nobody could list have an unknown result of their own' },
    absence: {
      trailList: 'trails that nobody could list have an unknown result of their own',
      TrailARN: 'the same',
      HomeRegion: 'the same',
      KmsKeyId: 'a trail without a key asks nothing of this one',
    },
  },
);
