import check from '../../../checks/organizations/trail-tampering-denied.ts';

import { describePolicy, listRoots, listTargetsForPolicy } from '../../../src/aws/control-policies.ts';
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
  type Tree,
  tampering,
  WORKLOADS,
} from '../../support/control-policies.ts';
import {
  ARCHIVE,
  MANAGEMENT,
  notEvaluable,
  refuse,
  type Spec,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

const breakGlass = `arn:aws:iam::${ARCHIVE}:role/BreakGlass`;

function under(tree: Tree, spec: Spec = {}) {
  return { world: world({ ...spec, tree }), subject: WORKLOAD };
}

function guardedBy(...policies: readonly ControlPolicy[]) {
  return under({ policies });
}

const all = (...statements: readonly object[]) => guardedBy(scp('Guard', [ROOT], ...statements));

const placeholder = (name: string) => `\${${name}}`;

/** AWS's sample of service-control-policy-examples, pasted without filling in its placeholders. */
const pasted = deny(
  [
    'cloudtrail:DeleteTrail',
    'cloudtrail:PutEventSelectors',
    'cloudtrail:StopLogging',
    'cloudtrail:UpdateTrail',
  ],
  {
    Resource: [
      `arn:aws:cloudtrail:${placeholder('Region')}:${placeholder('Account')}:trail/[CLOUDTRAIL_NAME]`,
    ],
  },
);
const controlTower = deny(
  [
    'cloudtrail:DeleteTrail',
    'cloudtrail:PutEventSelectors',
    'cloudtrail:StopLogging',
    'cloudtrail:UpdateTrail',
  ],
  {
    Sid: 'GRCLOUDTRAILENABLED',
    Resource: ['arn:aws:cloudtrail:*:*:trail/aws-controltower-*'],
    Condition: { ArnNotLike: { 'aws:PrincipalARN': 'arn:aws:iam::*:role/AWSControlTowerExecution' } },
  },
);

testCheck(check, {
  pass: {
    'denied at the root': { ...under({}), note: 'Deny "Protect" of ProtectAuditTrail at r-ab12' },
    'denied at its unit': guardedBy(scp('Guard', [WORKLOADS], deny(tampering))),
    'denied at the account': guardedBy(scp('Guard', [WORKLOAD], deny(tampering))),
    'a unit within a unit': {
      ...under({
        units: { [WORKLOAD]: ['ou-ab12-outer001', 'ou-ab12-inner001'] },
        policies: [scp('Guard', ['ou-ab12-inner001'], deny(tampering))],
      }),
      note: 'at ou-ab12-inner001',
    },
    'two policies deny it together': guardedBy(
      scp('Half', [ROOT], deny(tampering.slice(0, 5))),
      scp('Rest', [WORKLOADS], deny(tampering.slice(5))),
    ),
    'all of CloudTrail': all(deny('cloudtrail:*')),
    'trails and stores by their ARNs': all(
      deny('cloudtrail:*', {
        Resource: ['arn:aws:cloudtrail:*:*:trail/*', 'arn:aws:cloudtrail:*:*:eventdatastore/*'],
      }),
    ),
    'one role is spared': {
      ...all(denyBut(tampering, `arn:aws:iam::${WORKLOAD}:role/BreakGlass`)),
      note: `spared: arn:aws:iam::${WORKLOAD}:role/BreakGlass (exact)`,
    },
    'the configured role is spared': under(
      { policies: [scp('Guard', [ROOT], denyBut(tampering, 'arn:aws:iam::*:role/BreakGlass'))] },
      { parameters: { breakGlass: ['arn:aws:iam::*:role/BreakGlass'] } },
    ),
    'no SCP allows it at its unit': under({
      fullAccess: [ROOT, MANAGEMENT, WORKLOAD],
      policies: [
        scp('OnlyCompute', [WORKLOADS, SECURITY], { Effect: 'Allow', Action: 'ec2:*', Resource: '*' }),
      ],
    }),
    'the account cannot be looked into': under({}, { accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) } }),
    'AWS names no Paths': under({ paths: false }),
  },
  fail: {
    'nothing but FullAWSAccess: an organization is no protection (prowler 7114)': {
      ...guardedBy(),
      note: `open to arn:aws:iam::${WORKLOAD}:role/AnyAdministrator; no policy on r-ab12 > ou-ab12-workload1 > ${WORKLOAD}`,
    },
    'an SCP exists, and it is about something else (sra-verify, service-screener)': guardedBy(
      scp(
        'NoRegions',
        [ROOT],
        deny('ec2:*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
      ),
    ),
    'StopLogging alone, as AWS documents it (aws-organizations-docs 10)': {
      ...all(deny('cloudtrail:StopLogging')),
      note: /^cloudtrail:DeleteTrail, .* and 7 more are open to .*; Guard at r-ab12 would have to deny it/,
    },
    'placeholders left as they were pasted match nothing': { ...all(pasted), note: 'and 8 more are open' },
    'Control Tower guards its own trail': { ...all(controlTower), note: 'Guard at r-ab12 would have to' },
    'the SCP is attached to another unit': guardedBy(scp('Guard', [SECURITY], deny(tampering))),
    'attached to the management account': guardedBy(scp('Guard', [MANAGEMENT], deny(tampering))),
    'every role is spared': {
      ...all(denyBut(tampering, 'arn:aws:iam::*:role/*')),
      note: 'open to arn:aws:iam::444455556666:role/AnyAdministrator',
    },
    'another role than the configured one is spared': under(
      { policies: [scp('Guard', [ROOT], denyBut(tampering, 'arn:aws:iam::*:role/Admin'))] },
      { parameters: { breakGlass: [breakGlass] } },
    ),
    'denied in one region': all(
      deny(tampering, { Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }),
    ),
    'trails, not stores': {
      ...all(deny('cloudtrail:*', { Resource: 'arn:aws:cloudtrail:*:*:trail/*' })),
      note: /^cloudtrail:DeleteEventDataStore/,
    },
    'one of the eleven is missing': {
      ...all(deny(tampering.slice(1))),
      note: 'cloudtrail:StopLogging is open to',
    },
    'an Allow denies nothing': all({ Effect: 'Allow', Action: 'cloudtrail:Describe*', Resource: '*' }),
    'SCPs are not enabled': {
      ...under({ policyTypes: [] }),
      note: 'SCPs are not enabled in this organization',
    },
    'RCPs alone are enabled, and cannot reach CloudTrail': under({
      policyTypes: ['RESOURCE_CONTROL_POLICY'],
    }),
  },
  'not-applicable': {
    'the management account': {
      world: world(),
      subject: MANAGEMENT,
      note: 'SCPs never bind the management account',
    },
    'the account stands alone': world({ organization: null }),
  },
  unknown: {
    'no SCP is listed at the root': { ...under(bareAt(ROOT)), note: bareNote(ROOT) },
    'no SCP is listed at its unit': { ...under(bareAt(WORKLOADS)), note: bareNote(WORKLOADS) },
    'no SCP is listed at the account': { ...under(bareAt(WORKLOAD)), note: bareNote(WORKLOAD) },
    'no SCP at all is listed': {
      ...under({ policies: [], unlisted: ['FullAWSAccess'] }),
      note: bareNote(ROOT),
    },
    'no SCP is listed below one that denies it: the lists are in doubt all the same': {
      ...under({ unlisted: ['FullAWSAccess'] }),
      note: bareNote(WORKLOADS),
    },
    'which kinds are enabled is denied': under({}, { answers: [refuse(listRoots)] }),
    'a policy on the path is denied': under({}, { answers: [refuse(describePolicy)] }),
    'where policies are attached is denied': under({}, { answers: [refuse(listTargetsForPolicy)] }),
    'a policy is no JSON': {
      ...guardedBy({ name: 'Broken', targets: [ROOT], content: '{"Version"' }),
      note: 'Broken',
    },
    'the accounts could not be listed': { world: world({ unlisted: true }), subject: WORKLOAD },
    'whether there is an organization could not be read': {
      world: world({ organization: null, unlisted: true }),
      subject: MANAGEMENT,
    },
  },
});
