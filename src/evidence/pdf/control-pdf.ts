/** `controls/<framework>/<requirement>.pdf`: the sheet of one requirement, for whoever asks for that and no book. */
import type { Audit } from '../../model/audit.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { type ControlSheet, createSheets, type Named, sheetPath } from '../controls/control-sheet.ts';
import type { ReportFile } from '../report.ts';
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
  const { title, severity, aspect, shows, counts, exceptions, commands } = shown;
  return {
    id,
    strength,
    reason,
    run: true,
    title,
    severity,
    aspect: aspectWords[aspect],
    population: shown.population,
    counts: { ...counts, notApplicable: counts.not_applicable },
    decides: shows,
    wording: shown.suggested_wording,
    exceptions: exceptions.map(one => ({
      status: one.status === 'FAIL' ? 'not-met' : 'unknown',
      word: one.status === 'FAIL' ? 'fail' : 'unknown',
      subject: [one.name, one.account_id, one.region].filter(text => text !== null).join(' '),
      note: `${one.note} ${one.evidence.join(', ')}`,
    })),
    more: shown.exceptions_left_out,
    calls: commands.map(({ ref, account_id, command, outcome, sha256 }) => ({
      ref,
      account: account_id,
      command,
      outcome,
      sha256: sha256?.slice(0, 16) ?? '',
    })),
    'calls-more': shown.commands_left_out,
  };
}
