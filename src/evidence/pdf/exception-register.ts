/** The register of exceptions: every failure, the gravest first, by check and then by cause. */
import type { Audit } from '../../model/audit.ts';
import { gravestFirst } from '../../model/check.ts';
import { grouped } from '../../model/grouped.ts';
import { placeOf } from '../../model/subject.ts';
import { cutGroups } from '../cut.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import type { History } from '../history.ts';
import { dispositionLine, dispositionSentence } from '../waivers.ts';
import { lineOf, quotedName } from './line.ts';

/** `most`: lines in all; a cause of which none is shown is still there, with its number. */
export function exceptionRegister(audit: Audit, history: History, most: number) {
  const failed = judgedResults(audit)
    .filter(({ result }) => result.verdict.status === 'fail')
    .toSorted((a, b) => gravestFirst(a.result.severity, b.result.severity));
  const byCause = [...grouped(failed, causeOf).values()];
  const cuts = cutGroups(byCause, most);
  const causes = byCause.flatMap(([first], at) => {
    const { rows, more } = cuts[at] ?? { rows: [], more: 0 };
    return first === undefined ? [] : [{ first, rows, more }];
  });
  const sections = grouped(causes, ({ first: { result } }) => `${result.severity} ${result.check}`);
  return {
    sections: [...sections.values()].flatMap(section =>
      section.slice(0, 1).map(({ first: { result, check } }) => ({
        check: result.check,
        severity: result.severity,
        title: check.title,
        count: section.reduce((sum, { rows, more }) => sum + rows.length + more, 0),
        causes: section.map(({ first, rows, more }) => ({
          note: first.result.verdict.note,
          lines: rows.map(judged => findingLine(judged, history)),
          more,
        })),
      })),
    ),
    more: causes.reduce((sum, { more }) => sum + more, 0),
  };
}

function causeOf({ result }: Judged): string {
  return `${result.severity} ${result.check} ${result.verdict.note}`;
}

function findingLine({ result, findingId }: Judged, history: History): string {
  const { subject } = result;
  return lineOf([findingId, quotedName(subject.name), placeOf(subject), ...lifeWords(findingId, history)]);
}

/** How long it has been so, where runs before are known, and what somebody accepted. */
function lifeWords(finding: string, { inputs, lifeOf, applied }: History): readonly string[] {
  const life = lifeOf.get(finding);
  const waived = dispositionLine(applied.dispositions.get(finding));
  return [
    ...(inputs.earlier === null || !life ? [] : [`${life.state}, first seen ${life.first_seen}.`]),
    ...(waived === null ? [] : [`${dispositionSentence(waived)}.`]),
  ];
}
