/** Which frameworks a report is about. */
import { UsageError } from '../model/error.ts';
import type { ControlFramework } from '../model/framework.ts';
import { didYouMean } from './nearest.ts';

/** `pci-dss,soc2`, or the flag given twice: a list either way. */
export function listOfIds(flag: string | readonly string[]): readonly string[] {
  return [flag].flat().flatMap(ids => ids.split(',').map(id => id.trim()));
}

/** The named ones in their own order; all where none is named. */
export function selectFrameworks(
  all: readonly ControlFramework[],
  ids: readonly string[] | undefined,
): readonly ControlFramework[] {
  if (ids === undefined) return all;
  const unknown = ids.find(id => all.every(framework => framework.id !== id));
  if (unknown !== undefined) {
    throw new UsageError('BAD_USAGE', `There is no framework ${unknown || 'without a name'}.`, {
      hint: `${didYouMean(
        unknown,
        all.map(({ id }) => id),
      )}List them with: trailproof frameworks`,
    });
  }
  return all.filter(framework => ids.includes(framework.id));
}
