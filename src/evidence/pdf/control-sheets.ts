/** One sheet for each check: what it showed of how many, what it does not show, and how to perform it again. */
import type { Audit } from '../../model/audit.ts';
import { checkFacts } from '../controls/check-facts.ts';
import type { CheckParts } from '../controls/check-part.ts';
import type { Wording } from '../report-words.ts';
import { checkSection } from './check-section.ts';
import { someExactCalls } from './exact-calls.ts';

export function controlSheets(audit: Audit, parts: CheckParts, words: Wording) {
  return audit.checks.map(check => {
    const { items, limits, commands } = checkFacts(audit, check, words);
    const part = parts.of(check);
    const exact = someExactCalls(part);
    return {
      id: check.id,
      items,
      limits,
      ...checkSection(part),
      ...exact,
      // Where no call of the run can be repeated, which operations the check reads.
      'would-ask': exact.calls.length === 0 ? commands.join(', ') : '',
    };
  });
}
