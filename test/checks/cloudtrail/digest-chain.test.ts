import check from '../../../checks/cloudtrail/digest-chain.ts';
import { testCheck } from '../../support/check-tester.ts';
import { world } from '../../support/evidence.ts';

testCheck(
  check,
  {
    pass: {},
    fail: {
      'validation off: there is no chain': {
        world: world({ trail: { LogFileValidationEnabled: false } }),
        note: 'LogFileValidationEnabled is false',
      },
    },
    unknown: {
      'validation on and digests fresh: nobody has verified them': {
        world: world(),
        note: 'No verification',
      },
    },
  },
  { cannotPass: 'this version reads no record of a verification' },
);
