/** `exceptions/`: every failure and every unknown, as a spreadsheet and as data. */

import type { Audit } from '../../model/audit.ts';
import { isOpen } from '../../model/verdict.ts';
import { judgedResults, statusWord } from '../evaluations.ts';
import type { History } from '../history.ts';
import { dispositionLine } from '../waivers.ts';
import { csvLines } from './csv.ts';
import { type ContentFile, lazyJsonFile } from './file.ts';

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
  'state',
  'first_seen',
  'last_seen',
  'disposition',
  'owner',
  'expires',
  'remediation',
] as const;

export function exceptionFiles(audit: Audit, history: History): ContentFile[] {
  return [
    exceptionsCsv(audit, history),
    lazyJsonFile('exceptions/exceptions.json', () => rowsOf(audit, history)),
  ];
}

/** The register that the PDF carries inside as well. */
export function exceptionsCsv(audit: Audit, history: History): ContentFile {
  const cells = () => rowsOf(audit, history).map(row => header.map(name => row[name]));
  return { path: 'exceptions/exceptions.csv', content: () => csvLines(header, cells()) };
}

function rowsOf(audit: Audit, { lifeOf, applied }: History) {
  const open = judgedResults(audit).filter(({ result }) => isOpen(result.verdict));
  return open.map(({ result, check, findingId }) => {
    const life = lifeOf.get(findingId);
    const accepted = dispositionLine(applied.dispositions.get(findingId));
    return {
      finding_id: findingId,
      status: statusWord(result.verdict),
      severity: result.severity,
      check: result.check,
      title: check.title,
      account: result.subject.accountId,
      region: result.subject.region,
      resource: result.subject.id,
      note: result.verdict.note,
      state: life?.state ?? null,
      first_seen: life?.first_seen ?? null,
      last_seen: life?.last_seen ?? null,
      disposition: accepted?.type ?? null,
      owner: accepted?.owner ?? null,
      expires: accepted?.expires ?? null,
      remediation: check.fix,
    };
  });
}
