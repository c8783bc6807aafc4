/** `controls/`: an index of every requirement of every framework, and a sheet for each as data. */
import type { Audit } from '../../model/audit.ts';
import { namedControls, type Sheets, sheetPath } from '../controls/control-sheet.ts';
import { csvLines } from './csv.ts';
import { type ContentFile, lazyJsonFile } from './file.ts';

export function controlFiles(audit: Audit, sheetOf: Sheets): ContentFile[] {
  const all = namedControls(audit);
  return [
    {
      path: 'controls/index.csv',
      content: () =>
        csvLines(
          ['framework', 'version', 'requirement', 'title', 'evidence', 'note', 'checks'],
          all.map(({ outcome, control }) => [
            outcome.framework.id,
            outcome.framework.version,
            control.control.id,
            control.control.title,
            control.status,
            control.note,
            control.checks.map(({ mapping }) => `${mapping.check} (${mapping.strength})`).join('; '),
          ]),
        ),
    },
    ...all.map(named => lazyJsonFile(`${sheetPath(named)}.json`, () => sheetOf(named))),
  ];
}
