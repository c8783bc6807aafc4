import {
  arnOfTrail,
  describeTrails,
  getTrailStatus,
  isOrganizationTrail,
  ownerOf,
  statusAt,
  type Trail,
  trailsSeen,
} from '../../src/aws/cloudtrail.ts';
import { account } from '../../src/aws/organizations.ts';
import { accountScopes } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import type { PopulationAccount } from '../../src/model/population.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import {
  allOf,
  anyOf,
  conclude,
  fail,
  notApplicable,
  observed,
  observedIn,
  pass,
  undetermined,
  type Verdict,
} from '../../src/model/verdict.ts';
import { completeOwnTrail } from '../remedies/own-trail.ts';
import { arrivalOf } from '../shared/arrivals.ts';
import { anyOwnTrail } from '../shared/own-trails.ts';
import { blindness, inFragments, place, reasons } from '../shared/wording.ts';

export default defineCheck({
  id: 'cloudtrail/account-covered',
  version: 1,
  title: 'A trail that logs covers the account everywhere',
  severity: 'critical',
  aspect: 'operated',
  decides:
    'The account owns a multi-region trail with IsLogging true and no LatestDeliveryError in its home region; or an ' +
    'organization trail is seen from the account in each of its evaluated regions, with IsLogging true and no ' +
    'LatestDeliveryError there. A trail of its own whose home region is not part of the audit leaves it unknown, where nothing ' +
    'else covers it. An error text counts even if it may be old, because AWS gives no time for it; how late deliveries are ' +
    'is judged by cloudtrail/delivery. Where no trail that logs is seen in any region the account has Event History alone. A ' +
    'closed account is not applicable; one that cannot be looked into is unknown.',
  why: 'An account that no trail records is where an intruder leaves no trace; Event History forgets after 90 days and has no data events.',
  fix:
    'Let the organization trail reach the account (its bucket policy must allow AWSLogs/ORGANIZATION_ID/*), or make one of ' +
    'its own: aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET --is-multi-region-trail.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html',
  ],
  map: 'org_trail_covers_all_accounts',
  subject: account,
  needs: [describeTrails, getTrailStatus],
  judge(account, read) {
    if (account.data.state === 'CLOSED') return notApplicable('The account is closed.');
    const scopes = accountScopes(account.data);
    if (scopes.length === 0) return undetermined('No region of the account was looked at.');
    const cover = anyOf(read, [byOwnTrail, byOrganizationTrail], (way, r) => way(account.data, r));
    if (cover.status !== 'fail') {
      return conclude(cover, {
        pass: c => `The account is recorded: ${reasons(c)}.`,
        fail: reasons,
        unknown: blindness,
        'not-applicable': reasons,
      });
    }
    const any = anyOf(read, scopes, (scope, r) => (logsIn(scope, r) ? pass('') : fail('')));
    if (any.status === 'fail') {
      return fail(
        `Event History alone: no trail that logs was seen in the ${scopes.length} regions of the account.`,
      );
    }
    const how = any.status === 'pass' ? 'recorded in part' : 'not covered';
    return fail(`The account is ${how}: ${reasons(cover)}.`, cover.deciding.flatMap(observedIn));
  },
  remedy(account, read) {
    return completeOwnTrail(account.data, read);
  },
});

function byOwnTrail(account: PopulationAccount, read: Read): Verdict {
  const own = { accountId: account.accountId, scopes: accountScopes(account), among: () => true };
  const owned = anyOwnTrail(read, own, arrivesByItself);
  return owned.status === 'not-applicable' ? fail('it owns no trail') : conclude(owned, inFragments);
}

function arrivesByItself(seen: Trail, home: Scope, read: Read): Verdict {
  const arn = arnOfTrail(seen);
  const everywhere = must(seen.IsMultiRegionTrail, 'IsMultiRegionTrail');
  const { logging, error, facts } = arrivalOf(statusAt(read, home, arn));
  const all = [observed('IsMultiRegionTrail', true, everywhere), ...facts];
  if (!everywhere || !logging) {
    return fail(`of its own trail ${arn} IsMultiRegionTrail is ${everywhere}, IsLogging ${logging}`, all);
  }
  if (error !== '') return fail(`LatestDeliveryError of its own trail ${arn} is "${error}"`, all);
  return pass(`its own trail ${arn} is multi-region and logs`, all);
}

function byOrganizationTrail(account: PopulationAccount, read: Read): Verdict {
  const scopes = accountScopes(account);
  const shown = scopes.map(scope =>
    read.attempt(r => trailsSeen(r, scope).filter(seen => isForeign(seen, scope))),
  );
  const arns = [...new Set(shown.flatMap(s => (s.ok ? s.value.map(arnOfTrail) : [])))].sort();
  const blind = shown.find(s => !s.ok);
  const covered = anyOf(read, arns, (arn, r) =>
    conclude(
      allOf(r, scopes, (scope, inner) => arrivesFrom(scope, arn, inner)),
      { ...inFragments, pass: () => `the organization trail ${arn} logs in all ${scopes.length} regions` },
    ),
  );
  if (covered.status !== 'not-applicable') return conclude(covered, inFragments);
  // A region that could not be read may show an organization trail.
  if (blind && !blind.ok) return undetermined(blind.blind.note, blind.blind.gaps);
  return fail('it sees no organization trail');
}

function arrivesFrom(scope: Scope, arn: string, read: Read): Verdict {
  const seen = trailsSeen(read, scope).find(t => arnOfTrail(t) === arn);
  if (seen === undefined) return fail(`the organization trail ${arn} is not seen in ${place(scope)}`);
  const { logging, error, facts } = arrivalOf(statusAt(read, scope, arn));
  if (!logging) return fail(`the organization trail ${arn} is off in ${place(scope)}`, facts);
  if (error !== '') return fail(`LatestDeliveryError of ${arn} in ${place(scope)} is "${error}"`, facts);
  return pass(`seen in ${place(scope)}`, facts);
}

function isForeign(seen: Trail, scope: Scope): boolean {
  return isOrganizationTrail(seen) && ownerOf(arnOfTrail(seen)) !== scope.accountId;
}

function logsIn(scope: Scope, read: Read): boolean {
  return trailsSeen(read, scope).some(seen =>
    must(statusAt(read, scope, arnOfTrail(seen)).IsLogging, 'IsLogging'),
  );
}
