import check from '../../../checks/organizations/log-archive-protected.ts';
import { listBuckets } from '../../../src/aws/bucket-owner.ts';
import { describeTrails } from '../../../src/aws/cloudtrail.ts';
import { describePolicy, RCP } from '../../../src/aws/control-policies.ts';
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
  BUCKET,
  excluded,
  homeLeftOut,
  KEY,
  MANAGEMENT,
  refuse,
  type Spec,
  TRAIL,
  WORKLOAD,
  world,
} from '../../support/evidence.ts';

const logs = ['s3:Delete*', 's3:Put*', 's3:BypassGovernanceRetention', 's3:UpdateObjectEncryption'];
const keys = [
  'kms:ScheduleKeyDeletion',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'kms:DeleteImportedKeyMaterial',
];

function guardedBy(policies: readonly ControlPolicy[], spec: Spec = {}) {
  return { world: world({ ...spec, tree: { policies } }), subject: ARCHIVE };
}

const here = (...statements: readonly object[]) => guardedBy([scp('Archive', [SECURITY], ...statements)]);

testCheck(
  check,
  {
    pass: {
      'denied in its unit': {
        world: world(),
        subject: ARCHIVE,
        note: `Destruction of ${BUCKET} and its key is denied by Deny "Protect" of ProtectLogArchive at ${SECURITY}`,
      },
      'logs by one policy, keys by another': guardedBy([
        scp('Logs', [ROOT], deny(logs)),
        scp('Keys', [ARCHIVE], deny(keys)),
      ]),
      'the log bucket and the key alone': here(
        deny(logs, { Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`] }),
        deny(keys, { Resource: KEY }),
      ),
      'an RCP': guardedBy([
        {
          name: 'Rcp',
          type: RCP,
          targets: [SECURITY],
          content: [deny([...logs, ...keys], { Principal: '*' })],
        },
      ]),
      'one role is spared': here(denyBut([...logs, ...keys], `arn:aws:iam::${ARCHIVE}:role/BreakGlass`)),
      'nothing is configured, and it owns the bucket': {
        world: world({ parameters: { logArchiveAccount: null } }),
        subject: ARCHIVE,
      },
      'no key lies there': {
        ...guardedBy([scp('Logs', [SECURITY], deny(logs))], { trail: { KmsKeyId: undefined } }),
        note: 'no key of an organization trail lies here',
      },
      'there is no organization trail yet': {
        ...guardedBy([scp('Logs', [SECURITY], deny(logs))], { trail: null }),
        note: 'Destruction of any bucket',
      },
    },
    fail: {
      'nothing denies it': {
        ...guardedBy([]),
        note: `open to arn:aws:iam::${ARCHIVE}:role/AnyAdministrator`,
      },
      'the SCP is attached to the workloads': guardedBy([
        scp('Archive', [WORKLOADS], deny([...logs, ...keys])),
      ]),
      'the key is left out': { ...here(deny(logs)), note: /^kms:ScheduleKeyDeletion, .* are open to / },
      'the bucket is left out': here(deny(keys)),
      'objects, and not the bucket policy': {
        ...here(deny('s3:DeleteObject*'), deny(keys)),
        note: 'Archive at ou-ab12-security1 would have to deny it',
      },
      'another bucket': here(deny(logs, { Resource: 'arn:aws:s3:::acme-other*' }), deny(keys)),
      'every role is spared': here(denyBut([...logs, ...keys], 'arn:aws:iam::*:role/*')),
      'neither kind is enabled': {
        world: world({ tree: { policyTypes: [] } }),
        subject: ARCHIVE,
        note: 'no kind of policy that could deny it is enabled',
      },
      'unconfigured, another account owns the bucket': {
        world: world({ parameters: { logArchiveAccount: null }, bucketOwner: WORKLOAD }),
        subject: WORKLOAD,
      },
    },
    'not-applicable': {
      'another account': { world: world(), subject: WORKLOAD, note: 'This is not the Log Archive account.' },
      'unconfigured, another account': {
        world: world({ parameters: { logArchiveAccount: null } }),
        subject: WORKLOAD,
      },
      'the management account keeps the logs': {
        world: world({ parameters: { logArchiveAccount: MANAGEMENT }, bucketOwner: MANAGEMENT }),
        subject: MANAGEMENT,
        note: 'no SCP or RCP binds it',
      },
      'the account stands alone': world({ organization: null }),
    },
    unknown: {
      'no SCP is listed at the root': {
        world: world({ tree: bareAt(ROOT) }),
        subject: ARCHIVE,
        note: bareNote(ROOT),
      },
      'no SCP is listed at its unit': {
        world: world({ tree: bareAt(SECURITY) }),
        subject: ARCHIVE,
        note: bareNote(SECURITY),
      },
      'a policy is denied': {
        world: world({ answers: [refuse(describePolicy)] }),
        subject: ARCHIVE,
      },
      'the trails of the management account are denied': {
        world: world({ answers: [refuse(describeTrails, ({ accountId }) => accountId === MANAGEMENT)] }),
        subject: ARCHIVE,
      },
      'the management account is left out': {
        world: world({ accounts: { [MANAGEMENT]: excluded } }),
        subject: ARCHIVE,
        note: `The management account ${MANAGEMENT} was not looked at`,
      },
      'unconfigured, and the management account is left out': {
        world: world({ accounts: { [MANAGEMENT]: excluded }, parameters: { logArchiveAccount: null } }),
        subject: ARCHIVE,
      },
      "the organization trail's home region is left out": {
        world: world({ accounts: homeLeftOut }),
        subject: ARCHIVE,
        note: TRAIL,
      },
      "unconfigured, and the organization trail's home region is left out": {
        world: world({ accounts: homeLeftOut, parameters: { logArchiveAccount: null } }),
        subject: ARCHIVE,
      },
      'whether there is an organization could not be read': {
        world: world({ organization: null, unlisted: true, parameters: { logArchiveAccount: MANAGEMENT } }),
        subject: MANAGEMENT,
        note: 'Whether the account belongs to an organization could not be read.',
      },
      'unconfigured, and whether there is an organization could not be read': {
        world: world({ organization: null, unlisted: true, parameters: { logArchiveAccount: null } }),
        subject: MANAGEMENT,
      },
      'unconfigured, and its buckets could not be listed': {
        world: world({
          parameters: { logArchiveAccount: null },
          answers: [refuse(listBuckets, ({ accountId }) => accountId === ARCHIVE)],
        }),
        subject: ARCHIVE,
      },
    },
  },
  { absence: { KmsKeyId: 'a trail without it encrypts with SSE-S3 (CloudTrail API reference, Trail)' } },
);
