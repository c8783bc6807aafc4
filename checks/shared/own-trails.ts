/** The trails that an account owns, each judged where it has its home. Pure. */
import { homeNotRead, type Trail, trailsHomedElsewhere, trailsOwned } from '../../src/aws/cloudtrail.ts';
import type { Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import { anyOf, type Combined, conclude, type Verdict } from '../../src/model/verdict.ts';
import { inFragments } from './wording.ts';

export interface OwnTrails {
  readonly accountId: string;
  /** Where the account is looked at. */
  readonly scopes: readonly Scope[];
  /** Which of its trails are asked about. */
  readonly among: (seen: Trail) => boolean;
}

/** Not applicable: it owns none. One whose home region was not looked at may be as good as is hoped, or not. */
export function anyOwnTrail(
  read: Read,
  { accountId, scopes, among }: OwnTrails,
  judge: (seen: Trail, home: Scope, read: Read) => Verdict,
): Combined {
  const homes = scopes.map(scope => (r: Read) => {
    const owned = trailsOwned(r, scope).filter(among);
    return conclude(
      anyOf(r, owned, (seen, inner) => judge(seen, scope, inner)),
      inFragments,
    );
  });
  const copies = trailsHomedElsewhere(read, accountId).filter(among);
  return anyOf(read, [...homes, ...copies.map(seen => () => homeNotRead(seen))], (look, r) => look(r));
}
