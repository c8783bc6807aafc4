/** Which frameworks a report is about. */
import { UsageError } from '../model/error.ts';
import type { ControlFramework } from '../model/framework.ts';

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
    const near = nearest(unknown, all);
    const meant = near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : '';
    throw new UsageError('BAD_USAGE', `There is no framework ${unknown || 'without a name'}.`, {
      hint: `${meant}List them with: trailproof frameworks`,
    });
  }
  return all.filter(framework => ids.includes(framework.id));
}

/** Those that share a word of some length with what was typed: `nist` is near both of NIST's. */
function nearest(typed: string, all: readonly ControlFramework[]): readonly string[] {
  const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const shared = ({ id }: ControlFramework): number =>
    id.split('-').filter(word => word.length > 1 && bare(typed).includes(word)).length +
    (bare(id).includes(bare(typed)) ? 1 : 0);
  const most = Math.max(...all.map(shared));
  return most === 0 || typed === '' ? [] : all.filter(f => shared(f) === most).map(f => f.id);
}
