/** From a snapshot to an audit: results, scorecards, population, totals. Offline and pure: same snapshot, same audit. */
import { describeTrails } from '../aws/cloudtrail.ts';
import type { Audit } from '../model/audit.ts';
import type { AnyCheck } from '../model/check.ts';
import { UsageError } from '../model/error.ts';
import type { ControlFramework, Framework } from '../model/framework.ts';
import type { Snapshot } from '../snapshot/folder.ts';
import { createReaders, type ReaderContext } from '../snapshot/reader.ts';
import { countResults } from './counts.ts';
import { coverageOf } from './coverage.ts';
import { evaluate } from './evaluate.ts';
import { frameworkOutcomes } from './frameworks.ts';
import { organizationItems } from './organization.ts';
import { reconcile } from './reconcile.ts';
import { scorecards } from './scorecards.ts';

/** `frameworks` are those to be reported on; they change neither verdicts nor scorecards. */
export function auditOf(
  snapshot: Snapshot,
  checks: readonly AnyCheck[],
  checklist: Framework,
  frameworks: readonly ControlFramework[] = [],
): Audit {
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
  // Shared, so that nothing is derived from the snapshot twice.
  const newReader = createReaders(context);
  const results = evaluate(context, checks, newReader);
  const read = newReader();
  // Without the question there is no list of trails, which is not the same as no trails.
  const cards = header.selection.calls.includes(describeTrails.id)
    ? scorecards(read, results, checklist)
    : [];
  return {
    snapshot: header,
    complete: index.complete,
    population,
    reconciliation: reconcile(population),
    checks,
    checklist,
    results,
    scorecards: cards,
    organization: organizationItems(results, cards, checklist),
    frameworks: frameworkOutcomes(frameworks, results),
    coverage: coverageOf(read, results),
    totals: countResults(results),
  };
}
