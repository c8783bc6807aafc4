/** One sheet for each check: what it showed of how many, what it does not show, and how to perform it again. */
import { countResults, countsSentence } from '../../evaluate/counts.ts';
import { groupByCheck } from '../../evaluate/scorecards.ts';
import type { Audit, Result } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { placeOf } from '../../model/subject.ts';
import { isOpen } from '../../model/verdict.ts';
import { callsFor } from '../calls-of.ts';
import { cut } from './cut.ts';
import type { Wording } from './model.ts';

const MOST_EXCEPTIONS = 60;
const MOST_COMMANDS = 8;

export function controlSheets(audit: Audit, words: Wording) {
  const byCheck = groupByCheck(audit.results);
  return audit.checks.map(check => {
    const results = byCheck.get(check.id) ?? [];
    const counts = countResults(results);
    const exceptions = cut(
      results.filter(({ verdict }) => isOpen(verdict)),
      MOST_EXCEPTIONS,
    );
    const population = `${results.length} ${check.subject.plural}`;
    return {
      id: check.id,
      title: check.title,
      severity: check.severity,
      aspect: check.aspect === 'configured' ? 'how things are set' : 'that it worked',
      population,
      items: itemsOf(audit, check) || 'not part of the production checklist',
      counts,
      decides: check.decides,
      limits: words.control.limits,
      wording: words.control.wording
        .replace('{population}', population)
        .replace('{title}', check.title)
        .replace('{counts}', countsSentence(counts)),
      commands: commandsOf(check),
      exceptions: exceptions.rows.map(rowOf),
      more: exceptions.more,
    };
  });
}

function rowOf({ subject, verdict }: Result) {
  const failed = verdict.status === 'fail';
  return {
    status: failed ? 'not-met' : 'unknown',
    word: failed ? 'fail' : 'unknown',
    subject: `${subject.name} ${placeOf(subject)}`,
    note: verdict.note,
  };
}

function itemsOf(audit: Audit, check: AnyCheck): string {
  return audit.checklist.requirements
    .filter(requirement => requirement.checks.some(bearing => bearing.check === check.id))
    .map(requirement => `${requirement.id} ${requirement.title}`)
    .join(', ');
}

/** `cloudtrail.GetTrailStatus` is `aws cloudtrail get-trail-status`. */
function commandsOf(check: AnyCheck): readonly string[] {
  const commands = callsFor(check).map(id => {
    const [service = '', operation = ''] = id.split('.');
    const name = operation
      .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase();
    return `aws ${service === 's3' ? 's3api' : service} ${name}`;
  });
  return commands.slice(0, MOST_COMMANDS);
}
