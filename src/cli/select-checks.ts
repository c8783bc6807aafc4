/** Which checks a run uses, and which calls those need. */
import { closureOf } from '../aws/calls.ts';
import type { AnyCall } from '../model/call.ts';
import type { AnyCheck } from '../model/check.ts';
import { UsageError } from '../model/error.ts';
import type { SnapshotHeader } from '../model/snapshot.ts';
import { didYouMean } from './nearest.ts';

export interface CheckSelection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export function selectChecks(
  all: readonly AnyCheck[],
  { include, exclude }: CheckSelection,
): readonly AnyCheck[] {
  const ids = new Set(all.map(check => check.id));
  const unknown = [...include, ...exclude].filter(id => !ids.has(id));
  if (unknown.length > 0) {
    throw new UsageError('BAD_USAGE', `There is no check ${unknown.join(', ')}.`, {
      hint: `${didYouMean(unknown[0] ?? '', [...ids])}List them with: trailproof checks`,
    });
  }
  const wanted = all.filter(check => include.length === 0 || include.includes(check.id));
  const selected = wanted.filter(check => !exclude.includes(check.id));
  if (selected.length === 0)
    throw new UsageError('BAD_USAGE', 'No check is left to run.', { hint: 'See --check.' });
  return selected;
}

export function neededCalls(checks: readonly AnyCheck[]): readonly AnyCall[] {
  return closureOf(checks.flatMap(check => [...check.subject.needs, ...check.needs]));
}

/** Those that a snapshot was collected for: others would read what nobody asked. */
export function checksFor(all: readonly AnyCheck[], { selection }: SnapshotHeader): readonly AnyCheck[] {
  const asked = new Set(selection.calls);
  return all.filter(check => neededCalls([check]).every(call => asked.has(call.id)));
}
