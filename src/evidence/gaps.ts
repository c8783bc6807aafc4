/** What could not be seen, grouped by what would mend it: the permission, AWS's word, the account. */
import type { Audit } from '../model/audit.ts';
import type { GapReason } from '../model/evidence.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import { rootOf } from '../snapshot/reader.ts';

export interface GapGroup {
  readonly permission: string;
  readonly reason: GapReason;
  readonly code: string;
  readonly message: string;
  readonly accountId: string;
  readonly regions: readonly string[];
  /** How many verdicts are unknown because of it. */
  readonly verdicts: number;
}

interface Group extends Omit<GapGroup, 'regions' | 'verdicts'> {
  readonly regions: Set<string>;
  readonly results: Set<unknown>;
}

export function gapGroups(audit: Audit, source: EvidenceSource): readonly GapGroup[] {
  const groups = new Map<string, Group>();
  for (const result of audit.results) {
    if (result.verdict.status !== 'unknown') continue;
    for (const id of result.verdict.gaps) {
      const record = source.find(id);
      if (record?.outcome !== 'gap') continue;
      const { gap, scope } = rootOf(record, source);
      const key = [gap.permission, gap.code, scope.accountId].join(' ');
      const { permission, reason, code, message } = gap;
      const group = groups.get(key) ?? {
        permission,
        reason,
        code,
        message,
        accountId: scope.accountId,
        regions: new Set<string>(),
        results: new Set<unknown>(),
      };
      group.regions.add(scope.region);
      group.results.add(result);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .map(({ regions, results, ...group }) => ({
      ...group,
      regions: [...regions].sort(),
      verdicts: results.size,
    }))
    .sort(
      (a, b) => b.verdicts - a.verdicts || (a.permission + a.accountId < b.permission + b.accountId ? -1 : 1),
    );
}
