import check from '../../../checks/organizations/break-glass-scoped.ts';
import { describePolicy } from '../../../src/aws/control-policies.ts';
import { testCheck } from '../../support/check-tester.ts';
import {
  bareAt,
  bareNote,
  type ControlPolicy,
  deny,
  denyBut,
  ROOT,
  SECURITY,
  scp,
  tampering,
  WORKLOADS,
} from '../../support/control-policies.ts';
import { ARCHIVE, excluded, MANAGEMENT, refuse, WORKLOAD, world } from '../../support/evidence.ts';

const exact = `arn:aws:iam::${ARCHIVE}:role/BreakGlass`;
const anywhere = 'arn:aws:iam::*:role/emergency/BreakGlass';

const membersLeftOut = { [ARCHIVE]: excluded, [WORKLOAD]: excluded };

function declaring(breakGlass: readonly string[], ...policies: readonly ControlPolicy[]) {
  return world({ parameters: { breakGlass }, tree: { policies } });
}

const sparing = (breakGlass: readonly string[], ...spared: readonly string[]) =>
  declaring(breakGlass, scp('Guard', [ROOT], denyBut(tampering, ...spared)));

const conditioned = (Condition: object) =>
  declaring([exact], scp('Guard', [ROOT], deny(tampering, { Condition })));

testCheck(check, {
  pass: {
    'no exceptions': { world: world(), note: 'Exceptions in 1 guarding statement: none.' },
    'the configured role': { world: sparing([exact], exact), note: `all configured: ${exact}` },
    'an exact path in any account': sparing([anywhere], anywhere),
    'one account of those configured': sparing(['arn:aws:iam::*:role/BreakGlass'], exact),
    'any partition': sparing([anywhere], anywhere.replace(':aws:', ':*:')),
    'no exception, though one is configured': sparing([exact]),
    'AWS services, which SCPs never bind': conditioned({
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
      ArnNotEquals: { 'aws:PrincipalArn': exact },
    }),
    'a statement about something else spares whom it will': declaring(
      [exact],
      scp('Guard', [ROOT], denyBut(tampering, exact)),
      scp('Regions', [ROOT], {
        Effect: 'Deny',
        NotAction: ['iam:*', 'sts:*'],
        Resource: '*',
        Condition: {
          StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] },
          ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' },
        },
      }),
    ),
  },
  fail: {
    'every role (arn:aws:iam::*:role/*)': {
      world: sparing([exact], 'arn:aws:iam::*:role/*'),
      note: 'arn:aws:iam::*:role/* in Deny "Protect" of Guard at r-ab12 names no exact role.',
    },
    'every role, and nothing is configured': sparing([], 'arn:aws:iam::*:role/*'),
    'names that begin alike': sparing([exact], 'arn:aws:iam::*:role/BreakGlass*'),
    'a role of the management account is dead text': {
      world: sparing([exact], `arn:aws:iam::${MANAGEMENT}:role/BreakGlass`),
      note: 'is dead text: no SCP binds the management account',
    },
    'dead text beside a good exception': sparing(
      [exact],
      exact,
      `arn:aws:iam::${MANAGEMENT}:role/BreakGlass`,
    ),
    'a role of nobody': {
      world: sparing([], 'arn:aws:iam::999988887777:role/X'),
      note: 'is no account of the organization',
    },
    'a role of an account that it is not attached above': {
      world: declaring([exact], scp('Guard', [WORKLOADS], denyBut(tampering, exact))),
      note: `Guard is not attached above ${ARCHIVE}`,
    },
    'a session, which is never the ARN of a principal': {
      world: sparing([exact], `arn:aws:sts::${ARCHIVE}:assumed-role/BreakGlass/me`),
      note: 'names nobody',
    },
    'another role than the configured one': {
      world: sparing([exact], `arn:aws:iam::${ARCHIVE}:role/Admin`),
      note: 'is not among the configured breakGlass',
    },
    'the same role in any account, of which one is configured': sparing(
      [exact],
      'arn:aws:iam::*:role/BreakGlass',
    ),
    'whoever wears a tag': conditioned({ StringNotEquals: { 'aws:PrincipalTag/team': 'security' } }),
    'a whole account': conditioned({ StringNotEquals: { 'aws:PrincipalAccount': ARCHIVE } }),
    'a statement that guards by one action': declaring(
      [exact],
      scp('StopOnly', [ROOT], denyBut('cloudtrail:StopLogging', 'arn:aws:iam::*:role/*')),
    ),
  },
  'not-applicable': {
    'no statement guards every trail': declaring(
      [exact],
      scp('One', [ROOT], deny(tampering, { Resource: 'arn:aws:cloudtrail:*:*:trail/aws-controltower-*' })),
    ),
    'SCPs are not enabled': world({ tree: { policyTypes: [] } }),
    'the account stands alone': world({ organization: null }),
    'every account that an SCP could bind is closed': world({
      accounts: { [ARCHIVE]: { ...excluded, state: 'CLOSED' }, [WORKLOAD]: { ...excluded, state: 'CLOSED' } },
    }),
  },
  unknown: {
    'no SCP is listed at the root, where a guard may stand': {
      world: world({ tree: bareAt(ROOT) }),
      note: bareNote(ROOT),
    },
    'an exact role, and nothing is configured': {
      world: sparing([], exact),
      note: `Spared are ${exact}, and the configuration declares no breakGlass`,
    },
    'a policy is denied': world({ answers: [refuse(describePolicy)] }),
    'a policy is no JSON': declaring([exact], { name: 'Broken', targets: [SECURITY], content: '{' }),
    'there may be accounts that nobody could list': {
      world: world({ unlisted: true, accounts: membersLeftOut }),
      note: 'The list of the accounts of the organization could not be read',
    },
    'every account that an SCP could bind is left out': {
      world: world({ accounts: membersLeftOut }),
      note: 'No account that an SCP binds was looked at',
    },
    'whether the account is ours is not known': world({
      unlisted: true,
      parameters: { breakGlass: [exact] },
    }),
  },
});
