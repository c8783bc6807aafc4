/** One sheet for each check: what it showed of how many, what it does not show, and how to perform it again. */
import { countResults, countsSentence } from '../../evaluate/counts.ts';
import { judgements, populationSentence } from '../../evaluate/population.ts';
import { groupByCheck } from '../../evaluate/scorecards.ts';
import type { Audit } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { placeOf } from '../../model/subject.ts';
import { isOpen } from '../../model/verdict.ts';
import { callsFor } from '../calls-of.ts';
import { filled } from '../controls/check-part.ts';
import { commandOf } from '../controls/cli-command.ts';
import { causesOf } from './causes.ts';
import { cut } from './cut.ts';
import type { Wording } from './model.ts';

const MOST_EXCEPTIONS = 60;

export const aspectWords = { configured: 'how things are set', operated: 'that it worked' } as const;

export function controlSheets(audit: Audit, words: Wording) {
  const byCheck = groupByCheck(audit.results);
  return audit.checks.map(check => {
    const results = byCheck.get(check.id) ?? [];
    const counts = countResults(results);
    const exceptions = cut(
      results.filter(({ verdict }) => isOpen(verdict)),
      MOST_EXCEPTIONS,
    );
    const population = populationSentence(check, judgements(results));
    const counted = countsSentence(counts);
    return {
      id: check.id,
      title: check.title,
      severity: check.severity,
      aspect: aspectWords[check.aspect],
      population,
      items: itemsOf(audit, check) || 'not part of the production checklist',
      counted,
      decides: check.decides,
      limits: words.control.limits,
      wording: filled(words.control.wording, {
        population,
        title: check.title,
        counts: counted,
      }),
      commands: callsFor(check).map(commandOf),
      causes: causesOf(
        exceptions.rows.map(({ subject, verdict }) => ({
          failed: verdict.status === 'fail',
          note: verdict.note,
          line: `${subject.name} ${placeOf(subject)}`,
        })),
      ),
      more: exceptions.more,
    };
  });
}

function itemsOf(audit: Audit, check: AnyCheck): string {
  return audit.checklist.requirements
    .filter(requirement => requirement.checks.some(bearing => bearing.check === check.id))
    .map(requirement => `${requirement.id} ${requirement.title}`)
    .join(', ');
}
