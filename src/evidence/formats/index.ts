/** `formats/`: the results in the formats of others. Every result is in each; the plan of action holds what is open. */
import type { Audit } from '../../model/audit.ts';
import type { EvidenceSource } from '../../snapshot/index.ts';
import type { ContentFile } from '../content/file.ts';
import type { Life } from '../lifecycle.ts';
import { asff } from './asff.ts';
import { junit } from './junit.ts';
import { ocsf } from './ocsf.ts';
import { oscalPoam } from './oscal-poam.ts';
import { oscalResults } from './oscal-results.ts';

/** `lives`: what `livesOf` says where there was a run before; without it every finding is new. */
export function formatFiles(
  audit: Audit,
  index: EvidenceSource,
  lives: readonly Life[] = [],
): readonly ContentFile[] {
  const byFinding = new Map(lives.map(life => [life.finding_id, life]));
  return [
    oscalResults(audit),
    ...oscalPoam(audit, byFinding),
    ocsf(audit, index, byFinding),
    asff(audit, index, byFinding),
    junit(audit, index),
  ];
}
