/** Which requirements get a sheet of their own: `pci-dss:10.3.4`, `pci-dss` for all of a framework, or `all`. */
import { type Named, namedControls, nameOf } from '../evidence/controls/control-sheet.ts';
import type { Audit } from '../model/audit.ts';
import { UsageError } from '../model/error.ts';

export function selectControls(audit: Audit, names: readonly string[] = []): readonly Named[] {
  const all = namedControls(audit);
  const wanted = new Set<Named>();
  for (const name of names) {
    const found = all.filter(
      named => name === 'all' || nameOf(named) === name || named.outcome.framework.id === name,
    );
    if (found.length === 0) throw unknown(name, all);
    for (const named of found) wanted.add(named);
  }
  return all.filter(named => wanted.has(named));
}

function unknown(name: string, all: readonly Named[]): UsageError {
  const [framework = ''] = name.split(':');
  const near = all.filter(({ outcome }) => outcome.framework.id === framework).map(nameOf);
  return new UsageError('BAD_USAGE', `The report has no requirement ${name || 'without a name'}.`, {
    hint:
      near.length > 0
        ? `Such as ${near.slice(0, 3).join(', ')}. List them with: trailproof frameworks ${framework}`
        : 'Name one as framework:requirement, such as pci-dss:10.3.4. List frameworks with: trailproof frameworks',
  });
}
