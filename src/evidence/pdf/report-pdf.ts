/** `report.pdf`: archival, with the summary and the register of exceptions inside as data. */
import type { Audit } from '../../model/audit.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { exceptionsCsv } from '../content/exception-files.ts';
import { textOf } from '../content/file.ts';
import type { Exit } from '../exit.ts';
import type { ReportFile } from '../report.ts';
import { summaryText } from '../summary.ts';
import { reportModel } from './model.ts';
import { type Renderer, renderedBy } from './render.ts';

export function pdfFile(
  audit: Audit,
  index: EvidenceIndex,
  exit: Exit,
  factsSha256: string,
  renderer: Renderer,
): ReportFile {
  return { path: 'report.pdf', pieces: () => pieces(audit, index, exit, factsSha256, renderer) };
}

async function* pieces(
  audit: Audit,
  index: EvidenceIndex,
  exit: Exit,
  factsSha256: string,
  renderer: Renderer,
): AsyncGenerator<Uint8Array> {
  const attachments = [
    {
      path: '/summary.json',
      mime: 'application/json',
      description: 'The summary of the audit as data',
      bytes: Buffer.from(summaryText(audit, index, exit)),
    },
    {
      path: '/exceptions.csv',
      mime: 'text/csv',
      description: 'Every failure and every unknown',
      bytes: Buffer.from(textOf(exceptionsCsv(audit))),
    },
  ];
  const model = reportModel({ audit, index, exit, factsSha256, attachments });
  yield await renderedBy(renderer, { template: 'report.typ', model, attachments, standard: 'a-3a' });
}
