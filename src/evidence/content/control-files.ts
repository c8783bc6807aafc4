/** `controls/`: an index of every requirement of every framework, and a sheet for each as data. */
import type { Audit, ControlOutcome, FrameworkOutcome } from '../../model/audit.ts';
import { csvLines } from './csv.ts';
import { type ContentFile, jsonFile, segment } from './file.ts';

export function controlFiles(audit: Audit): ContentFile[] {
  const all = audit.frameworks.flatMap(outcome => outcome.controls.map(control => ({ outcome, control })));
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
    ...all.map(({ outcome, control }) => sheet(audit, outcome, control)),
  ];
}

function sheet(audit: Audit, { framework }: FrameworkOutcome, outcome: ControlOutcome): ContentFile {
  const { control, status, note, checks } = outcome;
  return jsonFile(`controls/${segment(framework.id)}/${segment(control.id)}.json`, {
    schema: 'control/1',
    run_id: audit.snapshot.runId,
    framework: {
      id: framework.id,
      name: framework.name,
      version: framework.version,
      publisher: framework.publisher,
    },
    requirement: { id: control.id, title: control.title, title_kind: control.titleKind, note: control.note },
    // Evidence for an assessor, who alone concludes.
    evidence: status,
    note,
    checks: checks.map(({ mapping, counts }) => ({ ...mapping, counts })),
  });
}
