/** One sheet for each check: what it showed of how many, what it does not show, and how to perform it again. */
import type { Audit } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import type { EvidenceIndex } from '../../snapshot/index.ts';
import { callsFor } from '../calls-of.ts';
import { createCheckParts } from '../controls/check-part.ts';
import { commandOf } from '../controls/cli-command.ts';
import type { History } from '../history.ts';
import { checkSection } from './check-section.ts';
import type { Wording } from './model.ts';

export function controlSheets(audit: Audit, index: EvidenceIndex, history: History, words: Wording) {
  const partOf = createCheckParts(audit, index, history);
  return audit.checks.flatMap(check => {
    const part = partOf(check.id);
    if (part === undefined) return [];
    return [
      {
        id: check.id,
        items: itemsOf(audit, check) || 'not part of the production checklist',
        limits: words.control.limits,
        commands: callsFor(check).map(commandOf),
        ...checkSection(part),
      },
    ];
  });
}

function itemsOf(audit: Audit, check: AnyCheck): string {
  return audit.checklist.requirements
    .filter(requirement => requirement.checks.some(bearing => bearing.check === check.id))
    .map(requirement => `${requirement.id} ${requirement.title}`)
    .join(', ');
}
