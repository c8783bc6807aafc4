/** The files of a bundle that are data for people and scripts, in one fixed order. */
import type { Audit } from '../../model/audit.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import type { Sheets } from '../controls/control-sheet.ts';
import type { History } from '../history.ts';
import { controlFiles } from './control-files.ts';
import { evaluationCsv } from './evaluation-csv.ts';
import { exceptionFiles } from './exception-files.ts';
import type { ContentFile } from './file.ts';
import { type Provenance, provenanceFiles } from './provenance-files.ts';
import { rawIndex } from './raw-index.ts';
import { scopeFiles } from './scope-files.ts';
import { trailFiles } from './trail-files.ts';

export function contentFiles(
  audit: Audit,
  index: EvidenceIndex,
  { history, sheetOf, ...provenance }: Provenance & { readonly history: History; readonly sheetOf: Sheets },
): readonly ContentFile[] {
  return [
    evaluationCsv(audit),
    ...scopeFiles(audit, index),
    ...trailFiles(audit, index),
    ...controlFiles(audit, sheetOf),
    ...exceptionFiles(audit, history),
    rawIndex(index),
    ...provenanceFiles(audit, provenance),
  ];
}
