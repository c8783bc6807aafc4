/** `report.pdf`: archival, with the summary and the register of exceptions inside as data. */
import { exceptionsCsv } from '../content/exception-files.ts';
import { textOf } from '../content/file.ts';
import type { ReportFile } from '../report.ts';
import { summaryText } from '../summary.ts';
import { type PdfInput, reportModel } from './model.ts';
import type { Renderer } from './render.ts';

export function pdfFile(input: Omit<PdfInput, 'attachments'>, renderer: Renderer): ReportFile {
  return { path: 'report.pdf', pieces: () => [renderedReport(input, renderer)] };
}

function renderedReport(input: Omit<PdfInput, 'attachments'>, renderer: Renderer): Uint8Array {
  const { audit, index, exit, history } = input;
  const attachments = [
    {
      path: '/summary.json',
      mime: 'application/json',
      description: 'The summary of the audit as data',
      bytes: Buffer.from(summaryText(audit, index, exit, history)),
    },
    {
      path: '/exceptions.csv',
      mime: 'text/csv',
      description: 'Every failure and every unknown',
      bytes: Buffer.from(textOf(exceptionsCsv(audit, history))),
    },
  ];
  const model = reportModel({ ...input, attachments });
  return renderer.render({ template: 'report.typ', model, attachments, standard: 'a-3a' });
}
