/** `formats/`: the results in the formats of others. Every result is in each; the plan of action holds what is open. */
import type { Audit } from '../../model/audit.ts';
import type { EvidenceSource } from '../../snapshot/index.ts';
import type { ContentFile } from '../content/file.ts';
import type { Life } from '../lifecycle.ts';
import type { Disposition } from '../waivers.ts';
import { asff } from './asff.ts';
import { besideVerdicts } from './beside.ts';
import { junit } from './junit.ts';
import { ocsf } from './ocsf.ts';
import { oscalPoam } from './oscal-poam.ts';
import { oscalResults } from './oscal-results.ts';

export interface Known {
  /** What `livesOf` says where there was a run before; without it every finding is new. */
  readonly lives?: readonly Life[];
  /** What somebody accepted, by finding id. */
  readonly dispositions?: ReadonlyMap<string, Disposition>;
}

export function formatFiles(
  audit: Audit,
  index: EvidenceSource,
  { lives = [], dispositions = new Map() }: Known = {},
): readonly ContentFile[] {
  const beside = besideVerdicts(lives, dispositions);
  return [
    oscalResults(audit, beside),
    ...oscalPoam(audit, beside),
    ocsf(audit, index, beside),
    asff(audit, index, beside),
    junit(audit, index, beside),
  ];
}
