/** What one check showed, as every PDF that speaks of it shows it. */
import { countsSentence } from '../../evaluate/counts.ts';
import { placeOf } from '../../model/subject.ts';
import type { CheckPart } from '../controls/check-part.ts';
import type { Exception } from '../controls/exceptions.ts';
import { dispositionSentence } from '../waivers.ts';
import { citedReferences, lineOf, quotedName } from './line.ts';

const aspectWords = { configured: 'how things are set', operated: 'that it worked' } as const;

export function checkSection(part: CheckPart) {
  const { title, severity, aspect, shows, population, counts, suggested_wording, exceptions } = part;
  return {
    title,
    severity,
    aspect: aspectWords[aspect],
    population,
    counted: countsSentence({ ...counts, notApplicable: counts.not_applicable }),
    decides: shows,
    wording: suggested_wording,
    causes: part.causes.map(({ status, note, count }) => {
      const shown = exceptions.filter(one => one.status === status && one.note === note);
      return {
        ...(status === 'FAIL' ? ({ status: 'not-met', word: 'fail' } as const) : unknown),
        note,
        lines: shown.map(exceptionLine),
        more: count - shown.length,
      };
    }),
    'causes-more': part.causes_left_out,
    more: part.exceptions_left_out,
  };
}

const unknown = { status: 'unknown', word: 'unknown' } as const;

/** What was accepted before what it rests on, of which there may be a thousand. */
function exceptionLine({ name, account_id, region, evidence, disposition }: Exception): string {
  return lineOf([
    quotedName(name),
    placeOf({ accountId: account_id, region }),
    disposition === null ? '' : `${dispositionSentence(disposition)}.`,
    citedReferences(evidence),
  ]);
}
