/** `trailproof collect`: a snapshot and nothing more. */
import { UsageError } from '../model/error.ts';
import { EXIT, type Io } from './io.ts';
import { type LedgerFlags, ledgerReader, namedLedger } from './ledger.ts';
import { run } from './run.ts';
import { neededCalls } from './select-checks.ts';
import { type CollectFlags, settingsOf } from './settings.ts';

export async function collectCommand(io: Io, flags: CollectFlags & LedgerFlags): Promise<number> {
  if (flags.out === undefined && flags.resume === undefined) {
    throw new UsageError('BAD_USAGE', 'collect needs a folder for the snapshot.', {
      hint: 'Name one with --out.',
    });
  }
  const { config, checks } = settingsOf(io, flags);
  const ledger = ledgerReader(namedLedger(io, config, flags), io);
  const { snapshot, folder, interrupted } = await run({
    io,
    config,
    calls: neededCalls(checks),
    ledger,
    out: flags.out,
    resume: flags.resume,
  });
  const gaps = [...snapshot.index.records()].filter(record => record.outcome === 'gap').length;
  io.stderr.write(`${snapshot.index.size} answers in ${folder}, ${gaps} of them gaps.\n`);
  if (interrupted)
    io.stderr.write(`Stopped before the end. Go on with: trailproof collect --resume ${folder}\n`);
  else io.stderr.write(`Judge them with: trailproof evaluate ${folder}\n`);
  return interrupted || gaps > 0 ? EXIT.incomplete : EXIT.complete;
}
