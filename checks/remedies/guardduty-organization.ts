/** GuardDuty's administration of the organization, region by region, where it is not whole. Pure. */
import { administratorIn, describeOrganizationConfiguration, detectorOf } from '../../src/aws/guardduty.ts';
import { managementScopes } from '../../src/aws/scopes.ts';
import type { Read } from '../../src/model/read.ts';
import type { Scope } from '../../src/model/scope.ts';
import { command } from './command.ts';
import type { Part } from './compose.ts';
import { detectorPart, labelOf } from './guardduty.ts';
import { expression } from './hcl.ts';

const NOT_STACKED =
  'CloudFormation has no resource for the administration of GuardDuty: use the commands or Terraform.';

/** null: no region names an administrator, so who is to be it is for the organization to say. */
export function administrationParts(read: Read): readonly Part[] | null {
  const scopes = managementScopes(read);
  const known = scopes.flatMap(({ region }) => administratorIn(read, region) ?? []);
  const [usual] = known;
  if (usual === undefined) return null;
  return scopes.flatMap(scope => regionParts(scope, usual, read));
}

function regionParts(management: Scope, usual: string, read: Read): readonly Part[] {
  const { region } = management;
  const named = administratorIn(read, region);
  if (named === undefined) {
    const admin = { accountId: usual, region };
    return [appointment(management, usual), configuration(admin, 'appointed')];
  }
  const admin = { accountId: named, region };
  const seen = read.attempt(r => {
    const DetectorId = detectorOf(r, admin);
    if (DetectorId === undefined) return 'none';
    const answer = r.get(describeOrganizationConfiguration, admin, { DetectorId });
    return answer.AutoEnableOrganizationMembers === 'ALL' ? null : { DetectorId };
  });
  return seen.ok && seen.value !== null ? [configuration(admin, seen.value)] : [];
}

function appointment(scope: Scope, admin: string): Part {
  const { region } = scope;
  return {
    scope,
    kept: [`The administrator is that of the other regions, ${admin}. GuardDuty makes its detector here.`],
    commands: [command('guardduty enable-organization-admin-account', { 'admin-account-id': admin, region })],
    managed: [
      {
        type: 'aws_guardduty_organization_admin_account',
        name: labelOf({ accountId: admin, region }),
        body: [['admin_account_id', admin]],
      },
    ],
    stacked: [],
    notStacked: NOT_STACKED,
  };
}

/** `appointed`: GuardDuty makes the detector of a new administrator by itself. `none`: it was deleted since. */
function configuration(admin: Scope, detector: { readonly DetectorId: string } | 'appointed' | 'none'): Part {
  const { region } = admin;
  const label = labelOf(admin);
  const made = detectorPart(admin, undefined);
  const known = typeof detector === 'object' ? detector.DetectorId : undefined;
  const update = command('guardduty update-organization-configuration', {
    'detector-id': known,
    'auto-enable-organization-members': 'ALL',
    region,
  });
  const find = `DETECTOR_ID=$(aws guardduty list-detectors --region ${region} --query 'DetectorIds[0]' --output text)`;
  const found = known === undefined ? [find, `${update} --detector-id "$DETECTOR_ID"`] : [update];
  const lookedUp = { type: 'aws_guardduty_detector', name: label, body: [], lookedUp: true } as const;
  const reference = `${detector === 'appointed' ? 'data.' : ''}aws_guardduty_detector.${label}.id`;
  const before = { appointed: [lookedUp], none: made.managed };
  return {
    scope: admin,
    kept: ['What is enabled in new accounts beyond the detector itself stays as it is.'],
    commands: [...(detector === 'none' ? made.commands : []), ...found],
    managed: [
      ...(typeof detector === 'object' ? [] : before[detector]),
      {
        type: 'aws_guardduty_organization_configuration',
        name: label,
        body: [
          ['detector_id', known ?? expression(reference)],
          ['auto_enable_organization_members', 'ALL'],
        ],
        leave: ['datasources'],
      },
    ],
    stacked: detector === 'none' ? made.stacked : [],
    notStacked: NOT_STACKED,
  };
}
