import check from '../../../checks/kms/deletion-denied.ts';
import { listPolicies, RCP } from '../../../src/aws/control-policies.ts';
import { describeKey, getKeyPolicy } from '../../../src/aws/kms.ts';
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
import { ARCHIVE, KEY, MANAGEMENT, on, refuse, type Spec, WORKLOAD, world } from '../../support/evidence.ts';
import { administration, decrypt, type Statement, text } from '../../support/resource-policies.ts';

const killing = [
  'kms:ScheduleKeyDeletion',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'kms:DeleteImportedKeyMaterial',
];
const glass = `arn:aws:iam::${ARCHIVE}:role/BreakGlass`;

function guarded(policies: readonly ControlPolicy[], spec: Spec = {}) {
  return world({ ...spec, tree: { policies } });
}

const here = (...statements: readonly object[]) => guarded([scp('Keys', [SECURITY], ...statements)]);
const keyed = (...statements: readonly Statement[]) => ({
  answers: [on(getKeyPolicy, () => ({ Policy: text(statements) }))],
});
const selfGuarded: Statement = {
  Sid: 'Self',
  Effect: 'Deny',
  Principal: '*',
  Action: killing,
  Resource: '*',
};

testCheck(check, {
  pass: {
    'an SCP above the owner': {
      world: world(),
      results: 1,
      note: /^Tampering with the key is denied by Deny "Protect" of ProtectLogArchive at ou-ab12-security1, the silence of the resource policy\.$/,
    },
    'an RCP, whatever the key policy says': guarded(
      [{ name: 'Rcp', type: RCP, targets: [ROOT], content: [deny(killing, { Principal: '*' })] }],
      { answers: [refuse(getKeyPolicy)] },
    ),
    'this key alone': here(deny('kms:*', { Resource: KEY })),
    'break-glass is spared': {
      world: guarded([scp('Keys', [SECURITY], denyBut(killing, glass))], {
        parameters: { breakGlass: [glass] },
      }),
      note: `; spared: ${glass} (exact).`,
    },
    'another account may decrypt': guarded([scp('Keys', [SECURITY], deny(killing))], {
      ...keyed(administration(), decrypt(`arn:aws:iam::${WORKLOAD}:root`)),
    }),
  },
  fail: {
    'no SCP': {
      world: guarded([]),
      note: `No SCP or RCP on the path of acme-log-archive (${ARCHIVE}) denies kms:ScheduleKeyDeletion on ${KEY} by `,
    },
    'it stands above others': guarded([scp('Keys', [WORKLOADS], deny(killing))]),
    'DisableKey is forgotten': {
      world: here(deny(killing.filter(action => action !== 'kms:DisableKey'))),
      note: 'open are kms:DisableKey.',
    },
    'another key': here(deny(killing, { Resource: 'arn:aws:kms:us-east-1:*:key/*' })),
    'any role is spared': here(denyBut(killing, 'arn:aws:iam::*:role/*')),
    'another role than break-glass is spared': guarded([scp('Keys', [SECURITY], denyBut(killing, glass))], {
      parameters: { breakGlass: [`arn:aws:iam::${ARCHIVE}:role/Emergency`] },
    }),
    'the key policy guards itself, and no SCP does': guarded([], keyed(administration(), selfGuarded)),
    'another account may schedule its deletion': {
      world: guarded(
        [scp('Keys', [SECURITY], deny(killing))],
        keyed(administration({ Principal: { AWS: [`arn:aws:iam::${WORKLOAD}:root`] } })),
      ),
      note: `by arn:aws:iam::${WORKLOAD}:`,
    },
    'neither kind is enabled': world({ tree: { policyTypes: [] } }),
  },
  'not-applicable': {
    'the key lies in the management account': {
      world: world({ trail: { KmsKeyId: KEY.replace(ARCHIVE, MANAGEMENT) } }),
      note: 'which no SCP and no RCP binds: see organizations/management-account-exposure',
    },
    'no trail has a key': world({ trail: { KmsKeyId: undefined } }),
  },
  unknown: {
    'no SCP is listed at the root': { world: world({ tree: bareAt(ROOT) }), note: bareNote(ROOT) },
    'no SCP is listed at the owner': { world: world({ tree: bareAt(ARCHIVE) }), note: bareNote(ARCHIVE) },
    'SCPs are denied': world({ answers: [refuse(listPolicies)] }),
    'the key is denied': world({ answers: [refuse(describeKey)] }),
    'the key policy is denied, and others might be let in': world({ answers: [refuse(getKeyPolicy)] }),
    'the key lies outside the organization': {
      world: world({ trail: { KmsKeyId: KEY.replace(ARCHIVE, '888877776666') } }),
      note: 'Account 888877776666 is not among the accounts of the organization',
    },
    'an SCP is no JSON': guarded([{ name: 'Broken', targets: [SECURITY], content: '{"Version":' }]),
    'the key policy is no JSON': world({ answers: [on(getKeyPolicy, () => ({ Policy: '{' }))] }),
  },
});
