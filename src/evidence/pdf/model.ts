/** What the PDF shows, as plain words and numbers: the template only lays it out. Pure. */
import type { Reconciliation } from '../../model/audit.ts';
import { checkParts } from '../controls/check-part.ts';
import { cut } from '../cut.ts';
import { balanceOf, loadWording, type ReportInput, reportWords } from '../report-words.ts';
import { checkCatalogue } from './check-catalogue.ts';
import { controlSheets } from './control-sheets.ts';
import { coverageMatrix } from './coverage-matrix.ts';
import { evidenceList } from './evidence-list.ts';
import { exceptionRegister } from './exception-register.ts';
import { frameworkSections } from './framework-sections.ts';
import { lifeSections } from './life-sections.ts';
import { cellName } from './line.ts';
import { renderable } from './renderable.ts';
import { trailSheets } from './trail-sheets.ts';

/** More rows than this make a PDF that nobody can open; the files have them all. */
const MOST_ROWS = 5_000;
const TRAILS_ON_FIRST_PAGE = 5;
const GRAVEST = 4;

interface Attachment {
  readonly path: string;
  readonly mime: string;
  readonly description: string;
}

export interface PdfInput extends ReportInput {
  readonly attachments: readonly Attachment[];
}

export function reportModel(input: PdfInput, most = MOST_ROWS) {
  const { audit, index, history } = input;
  const words = loadWording();
  const { lives, ...said } = reportWords(input, cellName);
  const exceptions = exceptionRegister(audit, history, most);
  const accounts = cut(audit.population.accounts, most);
  const evidence = evidenceList(index, most);
  return {
    ...said,
    trails: trailSheets(audit, index, said.trails),
    'trails-shown': said.trails.slice(0, TRAILS_ON_FIRST_PAGE),
    'trails-more': Math.max(0, said.trails.length - TRAILS_ON_FIRST_PAGE),
    reconciliation: [
      { what: 'accounts', ...numbersOf(audit.reconciliation.accounts) },
      { what: 'accounts and regions', ...numbersOf(audit.reconciliation.accountRegions) },
    ],
    balance: balanceOf(audit),
    accounts: accounts.rows.map(account => ({
      id: account.accountId,
      name: cellName(account.name ?? ''),
      state: account.state ?? '',
      disposition: account.disposition,
      reason: account.reason ?? '',
    })),
    'accounts-more': accounts.more,
    'names-cut': accounts.rows.some(({ name }) => name && cellName(name) !== renderable(name)),
    coverage: coverageMatrix(audit.coverage, most),
    frameworks: frameworkSections(audit),
    'frameworks-note': words.frameworksNote,
    controls: controlSheets(audit, checkParts(audit, index, history), words),
    'controls-note': words.controlsNote,
    reperform: [words.control.reperform, words.fewCalls].join(' '),
    exceptions: exceptions.sections,
    'exceptions-more': exceptions.more,
    gravest: exceptions.sections
      .slice(0, GRAVEST)
      .map(({ check, title, severity, count }) => ({ check, title, severity, count })),
    'gravest-more': Math.max(0, exceptions.sections.length - GRAVEST),
    ...lifeSections(lives, index, most),
    catalogue: checkCatalogue(audit.checks),
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
    attachments: input.attachments.map(({ path, mime, description }) => ({ path, mime, description })),
  };
}

function numbersOf({ expected, evaluated, excluded, notEvaluable }: Reconciliation) {
  return { expected, evaluated, excluded, notEvaluable };
}
