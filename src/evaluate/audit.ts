/** From a snapshot to an audit: results, scorecards, population, totals. Offline and pure: same snapshot, same audit. */
import type { Audit } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { UsageError } from '../model/error.ts';
import type { Framework } from '../model/framework.ts';
import type { Snapshot } from '../snapshot/folder.ts';
import { createReaders, type ReaderContext } from '../snapshot/reader.ts';
import { countResults } from './counts.ts';
import { evaluate } from './evaluate.ts';
import { reconcile } from './reconcile.ts';
import { scorecards } from './scorecards.ts';

export function auditOf(snapshot: Snapshot, checks: readonly AnyCheck[], checklist: Framework): Audit {
  const { header, population, index } = snapshot;
  if (population === null) {
    throw new UsageError('BAD_SNAPSHOT', 'The run ended before it knew which accounts there are.', {
      hint: 'Resume it with --resume.',
    });
  }
  const context: ReaderContext = {
    source: index,
    takenAt: header.takenAt,
    parameters: header.parameters,
    population,
  };
  const results = evaluate(context, checks);
  return {
    snapshot: header,
    complete: index.complete,
    population,
    reconciliation: reconcile(population),
    checks,
    checklist: checklist.requirements,
    results,
    scorecards: scorecards(createReaders(context)(), results, checklist),
    totals: countResults(results),
  };
}
