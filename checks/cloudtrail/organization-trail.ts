import {
  arnOfTrail,
  describeTrails,
  getTrailStatus,
  isOrganizationTrail,
  managementTrailScopes,
  statusAt,
  type Trail,
} from '../../src/aws/cloudtrail.ts';
import {
  CLOUDTRAIL_PRINCIPAL,
  listServiceAccess,
  type Organization,
  organization,
  perAccountTrailsAllowed,
} from '../../src/aws/organizations.ts';
import { accountIn } from '../../src/aws/scopes.ts';
import { defineCheck } from '../../src/model/check.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import {
  allOf,
  conclude,
  fail,
  notApplicable,
  observed,
  pass,
  type Verdict,
} from '../../src/model/verdict.ts';
import { standOrganizationTrail } from '../remedies/organization-trail.ts';
import { anyOwnTrail } from '../shared/own-trails.ts';
import { inFragments, inOneSentence } from '../shared/wording.ts';

export default defineCheck({
  id: 'cloudtrail/organization-trail',
  version: 1,
  title: 'A multi-region organization trail is recording',
  severity: 'critical',
  aspect: 'configured',
  decides:
    'The management account owns a trail with IsOrganizationTrail and IsMultiRegionTrail true, IsLogging true in its ' +
    'home region, and a home region that is not opt-in (members that have not opted in there send nothing); and trusted ' +
    `access for ${CLOUDTRAIL_PRINCIPAL} stands, without which AWS turns the trail into one of a single account. One such ` +
    'trail is enough. A home region that is not part of the audit leaves its trail unknown. Not applicable where the estate ' +
    "is small, or every account keeps a trail declared as regulated: then each account's own coverage is judged.",
  why: 'Only an organization trail records accounts that are made tomorrow, and members cannot switch it off.',
  fix:
    'In the management account: aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com, ' +
    'then aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET --is-organization-trail --is-multi-region-trail, ' +
    'then aws cloudtrail start-logging --name NAME.',
  links: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html',
    'https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudtrail.html',
    'https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html',
  ],
  map: 'org_trail_in_management_account',
  subject: organization,
  needs: [listServiceAccess, describeTrails, getTrailStatus],
  judge(organization, read) {
    const small = perAccountTrailsAllowed(read);
    if (small !== null) return notApplicable(`No organization trail is demanded of ${small}.`);
    const parts = [trailStands, trustedAccess];
    return conclude(
      allOf(read, parts, (part, r) => part(organization.data, r)),
      inOneSentence,
    );
  },
  remedy(organization, read) {
    return standOrganizationTrail(organization.data, read);
  },
});

function trustedAccess({ scope }: Organization, read: Read): Verdict {
  const enabled = must(
    read.get(listServiceAccess, scope, {}).EnabledServicePrincipals,
    'EnabledServicePrincipals',
  );
  const there = enabled.some(e => e.ServicePrincipal === CLOUDTRAIL_PRINCIPAL);
  return there
    ? pass(`trusted access for ${CLOUDTRAIL_PRINCIPAL} stands`)
    : fail(`trusted access for ${CLOUDTRAIL_PRINCIPAL} is not enabled, so that members are not recorded`);
}

function trailStands({ managementAccount }: Organization, read: Read): Verdict {
  const scopes = managementTrailScopes(read, managementAccount);
  const own = { accountId: managementAccount, scopes, among: isOrganizationTrail };
  const found = anyOwnTrail(read, own, isWhole);
  if (found.status === 'not-applicable') {
    return fail(`the management account ${managementAccount} owns no organization trail`);
  }
  return conclude(found, inFragments);
}

function isWhole(seen: Trail, scope: Scope, read: Read): Verdict {
  const arn = arnOfTrail(seen);
  const regions = accountIn(read.population, scope.accountId)?.regions ?? [];
  const optIn = must(
    regions.find(r => r.region === scope.region),
    'the home region',
  ).optIn;
  const facts = [
    observed('IsMultiRegionTrail', true, must(seen.IsMultiRegionTrail, 'IsMultiRegionTrail')),
    observed('IsLogging', true, must(statusAt(read, scope, arn).IsLogging, 'IsLogging')),
  ];
  const wrong = facts.filter(o => o.actual !== o.expected).map(o => `${o.path} is ${o.actual}`);
  if (optIn) wrong.push(`its home region ${scope.region} is opt-in`);
  if (wrong.length > 0) return fail(`of the organization trail ${arn} ${wrong.join(' and ')}`, facts);
  return pass(`the organization trail ${arn} is multi-region and logs`, facts);
}
