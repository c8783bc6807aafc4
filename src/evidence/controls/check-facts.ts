/** What is the same of a check in every run: where it stands in the checklist, what it cannot show, how to ask again. */
import type { Audit } from '../../model/audit.ts';
import type { AnyCheck } from '../../model/check.ts';
import { callsFor } from '../calls-of.ts';
import type { Wording } from '../report-words.ts';
import { commandOf } from './cli-command.ts';

export function checkFacts({ checklist }: Audit, check: AnyCheck, { control }: Wording) {
  const items = checklist.requirements
    .filter(requirement => requirement.checks.some(bearing => bearing.check === check.id))
    .map(requirement => `${requirement.id} ${requirement.title}`)
    .join(', ');
  return {
    items: items || 'not part of the production checklist',
    limits: control.limits,
    commands: callsFor(check).map(commandOf),
  };
}
