import check from '../../../checks/kms/not-pending-deletion.ts';
import { describeKey } from '../../../src/aws/kms.ts';
import { testCheck } from '../../support/check-tester.ts';
import { daysAhead, refuse, world } from '../../support/evidence.ts';

testCheck(check, {
  pass: {
    enabled: world(),
    'disabled is another matter': {
      world: world({ key: { KeyState: 'Disabled' } }),
      note: 'KeyState is Disabled.',
    },
  },
  fail: {
    'waits for its deletion, whose date is told': {
      world: world({ key: { KeyState: 'PendingDeletion', DeletionDate: daysAhead(7) } }),
      note: 'unreadable on 2026-11-27T06:00:00.000Z, in 7 days',
    },
    'waits, and AWS does not say until when': world({ key: { KeyState: 'PendingDeletion' } }),
    'waits for its replicas': {
      world: world({ key: { KeyState: 'PendingReplicaDeletion', PendingDeletionWindowInDays: 30 } }),
      note: 'unreadable 30 days after the last replica is gone',
    },
  },
  'not-applicable': { 'no trail has a key': world({ trail: { KmsKeyId: undefined } }) },
  unknown: {
    'AWS leaves KeyState out': world({ key: { KeyState: undefined } }),
    'it is denied': world({ answers: [refuse(describeKey)] }),
  },
});
