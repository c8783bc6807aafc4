/** `controls/<framework>/<requirement>.pdf`: the sheet of one requirement, for whoever asks for that and no book. */
import type { Audit } from '../../model/audit.ts';
import { type ControlSheet, type Named, type Sheets, sheetPath } from '../controls/control-sheet.ts';
import { countsOf, noCounts } from '../counts.ts';
import { documentModel } from '../document-model.ts';
import type { ReportFile } from '../report.ts';
import { checkSection } from './check-section.ts';
import { exactCalls } from './exact-calls.ts';
import { statusWords } from './framework-sections.ts';
import type { Renderer } from './render.ts';

export function controlPdfs(
  audit: Audit,
  factsSha256: string,
  renderer: Renderer,
  controls: readonly Named[],
  sheetOf: Sheets,
): readonly ReportFile[] {
  return controls.map(named => ({
    path: `${sheetPath(named)}.pdf`,
    pieces() {
      const model = controlModel(audit, factsSha256, sheetOf(named));
      return [renderer.render({ template: 'control.typ', model, attachments: [], standard: 'a-3a' })];
    },
  }));
}

export function controlModel(audit: Audit, factsSha256: string, sheet: ControlSheet) {
  const { framework, requirement } = sheet;
  const condition = requirement.note === null ? '' : ` (${requirement.note})`;
  return {
    ...documentModel(audit, factsSha256),
    title: `${framework.name} ${framework.version}: ${requirement.id}`,
    framework: `${framework.name} ${framework.version}, ${framework.publisher}`,
    id: requirement.id,
    requirement: `${requirement.title}${condition}`,
    status: sheet.evidence,
    word: statusWords[sheet.evidence],
    note: sheet.note,
    limits: [...sheet.does_not_show, sheet.on_wording],
    reperform: sheet.how_to_perform_again,
    checks: sheet.checks.map(sectionOf),
  };
}

function sectionOf({ check: id, strength, reason, shown }: ControlSheet['checks'][number]) {
  if (shown === null)
    return { id, strength, reason, run: false, population: 'not run', counts: countsOf(noCounts) };
  return {
    id,
    strength,
    reason,
    run: true,
    counts: shown.counts,
    ...checkSection(shown),
    ...exactCalls(shown),
  };
}
