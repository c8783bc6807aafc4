/** `scope/`: the population and how it adds up, what was left out and why, and which calls were answered where. */
import type { Audit } from '../../model/audit.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { leftOut, notCounted, reconciliationJson, regionReconciliationJson } from '../left-out.ts';
import { csvLines } from './csv.ts';
import { type ContentFile, jsonFile } from './file.ts';

export function scopeFiles(audit: Audit, index: EvidenceIndex): ContentFile[] {
  const { population, reconciliation } = audit;
  return [
    {
      path: 'scope/population.csv',
      content: () =>
        csvLines(
          ['account', 'name', 'region', 'opt_in', 'state', 'disposition', 'reason'],
          populationRows(audit),
        ),
    },
    jsonFile('scope/reconciliation.json', {
      rule: 'expected = evaluated + excluded + not evaluable',
      accounts: reconciliationJson(reconciliation.accounts),
      account_regions: regionReconciliationJson(reconciliation.accountRegions),
      note: notCounted(reconciliation.accountRegions),
      unread: population.unread,
    }),
    jsonFile('scope/exclusions.json', leftOut(audit)),
    jsonFile('scope/organization.json', {
      partition: population.partition,
      organization: population.organization,
    }),
    jsonFile('scope/coverage.json', audit.coverage),
    jsonFile('scope/access.json', accessOf(index)),
  ];
}

function* populationRows({ population }: Audit): Generator<readonly unknown[]> {
  for (const { accountId, name, state, disposition, reason, regions } of population.accounts) {
    if (regions === null) yield [accountId, name, '*', '', state, disposition, reason];
    for (const region of regions ?? []) {
      yield [accountId, name, region.region, region.optIn, state, region.disposition, region.reason];
    }
  }
}

interface Access {
  call: string;
  account: string;
  answered: number;
  absent: number;
  gaps: Record<string, number>;
}

/** Call x account: how often AWS answered, said that there is none, or refused, and in which way. */
function accessOf(index: EvidenceIndex): readonly Access[] {
  const access = new Map<string, Access>();
  for (const record of index.records()) {
    const { call, outcome } = record;
    const account = record.scope.accountId;
    const key = `${call} ${account}`;
    const entry = access.get(key) ?? { call, account, answered: 0, absent: 0, gaps: {} };
    access.set(key, entry);
    if (outcome === 'answer') entry.answered += 1;
    else if (outcome === 'absent') entry.absent += 1;
    else entry.gaps[record.gap.reason] = (entry.gaps[record.gap.reason] ?? 0) + 1;
  }
  return [...access.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
