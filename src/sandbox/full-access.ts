/** AWS's own SCP and RCP, which allow everything, and where they stand unless an estate says so itself. */
import type { OrganizationDescription, PolicyDescription } from './schema/organization.ts';

const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' };
const document = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });

export const fullAccessScp = {
  id: 'p-FullAWSAccess',
  name: 'FullAWSAccess',
  description: 'Allows access to every operation',
  type: 'SERVICE_CONTROL_POLICY',
  awsManaged: true,
  content: document(allowAll),
  targets: 'everything',
} as const;

export const fullAccessRcp = {
  id: 'p-RCPFullAWSAccess',
  name: 'RCPFullAWSAccess',
  description: 'Allows access to every resource',
  type: 'RESOURCE_CONTROL_POLICY',
  awsManaged: true,
  content: document({ ...allowAll, Principal: '*' }),
  targets: 'everything',
} as const;

/**
 * An estate's policies, and AWS's own of the enabled kinds that it does not name. AWS attaches both to everything; the
 * SCP can be detached where another takes its place (so it is where an estate attaches another), the RCP nowhere.
 */
export function withFullAccess(
  { policyTypes, policies }: OrganizationDescription,
  targets: readonly string[],
): readonly PolicyDescription[] {
  const scps = policies.filter(({ type }) => type === fullAccessScp.type);
  const taken = new Set(scps.flatMap(scp => (scp.targets === 'everything' ? targets : scp.targets)));
  const scp = { ...fullAccessScp, targets: targets.filter(target => !taken.has(target)) };
  const left = [scp, fullAccessRcp].filter(
    own => policyTypes.includes(own.type) && !policies.some(({ id }) => id === own.id),
  );
  return [...left, ...policies];
}
