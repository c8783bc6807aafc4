/** What a verification is begun with; and what it cannot be gone on with. */
import { join } from 'node:path';
import type { Begun } from '../digests/begun.ts';
import type { Ledger } from '../digests/ledger.ts';
import { UsageError } from '../model/error.ts';
import { isComplete, SNAPSHOT_FOLDER } from '../snapshot/folder.ts';
import type { NamedLedger } from './ledger.ts';
import { seenUntil, type WindowFlags, wantedOf } from './verify-window.ts';

export function begin(
  flags: WindowFlags,
  now: number,
  named: NamedLedger | undefined,
  ledger: Ledger | undefined,
): Begun {
  const until = seenUntil(ledger, flags.trail, flags.logs);
  const { period, logs } = wantedOf(flags, now, until);
  return {
    schema: 'verification-begun/1',
    period,
    logs,
    trails: flags.trail === undefined ? null : [...new Set(flags.trail)].sort(),
    ledger:
      named === undefined || ledger === undefined
        ? null
        : {
            folder: named.folder,
            until,
            checkpoints: Object.fromEntries(ledger.checkpoints),
          },
  };
}

export function refuseFinished(folder: string): void {
  if (!isComplete(join(folder, SNAPSHOT_FOLDER))) return;
  throw new UsageError('BAD_USAGE', `The run in ${folder} is finished: there is nothing to resume.`, {
    hint: `What it found is in ${join(folder, 'verification.json')}; start a new run with --out.`,
  });
}

/** What the ledger held then is what the chains are held against, and there the result belongs. */
export function refuseOtherLedger({ ledger }: Begun, named: NamedLedger | undefined): void {
  if (ledger?.folder === named?.folder) return;
  throw new UsageError(
    'BAD_USAGE',
    ledger === null
      ? 'The run was begun without a ledger, so its result cannot be entered in one.'
      : `The run was begun with the ledger ${ledger.folder}.`,
    { hint: ledger === null ? 'Resume it without --ledger.' : 'Name the same with --ledger.' },
  );
}
