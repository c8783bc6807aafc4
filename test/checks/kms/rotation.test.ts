import check from '../../../checks/kms/rotation.ts';
import { describeKey, getKeyRotationStatus } from '../../../src/aws/kms.ts';
import { testCheck } from '../../support/check-tester.ts';
import { absent, on, refuse, world } from '../../support/evidence.ts';

function rotation(KeyRotationEnabled: boolean | undefined, RotationPeriodInDays?: number) {
  return on(getKeyRotationStatus, () => ({ KeyRotationEnabled, RotationPeriodInDays }));
}

const cannot = on(getKeyRotationStatus, () => absent('UnsupportedOperationException'));

testCheck(check, {
  pass: {
    'every year': { world: world(), note: 'The key rotates every 365 days.' },
    'more often': world({ answers: [rotation(true, 90)] }),
    'seldom, as configured': world({ answers: [rotation(true, 730)], parameters: { rotationDays: 730 } }),
  },
  fail: {
    off: world({ answers: [rotation(false)] }),
    'too seldom': { world: world({ answers: [rotation(true, 2560)] }), note: '2560 days, more than 365' },
    'a disabled key keeps the setting and does not rotate': world({ key: { KeyState: 'Disabled' } }),
  },
  'not-applicable': {
    'imported material': {
      world: world({ key: { Origin: 'EXTERNAL' }, answers: [cannot] }),
      note: 'Origin EXTERNAL, KeySpec SYMMETRIC_DEFAULT',
    },
    'no trail has a key': world({ trail: { KmsKeyId: undefined } }),
  },
  unknown: {
    'AWS leaves the period out': world({ answers: [rotation(true)] }),
    'AWS leaves the flag out': world({ answers: [rotation(undefined, 90)] }),
    'it is denied': world({ answers: [refuse(getKeyRotationStatus)] }),
    'the key itself is denied': world({ answers: [refuse(describeKey)] }),
  },
});
