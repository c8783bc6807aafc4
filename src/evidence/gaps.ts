/** What could not be seen, grouped by what would mend it: the permission, AWS's word, the account. */
import type { Audit } from '../model/audit.ts';
import type { Gap, GapReason } from '../model/evidence.ts';
import type { Verdict } from '../model/verdict.ts';
import type { EvidenceIndex, EvidenceSource } from '../snapshot/index.ts';
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

/** What stood in the way of a verdict in the first place; null: nothing did, or it is not in the evidence. */
export function rootGapOf(verdict: Verdict, source: EvidenceSource): Gap | null {
  const [first] = verdict.status === 'unknown' ? verdict.gaps : [];
  const record = first === undefined ? undefined : source.find(first);
  return record?.outcome === 'gap' ? rootOf(record, source).gap : null;
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

/** What is to be said beside the groups, or instead of them: they hold only what made a verdict unknown. */
export function unreadNotes(audit: Audit, index: EvidenceIndex): readonly string[] {
  const silent = silentGaps(audit, index);
  const many = silent === 1 ? '1 gap in the evidence leaves' : `${silent} gaps in the evidence leave`;
  const notes = [
    ...(audit.complete
      ? []
      : ['The run was stopped before every question was asked; what was not asked is in no list.']),
    ...(silent === 0 ? [] : [`${many} no verdict unknown; snapshot/evidence.ndjson has them.`]),
  ];
  const all = notes.length === 0 && gapGroups(audit, index).length === 0;
  return all ? ['Every call was answered.'] : notes;
}

/** Gaps that no unknown verdict goes back to. */
function silentGaps(audit: Audit, index: EvidenceIndex): number {
  const told = new Set<string>();
  for (const { verdict } of audit.results) {
    if (verdict.status !== 'unknown') continue;
    for (const id of verdict.gaps) {
      const record = index.find(id);
      if (record?.outcome === 'gap') told.add(rootOf(record, index).id);
    }
  }
  let silent = 0;
  for (const record of index.records()) {
    if (record.outcome === 'gap' && !told.has(rootOf(record, index).id)) silent += 1;
  }
  return silent;
}
