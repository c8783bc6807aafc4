/** Delegated administrators for CloudTrail that nobody declared, deregistered. Pure. */
import type { Organization } from '../../src/aws/organizations.ts';
import type { Read } from '../../src/model/read.ts';
import type { Remedy } from '../../src/model/remedy.ts';
import { command } from './command.ts';
import { remedy } from './compose.ts';

const TYPE = 'aws_cloudtrail_organization_delegated_admin_account';

export function deregister(
  organization: Organization,
  registered: readonly string[],
  strangers: readonly string[],
  read: Read,
): Remedy {
  const { region } = organization.scope;
  const declared = registered.filter(id => !strangers.includes(id));
  const part = {
    scope: { accountId: organization.managementAccount, region },
    kept: [
      `Declared and kept: ${declared.join(', ') || 'none'}. Deregistered: ${strangers.join(', ')}.`,
      `Terraform removes only what it manages: resources ${TYPE} for ${strangers.join(', ')} go from its files.`,
    ],
    commands: strangers.map(id =>
      command('cloudtrail deregister-organization-delegated-admin', {
        'delegated-admin-account-id': id,
        region,
      }),
    ),
    managed: declared.map(id => ({
      type: TYPE,
      name: `a${id}`,
      adopt: id,
      body: [['account_id', id] as const],
    })),
    stacked: [],
    notStacked: 'CloudFormation has no resource for delegated administrators: use the command or Terraform.',
  };
  return remedy(
    read,
    [part],
    'Whoever manages organization trails and event data stores from that account loses access to them at once; the trails and ' +
      'stores themselves go on. Declare the account in the configuration instead if it is the right one.',
  );
}
