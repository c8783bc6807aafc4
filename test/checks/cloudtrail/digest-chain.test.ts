import check from '../../../checks/cloudtrail/digest-chain.ts';
import { type LedgerRun, readLedger, scopesSha256 } from '../../../src/aws/ledger.ts';
import { testCheck } from '../../support/check-tester.ts';
import { denied, hoursAgo, notEvaluable, on, WORKLOAD, world } from '../../support/evidence.ts';
import { ledger, RECORDED, verified } from '../../support/ledger.ts';

function after(...runs: readonly LedgerRun[]) {
  return world({ answers: [ledger(...runs)] });
}

testCheck(check, {
  pass: {
    'all chains whole, an hour ago': {
      world: after(verified(1)),
      note:
        'All 6 chains are whole, linked and signed and every log file is as its digest has it, from ' +
        '2026-11-19T05:00:00.000Z to 2026-11-20T05:00:00.000Z (ledger 1, entry not signed).',
      results: 1,
    },
    'a signed entry': {
      world: after(verified(1, { SignedBy: 'ab12'.repeat(16) })),
      note: 'entry signed by ab12ab12ab12ab12',
    },
    'a longer window, and older verifications': after(
      verified(50, { Broken: 1, Proven: 5 }),
      verified(2, { Since: hoursAgo(80) }),
    ),
    'a daily job of 25 hours ago': after(verified(25)),
    'a short verification later does not replace it': after(
      verified(5),
      verified(1, { Since: hoursAgo(3), Logs: 'none' }),
    ),
  },
  fail: {
    'broken, and looked at again without its log files': after(
      verified(72, { Proven: 5, Broken: 1 }),
      verified(2, { Since: hoursAgo(120), Logs: 'none' }),
      verified(1),
    ),
    'broken, and looked at again in other accounts': after(
      verified(72, { Proven: 5, Broken: 1 }),
      verified(2, {
        Since: hoursAgo(120),
        ChainsSha256: scopesSha256(RECORDED.slice(2)),
        Chains: 4,
        Proven: 4,
      }),
      verified(1),
    ),
    'broken by a short verification since the whole one': after(
      verified(8),
      verified(1, { Since: hoursAgo(7), Proven: 5, Broken: 1 }),
    ),
    'broken three days ago, and nobody has looked at those hours again': after(
      verified(72, { Proven: 5, Broken: 1 }),
      verified(1),
    ),
    'broken in a window of its own, entered after the whole one': after(
      verified(2),
      verified(1, { Since: hoursAgo(60), Until: hoursAgo(30), Proven: 5, Broken: 1 }),
    ),
    'validation off: there is no chain': {
      world: world({ trail: { LogFileValidationEnabled: false } }),
      note: 'LogFileValidationEnabled is false',
    },
    'a chain is broken': {
      world: after(
        verified(1, {
          Proven: 5,
          Broken: 1,
          Exceptions: ['444455556666 eu-west-1: missing (undelivered)'],
        }),
      ),
      note: 'found 1 of 6 chains broken: 444455556666 eu-west-1: missing (undelivered)',
    },
    'broken, and more that could not be seen': after(
      verified(1, { Proven: 4, Broken: 1, Unread: 1, Complete: false }),
    ),
    'broken, and a short verification since that looked elsewhere': after(
      verified(2, { Proven: 5, Broken: 1 }),
      verified(1, { Since: hoursAgo(2) }),
    ),
    'broken, found in a sample': after(verified(1, { Proven: 5, Broken: 1, Logs: 'sample:1' })),
  },
  unknown: {
    'an entry from the future hides nothing': {
      world: after(verified(1), verified(-8760)),
      note: 'Entry 1 of the ledger ends 2027-11-20T06:00:00.000Z, in 365 days',
    },
    'validation on and digests fresh: nobody has verified them': { world: world(), note: 'No verification' },
    'the ledger knows other trails alone': { world: after(), note: 'holds no verification of this trail' },
    'the ledger is damaged': world({ answers: [on(readLedger, () => denied('LedgerDamaged'))] }),
    'the last verification is two days old': { world: after(verified(48)), note: 'ends 2026-11-18' },
    'it took in three hours': {
      world: after(verified(1, { Since: hoursAgo(4) })),
      note: 'over 24 hours or more',
    },
    'a chain could not be seen': {
      world: after(
        verified(1, { Proven: 5, Unread: 1, Exceptions: ['444455556666 eu-west-1: unreadable (denied)'] }),
      ),
      note: 'could not see 1 of 6 chains',
    },
    'it was stopped': { world: after(verified(1, { Complete: false })), note: 'did not see everything' },
    'a sample of the log files': { world: after(verified(1, { Logs: 'sample:5' })), note: 'sample:5' },
    'digests alone': { world: after(verified(1, { Logs: 'none' })), note: 'none' },
    'an account has joined since': {
      world: after(verified(1, { ChainsSha256: scopesSha256(RECORDED.slice(2)), Chains: 4, Proven: 4 })),
      note: 'of other accounts and regions than the 6',
    },
    'the verification got into an account that this audit did not': world({
      accounts: { [WORKLOAD]: notEvaluable(WORKLOAD) },
      answers: [ledger(verified(1))],
    }),
  },
});
