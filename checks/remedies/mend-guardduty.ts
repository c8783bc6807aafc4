/** The usual corrections of GuardDuty. Pure. */
import { detectorOf } from '../../src/aws/guardduty.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import type { Scope } from '../../src/model/scope.ts';
import { remedy } from './compose.ts';
import { detectorPart, featureParts } from './guardduty.ts';
import { administrationParts } from './guardduty-organization.ts';

const COST = 'GuardDuty charges for the events that it analyses, after a trial of 30 days';

export function enableDetector(scope: Scope, read: Read): Remedy {
  return remedy(
    read,
    [detectorPart(scope, detectorOf(read, scope))],
    `${COST}. Findings begin to arrive: whoever is to see them must be told where. A detector that is made here is not yet a ` +
      "member of the organization's administrator, who adds it or enables all accounts at once.",
  );
}

export function watchObjects(scope: Scope, read: Read): Remedy {
  return remedy(
    read,
    featureParts(scope, read),
    `${COST}, here those of S3 objects, which can be many. The administrator's settings for the whole organization may set it ` +
      'back: change them there as well if they say otherwise.',
  );
}

/** null: who is to be the administrator is not known, or the members are too many, which no setting mends. */
export function administerAll(read: Read): Remedy | null {
  const parts = administrationParts(read);
  if (parts === null || parts.length === 0) return null;
  return remedy(
    read,
    parts,
    `GuardDuty is switched on in every account of the organization, in these regions, within a day. ${COST}. An account that ` +
      'was invited by another administrator must leave that one first.',
  );
}
