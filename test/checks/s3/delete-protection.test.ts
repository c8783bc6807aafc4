import check from '../../../checks/s3/delete-protection.ts';
import { describeTrails } from '../../../src/aws/cloudtrail.ts';
import { describePolicy, listPolicies, RCP } from '../../../src/aws/control-policies.ts';
import { getBucketPolicy, getObjectLockConfiguration } from '../../../src/aws/s3.ts';
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
  WORKLOADS,
} from '../../support/control-policies.ts';
import {
  ARCHIVE,
  absent,
  MANAGEMENT,
  on,
  refuse,
  type Spec,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';
import { BUCKET_ARN, OBJECTS, type Statement, text, writes } from '../../support/resource-policies.ts';

const noLock = on(getObjectLockConfiguration, () => absent('ObjectLockConfigurationNotFoundError'));
const locked = (Mode: string, Days: number) =>
  on(getObjectLockConfiguration, () => ({
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode, Days } } },
  }));

const destructive = [
  's3:Delete*',
  's3:PutBucketPolicy',
  's3:PutLifecycleConfiguration',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutBucketObjectLockConfiguration',
  's3:BypassGovernanceRetention',
  's3:UpdateObjectEncryption',
];
const policyActions = ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'];
const glass = `arn:aws:iam::${ARCHIVE}:role/BreakGlass`;
const configured: Spec = { parameters: { breakGlass: [glass] } };

/** Without Object Lock, unless the case brings one. */
function guarded(
  policies: readonly ControlPolicy[],
  { answers = [], ...spec }: Spec = {},
  own: readonly Statement[] = [],
) {
  const policy = on(getBucketPolicy, () => ({ Policy: text([...writes, ...own]) }));
  return world({ ...spec, tree: { policies }, answers: [...answers, noLock, policy] });
}

const bySpared = (...spared: readonly string[]) => [
  scp('Archive', [SECURITY], denyBut(destructive, ...spared)),
];
const inPolicy = (change: Statement = {}): Statement => ({
  Sid: 'Keep',
  Effect: 'Deny',
  Principal: '*',
  Action: destructive,
  Resource: [BUCKET_ARN, OBJECTS],
  ...change,
});
const rootHeld = [scp('Root', [ROOT], deny(policyActions))];
const reader = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${WORKLOAD}:root` }, Resource: OBJECTS };

testCheck(
  check,
  {
    pass: {
      'an SCP above the owner': {
        world: guarded(bySpared()),
        results: 1,
        note: /^Destruction is denied by Deny "Protect" of Archive at ou-ab12-security1, the silence of the resource policy\.$/,
      },
      'an RCP above the owner': guarded([
        { name: 'Rcp', type: RCP, targets: [ROOT], content: [deny(destructive, { Principal: '*' })] },
      ]),
      'the bucket policy, and an SCP keeps the root user from replacing it': guarded(rootHeld, {}, [
        inPolicy(),
      ]),
      'half by the bucket policy, half by SCP': guarded(
        [
          scp(
            'Half',
            [SECURITY],
            deny([...policyActions, 's3:DeleteBucket', 's3:PutLifecycleConfiguration']),
          ),
        ],
        {},
        [inPolicy()],
      ),
      'the files of the trail alone': guarded(rootHeld, {}, [
        inPolicy({ Resource: [BUCKET_ARN, `${BUCKET_ARN}/trails/AWSLogs/*`] }),
      ]),
      'break-glass is spared': {
        world: guarded(bySpared(glass), configured),
        note: `; spared: ${glass} (exact).`,
      },
      'an exact role is spared, and no break-glass is configured': {
        world: guarded(bySpared(glass)),
        note: `; spared: ${glass} (exact).`,
      },
      'a role of that name in any account is spared': guarded(bySpared('arn:aws:iam::*:role/BreakGlass'), {
        parameters: { breakGlass: ['arn:aws:iam::*:role/BreakGlass'] },
      }),
      'others may read': guarded(bySpared(), {}, [{ ...reader, Action: 's3:GetObject' }]),
      'Object Lock in COMPLIANCE mode, and what stays open is told': {
        world: guarded([], { answers: [locked('COMPLIANCE', 400)] }),
        note: /^Object Lock keeps new log files for 400 days in COMPLIANCE mode; policies leave open s3:DeleteObject, .*s3:PutBucketPolicy/,
      },
    },
    fail: {
      'nothing denies it': {
        world: guarded([]),
        note: /^s3:DeleteObject on arn:aws:s3:::acme-cloudtrail-logs\/trails\/AWSLogs\/\S+ by arn:aws:iam::222233334444:\S+: no statement denies it; open are s3:DeleteObject, .*, and there is no Object Lock\.$/,
      },
      'the SCP stands above others': guarded([scp('Archive', [WORKLOADS], deny(destructive))]),
      'the bucket policy alone: the root user may replace it': {
        world: guarded([], {}, [inPolicy()]),
        note: `s3:PutBucketPolicy on ${BUCKET_ARN} by arn:aws:iam::${ARCHIVE}:root: no SCP or RCP denies it`,
      },
      'any role is spared': guarded(bySpared('arn:aws:iam::*:role/*')),
      'the root user is spared': guarded(bySpared(`arn:aws:iam::${ARCHIVE}:root`)),
      'the whole account is spared': guarded([
        scp(
          'A',
          [SECURITY],
          deny(destructive, { Condition: { StringNotEquals: { 'aws:PrincipalAccount': ARCHIVE } } }),
        ),
      ]),
      'another role than break-glass is spared': {
        world: guarded(bySpared(`arn:aws:iam::${ARCHIVE}:role/Admin`), configured),
        note: 'role/Admin',
      },
      'lifecycle rules are forgotten': {
        world: guarded([
          scp('A', [SECURITY], deny(destructive.filter(action => action !== 's3:PutLifecycleConfiguration'))),
        ]),
        note: 'open are s3:PutLifecycleConfiguration, and',
      },
      'UpdateObjectEncryption is forgotten': {
        world: guarded([scp('A', [SECURITY], deny(['s3:Delete*', 's3:Put*', 's3:Bypass*']))]),
        note: 'open are s3:UpdateObjectEncryption, and',
      },
      'another account may delete': {
        world: guarded(bySpared(), {}, [{ ...reader, Action: 's3:Delete*' }]),
        note: `by arn:aws:iam::${WORKLOAD}:`,
      },
      'denied without MFA alone': guarded([
        scp(
          'A',
          [SECURITY],
          deny(destructive, { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }),
        ),
      ]),
      'GOVERNANCE mode can be lifted': {
        world: guarded([], { answers: [locked('GOVERNANCE', 400)] }),
        note: 'and Object Lock is GOVERNANCE for 400 days.',
      },
      'COMPLIANCE mode for too short': guarded([], { answers: [locked('COMPLIANCE', 30)] }),
      'the management account is out of reach of SCPs': guarded(
        [scp('A', [ROOT], deny(destructive))],
        { bucketOwner: MANAGEMENT },
        [inPolicy()],
      ),
      'there is no organization': guarded([], { organization: null, bucketOwner: MANAGEMENT }, [inPolicy()]),
    },
    unknown: {
      'no SCP is listed at the unit of the owner': {
        world: world({ tree: bareAt(SECURITY), answers: [noLock] }),
        note: bareNote(SECURITY),
      },
      'the bucket policy is denied': world({ answers: [refuse(getBucketPolicy)] }),
      'SCPs are denied': world({ answers: [refuse(listPolicies)] }),
      'one SCP is denied': guarded(bySpared(), { answers: [refuse(describePolicy)] }),
      'Object Lock is denied, and the policies leave something open': guarded([], {
        answers: [refuse(getObjectLockConfiguration)],
      }),
      'the bucket policy is no JSON: it may let others in': {
        world: guarded(bySpared(), { answers: [on(getBucketPolicy, () => ({ Policy: '{' }))] }),
        note: 'cannot be read: the bucket policy (',
      },
      'an SCP is no JSON': {
        world: guarded([{ name: 'Broken', targets: [SECURITY], content: '{"Version":' }]),
        note: 'Broken',
      },
      'nobody in sight owns the bucket': world({ bucketOwner: null }),
    },
  },
  {
    harmless: { [describeTrails.id]: 'trails that nobody could list have an unknown result of their own' },
    absence: { S3KeyPrefix: 'there is no prefix' },
  },
);
