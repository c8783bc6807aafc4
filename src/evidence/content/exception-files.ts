/** `exceptions/`: every failure and every unknown, as a spreadsheet and as data. */
import type { Audit } from '../../model/audit.ts';
import { judgedResults, statusWord } from '../evaluations.ts';
import { csvLines } from './csv.ts';
import { type ContentFile, jsonFile } from './file.ts';

export function exceptionFiles(audit: Audit): ContentFile[] {
  const open = judgedResults(audit).filter(({ result: { verdict } }) =>
    ['fail', 'unknown'].includes(verdict.status),
  );
  const rows = open.map(({ result, check, findingId }) => ({
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
  return [
    {
      path: 'exceptions/exceptions.csv',
      content: () =>
        csvLines(
          header,
          rows.map(row => header.map(name => row[name])),
        ),
    },
    jsonFile('exceptions/exceptions.json', rows),
  ];
}
