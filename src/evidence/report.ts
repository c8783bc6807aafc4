/** The files that are made from an audit, in one list: what is written, and what a replay makes again and compares. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Audit } from '../model/audit.ts';
import type { EvidenceIndex, EvidenceSource } from '../snapshot/index.ts';
import { contentFiles } from './content/content-files.ts';
import { checkParts } from './controls/check-part.ts';
import { createSheets, type Named, nameOf } from './controls/control-sheet.ts';
import { evaluationLines } from './evaluations.ts';
import type { Exit } from './exit.ts';
import { factsSha256 } from './facts.ts';
import { findingLines } from './findings.ts';
import { formatFiles } from './formats/index.ts';
import { firstRun, type History } from './history.ts';
import { historyFiles } from './history-files.ts';
import { renderHtml } from './html/report-html.ts';
import { controlPdfs } from './pdf/control-pdf.ts';
import type { Renderer } from './pdf/render.ts';
import { pdfFile } from './pdf/report-pdf.ts';
import { readmeText } from './readme.ts';
import { summaryText } from './summary.ts';

/** A file made of an audit, its evidence and its history, and nothing else: the same give the same bytes. */
export interface ReportFile {
  readonly path: string;
  /** Text or bytes, made anew each time. */
  pieces(): Pieces;
}

export type Pieces = Iterable<string | Uint8Array>;

/** The summary last: a folder with a summary is a whole report. */
export function reportFiles(
  audit: Audit,
  source: EvidenceSource,
  exit: Exit,
  history: History = firstRun(audit),
): readonly ReportFile[] {
  return [
    { path: 'evaluations.ndjson', pieces: () => batches(evaluationLines(audit)) },
    { path: 'findings.ndjson', pieces: () => batches(findingLines(audit, source, history)) },
    { path: 'summary.json', pieces: () => [summaryText(audit, source, exit, history)] },
  ];
}

export interface BundleOptions {
  /** What sets the PDFs; null: there are none. */
  readonly renderer: Renderer | null;
  /** Requirements that get a PDF of their own; every one has its sheet as data. */
  readonly controls?: readonly Named[];
  /** Left out: nothing came before, and nothing was accepted. */
  readonly history?: History;
}

/** What a bundle has beside its snapshot and its seal. */
export function bundleFiles(
  audit: Audit,
  index: EvidenceIndex,
  exit: Exit,
  { renderer, controls = [], history = firstRun(audit) }: BundleOptions,
): readonly ReportFile[] {
  const facts = factsSha256(audit, index);
  const sheetOf = createSheets(audit, checkParts(audit, index, history));
  const input = { audit, index, exit, factsSha256: facts, history };
  const contents = [
    ...contentFiles(audit, index, {
      renderer: renderer?.name ?? null,
      controls: renderer === null ? [] : controls.map(nameOf),
      history,
      sheetOf,
    }),
    ...historyFiles(audit, history),
    ...formatFiles(audit, index, { lives: history.lives, dispositions: history.applied.dispositions }),
  ];
  return [
    { path: 'README.txt', pieces: () => [readmeText(audit, renderer !== null)] },
    ...contents.map(({ path, content }) => ({
      path,
      pieces: () => (typeof content === 'string' ? [content] : batches(content())),
    })),
    ...(renderer === null
      ? []
      : [pdfFile(input, renderer), ...controlPdfs(audit, facts, renderer, controls, sheetOf)]),
    { path: 'report.html', pieces: () => [renderHtml(input)] },
    ...reportFiles(audit, index, exit, history),
  ];
}

export function writeReport(folder: string, files: readonly ReportFile[]): void {
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    // Hundreds of small files, each faster written than a stream is set up.
    const part = openSync(`${path}.part`, 'w');
    let isWhole = false;
    try {
      for (const piece of file.pieces()) writeFileSync(part, piece);
      isWhole = true;
    } finally {
      closeSync(part);
      if (!isWhole) rmSync(`${path}.part`);
    }
    renameSync(`${path}.part`, path);
  }
}

/** UTF-16 units: enough that writing costs nothing, and small enough that V8 frees them as it goes. */
const AT_ONCE = 64 * 1024;

function* batches(lines: Iterable<string>): Generator<string> {
  let batch = '';
  for (const line of lines) {
    batch += `${line}\n`;
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}
