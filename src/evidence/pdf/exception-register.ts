/** The register of exceptions: every failure, the gravest first, by check and then by cause. */
import type { Audit } from '../../model/audit.ts';
import { gravestFirst } from '../../model/check.ts';
import { grouped } from '../../model/grouped.ts';
import { placeOf } from '../../model/subject.ts';
import { type Judged, judgedResults } from '../evaluations.ts';
import type { History } from '../history.ts';
import { dispositionSentence } from '../waivers.ts';
import { causesOf } from './causes.ts';
import { cut } from './cut.ts';

export function exceptionRegister(audit: Audit, history: History, most: number) {
  const failed = judgedResults(audit)
    .filter(({ result }) => result.verdict.status === 'fail')
    .toSorted((a, b) => gravestFirst(a.result.severity, b.result.severity));
  const counts = grouped(failed, sectionOf);
  const { rows, more } = cut(failed, most);
  const sections = [...grouped(rows, sectionOf)].flatMap(([key, [first, ...rest]]) => {
    if (first === undefined) return [];
    const { check, severity } = first.result;
    const found = [first, ...rest].map(judged => ({
      failed: true,
      note: judged.result.verdict.note,
      line: lineOf(judged, history),
    }));
    // Of them all, those that are left out included.
    const count = counts.get(key)?.length ?? 0;
    return [{ check, severity, title: first.check.title, count, causes: causesOf(found) }];
  });
  return { sections, more };
}

function sectionOf({ result }: Judged): string {
  return `${result.severity} ${result.check}`;
}

function lineOf({ result, findingId }: Judged, history: History): string {
  const { subject } = result;
  return [findingId, subject.name, placeOf(subject), ...lifeWords(findingId, history)].join('  ');
}

/** How long it has been so, where runs before are known, and what somebody accepted. */
function lifeWords(finding: string, { inputs, lifeOf, applied }: History): readonly string[] {
  const life = lifeOf.get(finding);
  const waived = applied.dispositions.get(finding);
  return [
    ...(inputs.earlier === null || !life ? [] : [`${life.state}, first seen ${life.first_seen}.`]),
    ...(waived === undefined ? [] : [`${dispositionSentence(waived)}.`]),
  ];
}
