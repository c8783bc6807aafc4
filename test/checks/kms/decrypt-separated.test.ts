import check from '../../../checks/kms/decrypt-separated.ts';
import { listPolicies, RCP } from '../../../src/aws/control-policies.ts';
import { describeKey, getKeyPolicy } from '../../../src/aws/kms.ts';
import { testCheck } from '../../support/check-tester.ts';
import { deny, SECURITY } from '../../support/control-policies.ts';
import {
  ARCHIVE,
  KEY,
  MANAGEMENT,
  ORGANIZATION,
  on,
  refuse,
  type Spec,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';
import { administration, decrypt, READER, type Statement, text } from '../../support/resource-policies.ts';

function keyed(statements: readonly Statement[], { answers = [], ...spec }: Spec = {}) {
  const reply = on(getKeyPolicy, () => ({ Policy: text([administration(), ...statements]) }));
  return world({ ...spec, answers: [...answers, reply] });
}

const root = (account: string) => `arn:aws:iam::${account}:root`;
const cloudTrailContext = { Condition: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } } };
const managementKey = KEY.replace(ARCHIVE, MANAGEMENT);
const auditor = `arn:aws:iam::${WORKLOAD}:role/audit/Auditor`;

testCheck(check, {
  pass: {
    'named readers': {
      world: world(),
      results: 1,
      note: `The key policy lets decrypt: ${READER}.`,
    },
    'a named reader of another account': {
      world: keyed([decrypt([READER, auditor], cloudTrailContext)]),
      note: `${READER}, ${auditor}.`,
    },
    'a session of a role of another account': keyed([
      decrypt(`arn:aws:sts::${WORKLOAD}:assumed-role/Auditor/nightly`),
    ]),
    "the key's own account": {
      world: keyed([decrypt(root(ARCHIVE), { Action: 'kms:*' })]),
      note: `whom the IAM policies of its account ${ARCHIVE} allow`,
    },
    nobody: { world: keyed([]), note: 'The key policy lets decrypt: nobody.' },
    'anyone of the own account, as in the documentation of old': keyed([
      decrypt('*', { Condition: { StringEquals: { 'kms:CallerAccount': ARCHIVE } } }),
    ]),
    'one role of another account by a condition': {
      world: keyed([decrypt('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': auditor } } })]),
      note: auditor,
    },
    'other actions for another account': keyed([
      decrypt(root(WORKLOAD), { Action: ['kms:Encrypt', 'kms:DescribeKey'] }),
    ]),
    'CloudTrail itself, for S3 Bucket Keys': keyed([
      decrypt(READER, { Principal: { Service: 'cloudtrail.amazonaws.com' } }),
    ]),
    'a foreign account, as long as it is of our organization': keyed([
      decrypt(root('888877776666'), { Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } } }),
    ]),
    'an RCP takes it back': keyed([decrypt('*')], {
      tree: {
        policies: [
          {
            name: 'ReadersOnly',
            type: RCP,
            targets: [SECURITY],
            content: [
              deny('kms:Decrypt', {
                Principal: '*',
                Condition: { StringNotEquals: { 'aws:PrincipalAccount': ARCHIVE } },
              }),
            ],
          },
        ],
      },
    }),
    'RCPs are denied, and the key policy is enough': world({ answers: [refuse(listPolicies)] }),
  },
  fail: {
    'another account as a whole': {
      world: keyed([decrypt(root(WORKLOAD))]),
      note: `kms:Decrypt is open to acme-payments (${WORKLOAD}): kms:Decrypt on `,
    },
    'another account by its number, with an encryption context': keyed([
      decrypt(WORKLOAD, cloudTrailContext),
    ]),
    anyone: {
      world: keyed([decrypt('*')]),
      note: 'kms:Decrypt is open to any account at all, every account of the organization',
    },
    'the organization': {
      world: keyed([decrypt('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } } })]),
      note: 'kms:Decrypt is open to every account of the organization: kms:Decrypt on ',
    },
    'anyone of another account, as in the documentation of old': keyed([
      decrypt('*', { Condition: { StringEquals: { 'kms:CallerAccount': MANAGEMENT } } }),
    ]),
    'a foreign account': { world: keyed([decrypt(root('888877776666'))]), note: 'open to 888877776666: ' },
    'everything but administration': keyed([
      decrypt(root(WORKLOAD), { Action: undefined, NotAction: ['kms:Put*', 'kms:Schedule*'] }),
    ]),
    'another organization': {
      world: keyed([
        decrypt('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-partner0001' } } }),
      ]),
      note: 'kms:Decrypt is open to any account of o-partner0001: kms:Decrypt on ',
    },
    'organizations whose ids begin alike': keyed([
      decrypt('*', { Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-part*' } } }),
    ]),
    'a foreign account, as long as it is of its organization': {
      world: keyed([
        decrypt(root('888877776666'), {
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-partner0001' } },
        }),
      ]),
      note: 'open to 888877776666: ',
    },
    'whoever is of no organization': keyed([
      decrypt('*', { Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-nobody00001' } } }),
    ]),
    'another organization, and the account stands alone': keyed(
      [decrypt('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-partner0001' } } })],
      { organization: null, bucketOwner: MANAGEMENT },
    ),
    'an RCP spares another organization': keyed([decrypt(root('888877776666'))], {
      tree: {
        policies: [
          {
            name: 'Perimeter',
            type: RCP,
            targets: [SECURITY],
            content: [
              deny('kms:*', {
                Principal: '*',
                Condition: { StringNotEquals: { 'aws:PrincipalOrgID': [ORGANIZATION, 'o-partner0001'] } },
              }),
            ],
          },
        ],
      },
    }),
    'accounts whose numbers begin alike': keyed([
      decrypt('*', { Condition: { StringLike: { 'aws:PrincipalAccount': '8888*' } } }),
    ]),
    'roles of accounts whose numbers begin alike': keyed([
      decrypt('*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::8888????6666:role/*' } } }),
    ]),
    'any role of some name, anywhere': keyed([
      decrypt('*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/LogReader' } } }),
    ]),
  },
  'not-applicable': { 'no trail has a key': world({ trail: { KmsKeyId: undefined } }) },
  unknown: {
    'the policy is denied': world({ answers: [refuse(getKeyPolicy)] }),
    'the key is denied': world({ answers: [refuse(describeKey)] }),
    'open, and RCPs are denied': keyed([decrypt('*')], { answers: [refuse(listPolicies)] }),
    'the policy is no JSON': world({ answers: [on(getKeyPolicy, () => ({ Policy: '{"' }))] }),
    'whether a named account is of the organization could not be read': {
      world: keyed(
        [
          decrypt(root('888877776666'), {
            Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
          }),
        ],
        // No RCP binds the management account, so that the key policy is all there is.
        { unlisted: true, trail: { KmsKeyId: managementKey } },
      ),
      subject: managementKey,
      note: 'Whether 888877776666 is of the organization',
    },
  },
});
