/** One sheet for each check: what it showed of how many, what it does not show, and how to perform it again. */
import type { Audit } from '../../model/audit.ts';
import { checkFacts } from '../controls/check-facts.ts';
import type { CheckParts } from '../controls/check-part.ts';
import type { Wording } from '../report-words.ts';
import { checkSection } from './check-section.ts';

export function controlSheets(audit: Audit, parts: CheckParts, words: Wording) {
  return audit.checks.map(check => ({
    id: check.id,
    ...checkFacts(audit, check, words),
    ...checkSection(parts.of(check)),
  }));
}
