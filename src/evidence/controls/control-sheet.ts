/** One requirement as a sheet that stands alone: what the evidence shows of it and what not, of how many, and how to perform it again. */
import type { Audit, ControlOutcome, Counts, FrameworkOutcome } from '../../model/audit.ts';
import { segment } from '../content/file.ts';
import { countsOf } from '../counts.ts';
import { loadWording, type Wording } from '../report-words.ts';
import type { CheckPart, CheckParts } from './check-part.ts';

export interface Named {
  readonly outcome: FrameworkOutcome;
  readonly control: ControlOutcome;
}

export type Sheets = ReturnType<typeof createSheets>;
export type ControlSheet = ReturnType<Sheets>;

export function createSheets(audit: Audit, parts: CheckParts) {
  const { control: words } = loadWording();
  return ({ outcome, control: { control, status, note, checks, counts } }: Named) => {
    const { framework } = outcome;
    const bearing = checks.map(({ mapping }) => ({ mapping, part: parts.find(mapping.check) }));
    return {
      schema: 'control/1',
      run_id: audit.snapshot.runId,
      taken_at: audit.snapshot.takenAt,
      complete: audit.complete,
      framework: {
        id: framework.id,
        name: framework.name,
        version: framework.version,
        publisher: framework.publisher,
      },
      requirement: {
        id: control.id,
        title: control.title,
        title_kind: control.titleKind,
        note: control.note,
      },
      // Evidence for an assessor, who alone concludes.
      evidence: status,
      note,
      counts: countsOf(counts),
      does_not_show: limitsOf(audit, bearing, counts, words),
      on_wording: words.practitioner,
      how_to_perform_again: words.reperform,
      checks: bearing.map(({ mapping, part }) => ({
        check: mapping.check,
        strength: mapping.strength,
        reason: mapping.reason,
        // null: the check was not run.
        shown: part ?? null,
      })),
    } as const;
  };
}

function limitsOf(
  audit: Audit,
  parts: readonly { readonly mapping: { readonly check: string }; readonly part: CheckPart | undefined }[],
  counts: Counts,
  words: Wording['control'],
): readonly string[] {
  const left = parts.filter(({ part }) => part === undefined).map(({ mapping }) => mapping.check);
  const { unknown } = counts;
  const all = unknown + counts.pass + counts.fail + counts.notApplicable;
  return [
    ...(parts.length === 0
      ? ['No check of this version bears on this requirement: nothing is shown of it.']
      : []),
    words.limits,
    words.conclusion,
    ...(left.length > 0 ? [`Not run, so that nothing is shown by them: ${left.join(', ')}.`] : []),
    ...(unknown > 0 ? [`${unknown} of ${all} judgements are unknown: nothing is shown of those.`] : []),
    ...(audit.complete ? [] : ['The run was stopped before every question was asked.']),
  ];
}

/** Where the sheets of a requirement stand, without what they end with. */
export function sheetPath({ outcome, control }: Named): string {
  return `controls/${segment(outcome.framework.id)}/${segment(control.control.id)}`;
}

/** `pci-dss:10.3.4` */
export function nameOf({ outcome, control }: Named): string {
  return `${outcome.framework.id}:${control.control.id}`;
}

/** Every requirement of the frameworks that the report is about. */
export function namedControls({ frameworks }: Audit): readonly Named[] {
  return frameworks.flatMap(outcome => outcome.controls.map(control => ({ outcome, control })));
}
