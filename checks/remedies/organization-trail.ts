/** The organization trail that should stand: trusted access, and a trail that is mended or made. Pure. */
import { ownerOf, trail } from '../../src/aws/cloudtrail.ts';
import { CLOUDTRAIL_PRINCIPAL, listServiceAccess, type Organization } from '../../src/aws/organizations.ts';
import { accountIn } from '../../src/aws/scopes.ts';
import { evaluatedRegions } from '../../src/model/population.ts';
import { must, type Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import { listed } from '../../src/model/subject.ts';
import { command } from './command.ts';
import { type Part, remedy } from './compose.ts';
import { identifier } from './hcl.ts';
import { newOrganizationTrail } from './new-trail.ts';
import { trailPart } from './trail.ts';

/** null: a trail would have to be made, and no Log Archive account is declared to hold its bucket. */
export function standOrganizationTrail(organization: Organization, read: Read): Remedy | null {
  const access = trustedAccess(organization, read);
  const parts = trailParts(organization, read);
  if (parts === null) return null;
  return remedy(
    read,
    [...access, ...parts],
    'An organization trail records every account, also those with trails of their own: their second copy of management events ' +
      'is charged for. Trusted access lets CloudTrail make a service-linked role in every member. The bucket and the key must ' +
      "let the trail write below the organization's id: watch LatestDeliveryError, in members as well.",
  );
}

function trustedAccess({ id, scope }: Organization, read: Read): readonly Part[] {
  const enabled = must(
    read.get(listServiceAccess, scope, {}).EnabledServicePrincipals,
    'EnabledServicePrincipals',
  );
  const principals = enabled.map(service => must(service.ServicePrincipal, 'ServicePrincipal'));
  if (principals.includes(CLOUDTRAIL_PRINCIPAL)) return [];
  const managementAccount = must(read.population.organization, 'an organization').managementAccount;
  return [
    {
      scope: { accountId: managementAccount, region: scope.region },
      kept: [`Kept are the services that have trusted access: ${principals.join(', ') || 'none'}.`],
      commands: [
        command('organizations enable-aws-service-access', { 'service-principal': CLOUDTRAIL_PRINCIPAL }),
      ],
      managed: [
        {
          type: 'aws_organizations_organization',
          name: identifier(id.replaceAll('-', '_')),
          adopt: id,
          body: [['aws_service_access_principals', [...principals, CLOUDTRAIL_PRINCIPAL].sort()]],
          leave: ['enabled_policy_types', 'feature_set'],
        },
      ],
      stacked: [],
      notStacked: 'CloudFormation cannot enable trusted access: use the command or Terraform.',
    },
  ];
}

function trailParts({ id, managementAccount }: Organization, read: Read): readonly Part[] | null {
  const home = accountIn(read.population, managementAccount);
  const optIn = new Set(home?.regions?.filter(region => region.optIn).map(region => region.region));
  const own = listed(read, trail).subjects.filter(
    subject =>
      ownerOf(subject.id) === managementAccount &&
      subject.data.IsOrganizationTrail === true &&
      !optIn.has(must(subject.region, 'HomeRegion')),
  );
  const [first] = own;
  if (first !== undefined) {
    const start = command('cloudtrail start-logging', {
      name: first.id,
      region: must(first.region, 'HomeRegion'),
    });
    const fields = { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true };
    const options = { 'is-multi-region-trail': true, 'include-global-service-events': true } as const;
    return [trailPart(first, { fields, options, afterwards: [start], logging: true })];
  }
  const archive = read.parameters.logArchiveAccount;
  const region =
    home && evaluatedRegions(home).find(name => !optIn.has(name) && name === read.population.globalRegion);
  if (archive === null || region === undefined) return null;
  return newOrganizationTrail(
    { accountId: managementAccount, region },
    { accountId: archive, region },
    id,
    read.population.partition,
  );
}
