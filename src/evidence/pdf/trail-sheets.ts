/** One sheet for each trail: its scorecard, what AWS said of it, and every verdict on it, its bucket and its key. */
import type { Audit } from '../../model/audit.ts';
import { canonical, type Json } from '../../model/json.ts';
import { observedIn } from '../../model/verdict.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { statusWord } from '../evaluations.ts';
import type { ReportWords } from '../report-words.ts';
import { type TrailAnswer, trailAnswers } from '../trail-answers.ts';
import { chainResults } from '../trail-chain.ts';
import { lineOf, quotedName } from './line.ts';

export function trailSheets(audit: Audit, index: EvidenceIndex, said: ReportWords['trails']) {
  const answersOn = trailAnswers(index);
  return audit.scorecards.flatMap((card, at) => {
    const words = said[at];
    if (words === undefined) return [];
    return [
      {
        ...words,
        answers: answersOn(card.trail).map(answer => ({
          head: `${answer.call}, ${answer.ref}`,
          lines: linesOf(answer),
        })),
        verdicts: chainResults(audit, card).map(({ check, subject, verdict }) =>
          lineOf([
            statusWord(verdict).padEnd(LONGEST_STATUS),
            check,
            subject.kind === 'trail' ? '' : `${subject.kind} ${quotedName(subject.name)}`,
            observedIn(verdict)
              .map(({ path, actual }) => `${path} = ${canonical(actual)}`)
              .join(', '),
          ]),
        ),
      },
    ];
  });
}

const LONGEST_STATUS = 'NOT_APPLICABLE'.length;

/** Field by field, as AWS spells them. */
function linesOf({ outcome, data }: TrailAnswer): readonly string[] {
  if (outcome === 'absent') return ['There is none.'];
  if (outcome === 'gap') return ['It could not be read.'];
  const fields =
    typeof data === 'object' && data !== null ? Object.entries(data as Record<string, Json>) : [];
  return fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name} = ${canonical(value)}`);
}
