import check from '../../../checks/kms/usable.ts';
import { describeKey } from '../../../src/aws/kms.ts';
import { testCheck } from '../../support/check-tester.ts';
import { daysAhead, refuse, world } from '../../support/evidence.ts';

function imported(days: number) {
  return world({
    key: { Origin: 'EXTERNAL', ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: daysAhead(days) },
  });
}

testCheck(check, {
  pass: {
    enabled: { world: world(), results: 1 },
    'imported for ever': world({
      key: { Origin: 'EXTERNAL', ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' },
    }),
    'imported for a long while': {
      world: imported(31),
      note: 'expires 2026-12-21T06:00:00.000Z, in 31 days',
    },
  },
  fail: {
    disabled: {
      world: world({ key: { KeyState: 'Disabled', Enabled: false } }),
      note: 'KeyState is Disabled, Enabled is false.',
    },
    'about to be deleted': world({ key: { KeyState: 'PendingDeletion', Enabled: false } }),
    'its key store cannot be reached': world({ key: { KeyState: 'Unavailable' } }),
    asymmetric: { world: world({ key: { KeySpec: 'RSA_2048' } }), note: 'KeySpec is RSA_2048' },
    'made to sign': world({ key: { KeyUsage: 'SIGN_VERIFY' } }),
    'imported material about to expire': { world: imported(29), note: 'in 29 days' },
  },
  'not-applicable': { 'no trail has a key': world({ trail: { KmsKeyId: undefined } }) },
  unknown: {
    'AWS leaves KeyState out': world({ key: { KeyState: undefined } }),
    'AWS leaves Origin out': world({ key: { Origin: undefined } }),
    'imported, and AWS does not say until when': world({
      key: { Origin: 'EXTERNAL', ExpirationModel: 'KEY_MATERIAL_EXPIRES' },
    }),
    'it is denied': world({ answers: [refuse(describeKey)] }),
  },
});
