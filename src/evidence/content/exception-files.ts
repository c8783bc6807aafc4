/** `exceptions/`: every failure and every unknown, as a spreadsheet and as data. */

import type { Audit } from '../../model/audit.ts';
import { isOpen } from '../../model/verdict.ts';
import { judgedResults, statusWord } from '../evaluations.ts';
import { csvLines } from './csv.ts';
import { type ContentFile, jsonFile } from './file.ts';

const header = [
  'finding_id',
  'status',
  'severity',
  'check',
  'title',
  'account',
  'region',
  'resource',
  'note',
  'remediation',
] as const;

export function exceptionFiles(audit: Audit): ContentFile[] {
  return [exceptionsCsv(audit), jsonFile('exceptions/exceptions.json', rowsOf(audit))];
}

/** The register that the PDF carries inside as well. */
export function exceptionsCsv(audit: Audit): ContentFile {
  const cells = () => rowsOf(audit).map(row => header.map(name => row[name]));
  return { path: 'exceptions/exceptions.csv', content: () => csvLines(header, cells()) };
}

function rowsOf(audit: Audit) {
  const open = judgedResults(audit).filter(({ result }) => isOpen(result.verdict));
  return open.map(({ result, check, findingId }) => ({
    finding_id: findingId,
    status: statusWord(result.verdict),
    severity: result.severity,
    check: result.check,
    title: check.title,
    account: result.subject.accountId,
    region: result.subject.region,
    resource: result.subject.id,
    note: result.verdict.note,
    remediation: check.fix,
  }));
}
