/** What every report says of an audit, the PDF and the page in the same words. Pure. */
import { accountLabel } from '../aws/scopes.ts';
import { countsSentence } from '../evaluate/counts.ts';
import { noTrailsSentence } from '../evaluate/no-trails.ts';
import { scoreSentence } from '../evaluate/score.ts';
import type { Audit, ItemStatus, RegionReconciliation } from '../model/audit.ts';
import { canonical } from '../model/json.ts';
import type { EvidenceIndex } from '../snapshot/index.ts';
import { failuresBySeverity } from './counts.ts';
import { documentModel } from './document-model.ts';
import { type Exit, exitReasons } from './exit.ts';
import { gapGroups, unreadNotes } from './gaps.ts';
import { headlineOf } from './headline.ts';
import { type History, historySentences } from './history.ts';
import { narrowing, notCounted } from './left-out.ts';
import { lifeLists } from './life-lists.ts';
import { readTemplate } from './templates.ts';

export interface ReportInput {
  readonly audit: Audit;
  readonly index: EvidenceIndex;
  readonly exit: Exit;
  readonly factsSha256: string;
  readonly history: History;
}

/** wording.json */
export interface Wording {
  readonly title: string;
  readonly reliance: readonly { readonly title: string; readonly text: string }[];
  readonly limits: readonly string[];
  readonly control: {
    readonly limits: string;
    readonly conclusion: string;
    readonly practitioner: string;
    readonly reperform: string;
    readonly wording: string;
  };
  readonly evidenceNote: string;
  readonly frameworksNote: string;
  readonly controlsNote: string;
  readonly fewCalls: string;
}

export function loadWording(): Wording {
  return readTemplate<Wording>('wording.json');
}

export const itemWords: Record<ItemStatus, string> = {
  met: 'met',
  'not-met': 'not met',
  unknown: 'unknown',
  'not-applicable': 'not applicable',
  'not-assessed': 'not assessed',
};

export type ReportWords = ReturnType<typeof reportWords>;

/** `shownName`: as much of an account's name as a cell of that report can bear. */
export function reportWords(
  { audit, index, exit, factsSha256, history }: ReportInput,
  shownName?: (name: string) => string,
) {
  const { population, totals } = audit;
  const labelOf = (accountId: string): string => accountLabel(population, accountId, shownName);
  const { title, reliance, limits } = loadWording();
  return {
    title,
    ...documentModel(audit, factsSha256),
    headline: headlineOf(audit),
    statements: [...statementsOf(audit, exit), ...historySentences(history, audit)],
    counted: countsSentence(totals),
    trails: audit.scorecards.map(card => ({
      name: card.trail.name,
      owner: `${labelOf(card.trail.accountId ?? '')} ${card.trail.region ?? ''}`,
      records: card.organizationTrail
        ? `${card.accounts.length} accounts of the organization`
        : 'its own account',
      bucket: card.bucket ?? 'none',
      key: card.key ?? 'none',
      score: scoreSentence(card.score),
      items: card.items.map(item => ({
        id: item.id,
        title: item.title,
        status: item.status,
        word: itemWords[item.status],
        note: item.note,
      })),
    })),
    'no-trails': noTrailsSentence(audit),
    severities: Object.entries(failuresBySeverity(audit))
      .map(([level, count]) => ({ level, count }))
      .reverse(),
    totals: { unknown: totals.unknown },
    reliance,
    limits,
    unread: gapGroups(audit, index).map(group => ({
      permission: group.permission,
      code: group.code,
      where: `${labelOf(group.accountId)} ${group.regions.join(', ')}`,
      verdicts: group.verdicts,
    })),
    'unread-notes': unreadNotes(audit, index),
    lives: lifeLists(history.lives, audit),
    parameters: parametersOf(audit),
  };
}

function statementsOf(audit: Audit, exit: Exit): readonly string[] {
  const narrowed = narrowing(audit);
  return [
    ...(narrowed === null ? [] : [narrowed]),
    `The audit ended with exit code ${exit.code}: ${exitReasons(exit, audit)}.`,
    ...balanceOf(audit),
    ...(audit.complete ? [] : ['The run was stopped before every question was asked.']),
  ];
}

export function balanceOf({ reconciliation }: Audit): readonly string[] {
  const { accounts, accountRegions } = reconciliation;
  return [
    accounts.balances
      ? 'The accounts add up.'
      : 'The accounts do not add up: their list could not be read to its end.',
    regionsAddUp(accountRegions),
  ];
}

function regionsAddUp(accountRegions: RegionReconciliation): string {
  const missing = notCounted(accountRegions);
  const also = missing === null ? '' : `; ${missing}`;
  if (!accountRegions.balances) {
    return `The accounts and regions do not add up: the regions of accounts that could not be looked into are not known${also}.`;
  }
  return `The accounts and regions${missing === null ? '' : ' that were to be looked into'} add up${also}.`;
}

function parametersOf({ snapshot, population }: Audit) {
  const { parameters, selection, caller } = snapshot;
  const excluded = [...selection.excludedAccounts, ...selection.excludedRegions];
  const alone = [
    { name: 'Accounts, these alone', value: selection.accounts.join(', ') },
    { name: 'Regions, these alone', value: selection.regions.join(', ') },
  ];
  return [
    { name: 'Caller', value: caller.arn },
    { name: 'Organization read from', value: population.organization?.readFrom ?? 'no organization' },
    // In one order, whether they come from the configuration or from a stored snapshot.
    ...Object.entries(parameters)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name, value: canonical(value) })),
    ...alone.filter(({ value }) => value !== ''),
    ...excluded.map(({ id, reason }) => ({ name: `Excluded ${id}`, value: reason })),
  ];
}
