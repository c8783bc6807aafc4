import check from '../../../checks/s3/mfa-delete.ts';
import {
  getBucketLifecycleConfiguration,
  getBucketVersioning,
  getObjectLockConfiguration,
} from '../../../src/aws/s3.ts';
import { testCheck } from '../../support/check-tester.ts';
import { absent, on, type Reply, refuse, world } from '../../support/evidence.ts';

const noLock = on(getObjectLockConfiguration, () => absent('ObjectLockConfigurationNotFoundError'));
const rule = on(getBucketLifecycleConfiguration, () => ({ Rules: [{ Status: 'Disabled', Filter: {} }] }));

function versioning(answer: { Status?: string; MFADelete?: string }, ...others: Reply[]) {
  return world({ answers: [on(getBucketVersioning, () => answer), ...others] });
}

testCheck(check, {
  pass: { 'it is on': versioning({ Status: 'Enabled', MFADelete: 'Enabled' }) },
  fail: {
    'never configured': {
      world: versioning({ Status: 'Enabled' }, noLock),
      note: 'MFA delete was never configured.',
    },
    'switched off': versioning({ Status: 'Enabled', MFADelete: 'Disabled' }, noLock),
    'versioning is suspended': {
      world: versioning({ Status: 'Suspended', MFADelete: 'Enabled' }, noLock),
      note: 'versioning is Suspended',
    },
  },
  'not-applicable': {
    'Object Lock is stronger': world(),
    'a lifecycle rule forbids it, even one that is disabled': versioning({ Status: 'Enabled' }, noLock, rule),
  },
  unknown: {
    'versioning is denied': world({ answers: [refuse(getBucketVersioning)] }),
    'whether a rule forbids it is denied': versioning(
      { Status: 'Enabled' },
      noLock,
      refuse(getBucketLifecycleConfiguration),
    ),
  },
});
