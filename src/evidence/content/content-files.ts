/** All files of a bundle that are made of the audit alone, in one fixed order. */
import type { Audit } from '../../model/audit.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
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
  { history, ...provenance }: Provenance & { readonly history: History },
): readonly ContentFile[] {
  return [
    evaluationCsv(audit),
    ...scopeFiles(audit, index),
    ...trailFiles(audit),
    ...controlFiles(audit, index),
    ...exceptionFiles(audit, history),
    rawIndex(index),
    ...provenanceFiles(audit, provenance),
  ];
}
