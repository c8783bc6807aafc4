/** Which checks a run uses, and which calls those need. */
import { closureOf, discoveryCalls } from '../aws/calls.ts';
import type { AnyCall } from '../model/call.ts';
import type { AnyCheck } from '../model/check.ts';
import { UsageError } from '../model/error.ts';

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
    const near = nearest(unknown[0] ?? '', [...ids]);
    throw new UsageError('BAD_USAGE', `There is no check ${unknown.join(', ')}.`, {
      hint: `${near === undefined ? '' : `Did you mean ${near}? `}List them with: trailproof checks`,
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

/** For the session policy: what the checks need, and what finding the population needs. */
export function sessionCalls(checks: readonly AnyCheck[]): readonly AnyCall[] {
  return [...discoveryCalls, ...neededCalls(checks)];
}

function nearest(text: string, among: readonly string[]): string | undefined {
  const shared = (id: string): number => id.split(/[/-]/).filter(word => text.includes(word)).length;
  const [best] = [...among].sort((a, b) => shared(b) - shared(a));
  return best !== undefined && shared(best) > 0 ? best : undefined;
}
