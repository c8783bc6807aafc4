import check from '../../../checks/s3/object-lock.ts';
import { getObjectLockConfiguration } from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import { absent, on, refuse, world } from '../../support/evidence.ts';

function lock(DefaultRetention: { Mode?: string; Days?: number; Years?: number }) {
  return world({
    answers: [
      on(getObjectLockConfiguration, () => ({
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
      })),
    ],
  });
}

testCheck(check, {
  pass: {
    'compliance, longer than asked': { world: world(), note: 'for 400 days in COMPLIANCE mode.' },
    'a year is 365 days': lock({ Mode: 'COMPLIANCE', Years: 1 }),
    'governance, and who can lift it': {
      world: lock({ Mode: 'GOVERNANCE', Days: 365 }),
      note: 'which s3:BypassGovernanceRetention can lift',
    },
  },
  fail: {
    'not configured': world({
      answers: [on(getObjectLockConfiguration, () => absent('ObjectLockConfigurationNotFoundError'))],
    }),
    'enabled, yet nothing is locked by default': {
      world: world({
        answers: [
          on(getObjectLockConfiguration, () => ({
            ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
          })),
        ],
      }),
      note: 'without a default retention',
    },
    'too short': { world: lock({ Mode: 'COMPLIANCE', Days: 30 }), note: 'less than 365 days' },
  },
  unknown: {
    'no mode': lock({ Days: 400 }),
    'no period': lock({ Mode: 'COMPLIANCE' }),
    'it is denied': world({ answers: [refuse(getObjectLockConfiguration)] }),
  },
});
