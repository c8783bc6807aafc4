/** `controls/<framework>/<requirement>.pdf`: the sheet of one requirement, for whoever asks for that and no book. */
import { countsSentence } from '../../evaluate/counts.ts';
import type { Audit } from '../../model/audit.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { type ControlSheet, createSheets, type Named, sheetPath } from '../controls/control-sheet.ts';
import type { ReportFile } from '../report.ts';
import { causesOf } from './causes.ts';
import { aspectWords } from './control-sheets.ts';
import { documentModel } from './document-model.ts';
import { statusWords } from './framework-sections.ts';
import { type Renderer, renderedBy } from './render.ts';

export function controlPdfs(
  audit: Audit,
  index: EvidenceIndex,
  factsSha256: string,
  renderer: Renderer,
  controls: readonly Named[],
): readonly ReportFile[] {
  const sheetOf = createSheets(audit, index);
  return controls.map(named => ({
    path: `${sheetPath(named)}.pdf`,
    async *pieces() {
      const model = controlModel(audit, factsSha256, sheetOf(named));
      yield await renderedBy(renderer, { template: 'control.typ', model, attachments: [], standard: 'a-3a' });
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

const nothing = { pass: 0, fail: 0, unknown: 0, notApplicable: 0 };

function sectionOf({ check: id, strength, reason, shown }: ControlSheet['checks'][number]) {
  if (shown === null) return { id, strength, reason, run: false, population: 'not run', counts: nothing };
  const { title, severity, aspect, shows, exceptions, commands } = shown;
  const counts = { ...shown.counts, notApplicable: shown.counts.not_applicable };
  return {
    id,
    strength,
    reason,
    run: true,
    title,
    severity,
    aspect: aspectWords[aspect],
    population: shown.population,
    counts,
    counted: countsSentence(counts),
    decides: shows,
    wording: shown.suggested_wording,
    causes: causesOf(
      exceptions.map(one => ({
        failed: one.status === 'FAIL',
        note: one.note,
        line: [one.name, one.account_id, one.region, one.evidence.join(', ')]
          .filter(text => text !== null && text !== '')
          .join('  '),
      })),
    ),
    more: shown.exceptions_left_out,
    calls: commands.map(({ ref, account_id, command, outcome, sha256 }) =>
      [ref, account_id, sha256?.slice(0, 16) ?? outcome, command].join('  '),
    ),
    'calls-more': shown.commands_left_out,
  };
}
