/** What the PDF shows, as plain words and numbers: the template only lays it out. Pure. */
import { accountLabel } from '../../aws/scopes.ts';
import { countsSentence } from '../../evaluate/counts.ts';
import { noTrailsSentence } from '../../evaluate/no-trails.ts';
import { scoreSentence } from '../../evaluate/scorecards.ts';
import type { Audit, ItemStatus, Reconciliation } from '../../model/audit.ts';
import { severities } from '../../model/check.ts';
import { canonical } from '../../model/json.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { type Exit, exitReasons, isIncomplete } from '../exit.ts';
import { gapGroups, unreadNotes } from '../gaps.ts';
import { firstRun, type History, historySentences } from '../history.ts';
import { readTemplate } from '../templates.ts';
import { controlSheets } from './control-sheets.ts';
import { coverageMatrix } from './coverage-matrix.ts';
import { cut } from './cut.ts';
import { documentModel } from './document-model.ts';
import { evidenceList } from './evidence-list.ts';
import { exceptionRegister } from './exception-register.ts';
import { frameworkSections } from './framework-sections.ts';

/** More rows than this make a PDF that nobody can open; the files have them all. */
const MOST_ROWS = 5_000;
const TRAILS_ON_FIRST_PAGE = 8;

export interface Attachment {
  readonly path: string;
  readonly mime: string;
  readonly description: string;
}

export interface ReportInput {
  readonly audit: Audit;
  readonly index: EvidenceIndex;
  readonly exit: Exit;
  readonly factsSha256: string;
  /** Left out: nothing came before, and nothing was accepted. */
  readonly history?: History;
  readonly attachments: readonly Attachment[];
}

export interface Wording {
  readonly title: string;
  readonly reliance: readonly { readonly title: string; readonly text: string }[];
  readonly limits: readonly string[];
  readonly control: { readonly limits: string };
  readonly evidenceNote: string;
  readonly frameworksNote: string;
  readonly controlsNote: string;
}

export const itemWords: Record<ItemStatus, string> = {
  met: 'met',
  'not-met': 'not met',
  unknown: 'unknown',
  'not-applicable': 'not applicable',
  'not-assessed': 'not assessed',
};

export function reportModel(input: ReportInput, most = MOST_ROWS) {
  const { audit, index, history = firstRun(input.audit) } = input;
  const { population, totals } = audit;
  const words = readTemplate<Wording>('wording.json');
  const exceptions = exceptionRegister(audit, history, most);
  const accounts = cut(population.accounts, most);
  const evidence = evidenceList(index, most);
  const trails = audit.scorecards.map(card => ({
    name: card.trail.name,
    owner: `${accountLabel(population, card.trail.accountId ?? '')} ${card.trail.region ?? ''}`,
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
  }));
  return {
    title: words.title,
    ...documentModel(audit, input.factsSha256),
    headline: headlineOf(audit),
    statements: [...statementsOf(audit, input.exit), ...historySentences(history, audit)],
    counted: countsSentence(totals),
    trails,
    'no-trails': noTrailsSentence(audit),
    'trails-shown': trails.slice(0, TRAILS_ON_FIRST_PAGE),
    'trails-more': Math.max(0, trails.length - TRAILS_ON_FIRST_PAGE),
    severities: [...severities].reverse().map(level => ({
      level,
      count: audit.results.filter(r => r.severity === level && r.verdict.status === 'fail').length,
    })),
    totals: { unknown: totals.unknown },
    reliance: words.reliance,
    reconciliation: [
      { what: 'accounts', ...numbersOf(audit.reconciliation.accounts) },
      { what: 'accounts and regions', ...numbersOf(audit.reconciliation.accountRegions) },
    ],
    balance: balanceOf(audit),
    accounts: accounts.rows.map(account => ({
      id: account.accountId,
      name: account.name ?? '',
      state: account.state ?? '',
      disposition: account.disposition,
      reason: account.reason ?? '',
    })),
    'accounts-more': accounts.more,
    coverage: coverageMatrix(audit.coverage, most),
    frameworks: frameworkSections(audit),
    'frameworks-note': words.frameworksNote,
    controls: controlSheets(audit, index, history, words),
    'controls-note': words.controlsNote,
    exceptions: exceptions.sections,
    'exceptions-more': exceptions.more,
    unread: gapGroups(audit, index).map(group => ({
      permission: group.permission,
      code: group.code,
      where: `${accountLabel(population, group.accountId)} ${group.regions.join(', ')}`,
      verdicts: group.verdicts,
    })),
    'unread-notes': unreadNotes(audit, index),
    parameters: parametersOf(audit),
    evidence: evidence.lines,
    'evidence-head': evidence.head,
    'evidence-more': evidence.more,
    'evidence-note': words.evidenceNote,
    verify: [
      {
        command: 'trailproof verify BUNDLE',
        text: 'Every hash, the signature, and that no file is missing or added.',
      },
      {
        command: 'trailproof replay BUNDLE',
        text: 'Judges the stored answers again and compares every verdict.',
      },
      {
        command: 'sha256sum report.pdf',
        text: 'By hand: compare with the line of that file in manifest.json; README.txt has the rest.',
      },
    ],
    limits: words.limits,
    attachments: input.attachments.map(({ path, mime, description }) => ({ path, mime, description })),
  };
}

function headlineOf(audit: Audit): string {
  const { scorecards, totals } = audit;
  const worst = scorecards.filter(card => card.score.notMet > 0).length;
  if (scorecards.length === 0) return noTrailsSentence(audit);
  if (totals.fail === 0 && totals.unknown === 0) {
    return isIncomplete(audit)
      ? 'Nothing that was assessed fails, and the audit is incomplete.'
      : 'Everything that was assessed is as it should be.';
  }
  const trails =
    worst > 0
      ? `${worst} of ${scorecards.length} trails do not meet the production checklist`
      : `No trail fails an item of the production checklist; there are ${totals.fail} other findings`;
  if (totals.unknown === 0) return `${trails}.`;
  return `${trails}; ${totals.unknown === 1 ? '1 verdict is' : `${totals.unknown} verdicts are`} unknown.`;
}

function statementsOf(audit: Audit, exit: Exit): readonly string[] {
  return [
    `The audit ended with exit code ${exit.code}: ${exitReasons(exit, audit)}.`,
    ...balanceOf(audit),
    ...(audit.complete ? [] : ['The run was stopped before every question was asked.']),
  ];
}

function balanceOf({ reconciliation }: Audit): readonly string[] {
  const { accounts, accountRegions } = reconciliation;
  return [
    accounts.balances
      ? 'The accounts add up.'
      : 'The accounts do not add up: their list could not be read to its end.',
    accountRegions.balances
      ? 'The accounts and regions add up.'
      : 'The accounts and regions do not add up: the regions of accounts that could not be looked into are not known.',
  ];
}

function numbersOf({ expected, evaluated, excluded, notEvaluable }: Reconciliation) {
  return { expected, evaluated, excluded, notEvaluable };
}

function parametersOf({ snapshot, population }: Audit) {
  const { parameters, selection, caller } = snapshot;
  const excluded = [...selection.excludedAccounts, ...selection.excludedRegions];
  return [
    { name: 'Caller', value: caller.arn },
    { name: 'Organization read from', value: population.organization?.readFrom ?? 'no organization' },
    // In one order, whether they come from the configuration or from a stored snapshot.
    ...Object.entries(parameters)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name, value: canonical(value) })),
    ...excluded.map(({ id, reason }) => ({ name: `Excluded ${id}`, value: reason })),
  ];
}
