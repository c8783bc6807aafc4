/** What one check showed, as every PDF that speaks of it shows it. */
import { countsSentence } from '../../evaluate/counts.ts';
import type { CheckPart, Exception } from '../controls/check-part.ts';
import { dispositionWords } from '../waivers.ts';
import { causesOf } from './causes.ts';

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
    causes: causesOf(
      exceptions.map(one => ({ failed: one.status === 'FAIL', note: one.note, line: lineOf(one) })),
    ),
    more: part.exceptions_left_out,
  };
}

function lineOf({ name, account_id, region, evidence, disposition }: Exception): string {
  const place = [account_id, region].filter(part => part !== null).join(' ');
  const accepted = disposition === null ? '' : dispositionWords(disposition);
  return [name, place, evidence.join(', '), accepted].filter(text => text !== '').join('  ');
}
