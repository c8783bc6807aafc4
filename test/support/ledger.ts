/** A ledger of verifications as the audit reads it: one a day, each whole, unless a case says otherwise. */
import { type LedgerRun, readLedger, scopesSha256 } from '../../src/aws/ledger.ts';
import { ARCHIVE, hoursAgo, MANAGEMENT, on, type Reply, WORKLOAD } from './evidence.ts';

/** Where the organization trail of the usual world records. */
export const RECORDED = [MANAGEMENT, ARCHIVE, WORKLOAD].flatMap(accountId =>
  ['us-east-1', 'eu-west-1'].map(region => ({ accountId, region })),
);

/** A verification of the 24 hours that ended `hours` ago. */
export function verified(hours: number, changes: Partial<LedgerRun> = {}): LedgerRun {
  return {
    Sequence: 1,
    EntrySha256: 'e'.repeat(64),
    RunId: '01KAGQ3N3V8M5Y0D2W7J4X9ZTB',
    At: hoursAgo(hours),
    Since: hoursAgo(hours + 24),
    Until: hoursAgo(hours),
    Logs: 'all',
    Complete: true,
    Chains: RECORDED.length,
    ChainsSha256: scopesSha256(RECORDED),
    Proven: RECORDED.length,
    Broken: 0,
    Unread: 0,
    Exceptions: [],
    SignedBy: null,
    ...changes,
  };
}

/** Oldest first, as the ledger gives them. */
export function ledger(...runs: readonly LedgerRun[]): Reply {
  return on(readLedger, () => ({ Runs: runs.map(asJson).sort((a, b) => (a.At < b.At ? -1 : 1)) }));
}

function asJson(run: LedgerRun) {
  return { ...run, Exceptions: [...run.Exceptions] };
}
