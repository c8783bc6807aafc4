/** `provenance/`: who ran what with which settings, which logic judged, which mappings applied, and the published schemas. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Audit } from '../../model/audit.ts';
import { canonical } from '../../model/json.ts';
import { sha256 } from '../../snapshot/question.ts';
import { logicSha256 } from '../ids.ts';
import { NO_RENDERER } from '../pdf/render.ts';
import { schemas } from '../schemas.ts';
import { packageRoot } from '../templates.ts';
import { type ContentFile, jsonFile } from './file.ts';
import { softwareBill } from './software-bill.ts';

export interface Provenance {
  /** What set the PDF; null: none was made. */
  readonly renderer: string | null;
  /** Requirements that have a PDF of their own, such as `pci-dss:10.3.4`. */
  readonly controls: readonly string[];
}

export function provenanceFiles(audit: Audit, { renderer, controls }: Provenance): ContentFile[] {
  const { snapshot, checks, frameworks, checklist } = audit;
  return [
    jsonFile('provenance/run.json', {
      run_id: snapshot.runId,
      taken_at: snapshot.takenAt,
      caller: snapshot.caller,
      tool: snapshot.tool,
      renderer,
      no_pdf: renderer === null ? NO_RENDERER : null,
      control_pdfs: controls,
      complete: audit.complete,
    }),
    jsonFile('provenance/config.effective.json', {
      parameters: snapshot.parameters,
      selection: snapshot.selection,
    }),
    jsonFile(
      'provenance/checks.lock.json',
      checks.map(check => ({
        id: check.id,
        version: check.version,
        logic_sha256: logicSha256(check),
        title: check.title,
        severity: check.severity,
        decides: check.decides,
      })),
    ),
    jsonFile('provenance/mappings.lock.json', [
      { id: checklist.id, version: checklist.version, sha256: sha256(canonical(checklist)) },
      ...frameworks.map(({ framework }) => ({
        id: framework.id,
        version: framework.version,
        sha256: sha256(canonical(framework)),
      })),
    ]),
    jsonFile('provenance/sbom.cdx.json', softwareBill()),
    ...schemaFiles(),
  ];
}

function schemaFiles(): ContentFile[] {
  const folder = join(packageRoot(), 'evidence-templates', 'schemas');
  return Object.keys(schemas)
    .sort()
    .map(name => ({
      path: `provenance/schemas/${name}.schema.json`,
      content: readFileSync(join(folder, `${name}.schema.json`), 'utf8'),
    }));
}
