import check from '../../../checks/cloudtrail/log-file-validation.ts';
import { testCheck } from '../../support/check-tester.ts';
import { world } from '../../support/evidence.ts';

testCheck(check, {
  pass: { 'it is on': { world: world(), results: 1 } },
  fail: { 'it is off': world({ trail: { LogFileValidationEnabled: false } }) },
  'not-applicable': { 'no trails at all': world({ trail: null }) },
  unknown: { 'AWS leaves the flag out': world({ trail: { LogFileValidationEnabled: undefined } }) },
});
