/** `evaluations.csv`: every judgement for a spreadsheet, passes included. */
import type { Audit } from '../../model/audit.ts';
import { judgedResults, statusWord } from '../evaluations.ts';
import { csvLines } from './csv.ts';
import type { ContentFile } from './file.ts';

const header = [
  'evaluation_id',
  'finding_id',
  'check',
  'severity',
  'status',
  'account',
  'region',
  'kind',
  'resource',
  'note',
];

export function evaluationCsv(audit: Audit): ContentFile {
  const rows = judgedResults(audit).map(({ result, evaluationId, findingId }) => {
    const { check, severity, subject, verdict } = result;
    const { accountId, region, kind, id } = subject;
    return [
      evaluationId,
      findingId,
      check,
      severity,
      statusWord(verdict),
      accountId,
      region,
      kind,
      id,
      verdict.note,
    ];
  });
  return { path: 'evaluations.csv', content: () => csvLines(header, rows) };
}
