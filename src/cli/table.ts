/** The audit for people: one scorecard for each trail, what could not be seen and why, and what to do next. */

import { accountLabel } from '../aws/scopes.ts';
import { countsSentence } from '../evaluate/counts.ts';
import { noTrailsSentence } from '../evaluate/no-trails.ts';
import { scoreSentence } from '../evaluate/score.ts';
import { failuresBySeverity } from '../evidence/counts.ts';
import { whoseOf } from '../evidence/document-model.ts';
import { type Judged, judgedResults } from '../evidence/evaluations.ts';
import { type Exit, exitReasons } from '../evidence/exit.ts';
import { gapGroups } from '../evidence/gaps.ts';
import { type History, historySentences } from '../evidence/history.ts';
import { narrowing, notCounted } from '../evidence/left-out.ts';
import type { Audit, ItemStatus, Reconciliation, Scorecard, ScorecardItem } from '../model/audit.ts';
import { gravestFirst, severities } from '../model/check.ts';
import { placeOf } from '../model/subject.ts';
import type { EvidenceSource } from '../snapshot/index.ts';
import { frameworkSection } from './framework-table.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { column, cut, wrap } from './wrap.ts';

export interface TableOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly folder: string | undefined;
  /** What stands in the folder: a whole bundle, if nothing is said. */
  readonly written?: 'bundle' | 'judgements' | undefined;
  /** Left out: nothing came before, and nothing was accepted. */
  readonly history?: History;
  /** Frameworks were named: what is not met of them is listed. */
  readonly named?: boolean;
}

const marks: Record<ItemStatus, { mark: string; word: string }> = {
  met: { mark: '✓', word: 'met' },
  'not-met': { mark: '✗', word: 'not met' },
  unknown: { mark: '?', word: 'unknown' },
  'not-applicable': { mark: '–', word: 'not applicable' },
  'not-assessed': { mark: '·', word: 'not assessed' },
};

export function table(audit: Audit, source: EvidenceSource, exit: Exit, options: TableOptions): string {
  const sections = [
    heading(audit, options),
    ...audit.scorecards.map(card => scorecard(card, audit, options)),
    ...(audit.scorecards.length === 0 ? [noTrailsSentence(audit)] : []),
    findings(audit, options),
    historyLines(audit, options),
    unread(audit, source, options),
    frameworkSection(audit, options.paint, options.width, options.named === true),
    closing(audit, exit, options),
  ];
  return `\n${sections.filter(section => section !== '').join('\n\n')}\n`;
}

function heading(audit: Audit, { paint, width }: TableOptions): string {
  const { reconciliation, snapshot } = audit;
  const missing = notCounted(reconciliation.accountRegions);
  const lines = [
    `${paint.bold('Trailproof')}  ${printable(whoseOf(audit))}  ${snapshot.takenAt}  run ${snapshot.runId}`,
    balance('accounts', reconciliation.accounts),
    balance('account-regions', reconciliation.accountRegions),
    ...(missing === null ? [] : [`  ${missing}`]),
  ];
  return lines.map(line => cut(line, width + 20)).join('\n');
}

function balance(what: string, r: Reconciliation): string {
  const sum = `${r.expected} ${what} = ${r.evaluated} evaluated + ${r.excluded} excluded + ${r.notEvaluable} not evaluable`;
  return r.balances ? sum : `${sum}, and more that could not be counted`;
}

function scorecard(card: Scorecard, audit: Audit, { paint, width }: TableOptions): string {
  const owner = accountLabel(audit.population, card.trail.accountId ?? '');
  const kind = card.organizationTrail
    ? `organization trail, records ${card.accounts.length} accounts`
    : 'records its own account';
  const title = `${printable(card.trail.name, 60)}  ${printable(owner, 60)} ${card.trail.region ?? ''}  ${kind}`;
  const glance = card.items
    .map(item => `${item.id}${painted(item.status, marks[item.status].mark, paint)}`)
    .join(' ');
  const items = card.items.flatMap(item => itemLines(item, paint, width));
  return [
    paint.bold(cut(title, width)),
    `${glance}  ${paint.bold(scoreSentence(card.score))}`,
    ...items,
  ].join('\n');
}

function itemLines(item: ScorecardItem, paint: Paint, width: number): string[] {
  const { mark, word } = marks[item.status];
  const head = `  ${column(item.id, 3)} ${painted(item.status, `${mark} ${column(word, 14)}`, paint)} ${item.title}`;
  const explained = item.status !== 'met' && item.status !== 'not-applicable';
  return explained ? [head, paint.dim(wrap(printable(item.note, 400), width, '        '))] : [head];
}

function painted(status: ItemStatus, text: string, paint: Paint): string {
  if (status === 'met') return paint.green(text);
  if (status === 'not-met') return paint.red(text);
  if (status === 'unknown') return paint.yellow(text);
  return paint.dim(text);
}

const FINDINGS_SHOWN = 12;

function findings(audit: Audit, { paint, width, folder, history }: TableOptions): string {
  const failed = judgedResults(audit)
    .filter(({ result }) => result.verdict.status === 'fail')
    .toSorted((a, b) => gravestFirst(a.result.severity, b.result.severity));
  if (failed.length === 0) return '';
  const counts = Object.entries(failuresBySeverity(audit))
    .map(([level, count]) => `${count} ${level}`)
    .reverse();
  const shown = failed.slice(0, FINDINGS_SHOWN).map(judged => findingLine(judged, history, width));
  const more = failed.length - shown.length;
  const where = folder === undefined ? 'with --format ndjson' : 'in findings.ndjson';
  return [
    paint.bold(`Findings: ${failed.length} (${counts.join(', ')})`),
    ...shown,
    ...(more > 0 ? [`  and ${more} more ${where}`] : []),
  ].join('\n');
}

function findingLine({ result, findingId }: Judged, history: History | undefined, width: number): string {
  const { check, severity, subject } = result;
  const words = history === undefined ? '' : lifeWords(findingId, history);
  const what = `${words}${printable(subject.name, 60)}  ${placeOf(subject)}`;
  return cut(`  ${column(severity, 8)} ${column(check, 33)} ${what}`, width);
}

/** New or reopened, where that means something; waived, or waived no more. */
function lifeWords(findingId: string, { inputs, lifeOf, applied }: History): string {
  const state = lifeOf.get(findingId)?.state;
  const waived = applied.dispositions.get(findingId);
  return [
    ...(inputs.earlier !== null && (state === 'new' || state === 'reopened') ? [state] : []),
    ...(waived === undefined
      ? []
      : [waived.type === 'waived' ? `waived until ${waived.waiver.expires}` : 'waiver EXPIRED']),
  ]
    .map(word => `${word}: `)
    .join('');
}

/** What changed since the run before, and which waivers hold no more. */
function historyLines(audit: Audit, { history, paint, width }: TableOptions): string {
  const sentences = history === undefined ? [] : historySentences(history, audit);
  return sentences
    .map(sentence => wrap(printable(sentence, 500), width))
    .map(text => (text.startsWith('EXPIRED') ? paint.red(text) : text))
    .join('\n');
}

function unread(audit: Audit, source: EvidenceSource, { paint, width }: TableOptions): string {
  const { unknown } = audit.totals;
  if (unknown === 0) return '';
  const lines = gapGroups(audit, source).map(({ permission, code, accountId, regions, verdicts }) => {
    const account = printable(accountLabel(audit.population, accountId), 60);
    const where = regions.length === 1 ? `${account} ${regions[0]}` : `${account}, ${regions.length} regions`;
    return cut(`  ${String(verdicts).padStart(5)}  ${permission} ${code} in ${where}`, width);
  });
  const explained = new Set(
    audit.results.filter(r => r.verdict.status === 'unknown' && r.verdict.gaps.length > 0),
  ).size;
  const rest = unknown - explained;
  const read = rest === 1 ? '1 although everything was read' : `${rest} although everything was read`;
  return [
    paint.bold(`Unknown: ${unknown} ${unknown === 1 ? 'verdict' : 'verdicts'}`),
    ...(lines.length > 0
      ? [`  ${explained} because these calls were not answered, by how many verdicts hang on each`]
      : []),
    ...lines,
    ...(rest > 0 ? [`  ${read}; their notes say why`] : []),
  ].join('\n');
}

const contents = {
  bundle: 'report.html, summary.json, findings.ndjson, snapshot/ and more; manifest.json lists it all.',
  judgements:
    'summary.json, evaluations.ndjson, findings.ndjson. That is no bundle; trailproof export makes one.',
} as const;

function closing(audit: Audit, exit: Exit, { paint, width, folder, written }: TableOptions): string {
  const narrowed = narrowing(audit);
  const lines = [
    ...(narrowed === null ? [] : [narrowed]),
    countsSentence(audit.totals),
    `Exit code ${exit.code}: ${exitReasons(exit, audit)}.`,
    ...(folder === undefined ? [] : [`Written to ${folder}: ${contents[written ?? 'bundle']}`]),
    `${paint.bold('Next')}  ${nextStep(audit)}`,
  ];
  return lines.map(line => wrap(line, width)).join('\n');
}

function nextStep(audit: Audit): string {
  const worst = [...severities]
    .reverse()
    .flatMap(level => audit.results.filter(r => r.severity === level && r.verdict.status === 'fail'))[0];
  if (worst) return `trailproof checks ${worst.check} says why it matters and how to mend it.`;
  const unread = audit.results.some(r => r.verdict.status === 'unknown' && r.verdict.gaps.length > 0);
  if (unread) return 'Grant the permissions named above to the audit role and run again.';
  if (audit.totals.unknown > 0) return 'trailproof audit --format ndjson says what is unknown, and why.';
  return 'Keep the evidence, and run it again tomorrow.';
}
