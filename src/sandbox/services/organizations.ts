/** Organizations: the tree, its policies and its administrators, for the management account and delegated administrators. */
import { AwsError } from '../aws-error.ts';
import {
  type Call,
  documentText,
  type Input,
  numberOf,
  type Operation,
  paged,
  present,
  requiredText,
  textOf,
} from '../call.ts';
import { epochSeconds } from '../clock.ts';
import { emailOf, type Organization } from '../organization.ts';
import { jsonService } from '../wire/json.ts';
import type { Service } from '../wire/service.ts';

type Ask = (input: Input, organization: Organization, call: Call) => Readonly<Record<string, unknown>>;

const describeOrganization: Ask = (_input, { description, management }, { world }) => ({
  Organization: {
    Id: description.id,
    Arn: `arn:${world.partition}:organizations::${management.id}:organization/${description.id}`,
    FeatureSet: description.featureSet,
    MasterAccountArn: `arn:${world.partition}:organizations::${management.id}:account/${description.id}/${management.id}`,
    MasterAccountId: management.id,
    MasterAccountEmail: emailOf(management),
    // AWS asks not to use this field: it stays as it was when the organization was made.
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  },
});

const listRoots: Ask = (input, { root, description }, call) => {
  const policyTypes = description.policyTypes.map(type => ({ Type: type, Status: 'ENABLED' }));
  const roots = [{ Id: root.TargetId, Arn: root.Arn, Name: root.Name, PolicyTypes: policyTypes }];
  return listed('Roots', roots, input, call);
};

const listAccounts: Ask = (input, { accounts }, call) => listed('Accounts', accounts, input, call);

const listAccountsForParent: Ask = (input, organization, call) => {
  const parent = existingParent(input, organization);
  return listed('Accounts', organization.childAccounts.get(parent) ?? [], input, call, parent);
};

const listUnitsForParent: Ask = (input, organization, call) => {
  const parent = existingParent(input, organization);
  const units = (organization.childUnits.get(parent) ?? []).map(id => organization.units.get(id));
  return listed('OrganizationalUnits', units, input, call, parent);
};

const listChildren: Ask = (input, organization, call) => {
  const parent = existingParent(input, organization);
  const type = requiredText(input, 'ChildType');
  const ids =
    type === 'ACCOUNT'
      ? (organization.childAccounts.get(parent) ?? []).map(account => account.Id)
      : (organization.childUnits.get(parent) ?? []);
  return listed(
    'Children',
    ids.map(Id => ({ Id, Type: type })),
    input,
    call,
    `${parent}/${type}`,
  );
};

const listParents: Ask = (input, { parents, root }, call) => {
  const child = requiredText(input, 'ChildId');
  const parent = parents.get(child);
  if (parent === undefined)
    throw new AwsError('ChildNotFoundException', "You provided a child that doesn't exist.");
  const type = parent === root.TargetId ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
  return listed('Parents', [{ Id: parent, Type: type }], input, call, child);
};

const describeUnit: Ask = (input, { units }) => {
  const unit = units.get(requiredText(input, 'OrganizationalUnitId'));
  if (unit !== undefined) return { OrganizationalUnit: unit };
  throw new AwsError(
    'OrganizationalUnitNotFoundException',
    "You specified an organizational unit that doesn't exist.",
  );
};

const listPolicies: Ask = (input, organization, call) => {
  const type = requiredText(input, 'Filter');
  const policies = [...organization.policies.values()].filter(policy => policy.type === type);
  return listed('Policies', policies.map(organization.policySummary), input, call, type);
};

const listPoliciesForTarget: Ask = (input, organization, call) => {
  const target = requiredText(input, 'TargetId');
  const type = requiredText(input, 'Filter');
  const policies = organization.policiesFor(target)?.filter(policy => policy.type === type);
  if (policies === undefined)
    throw new AwsError('TargetNotFoundException', "You specified a target that doesn't exist.");
  return listed('Policies', policies.map(organization.policySummary), input, call, `${target}/${type}`);
};

const describePolicy: Ask = (input, organization) => {
  const policy = existingPolicy(input, organization);
  return {
    Policy: { PolicySummary: organization.policySummary(policy), Content: documentText(policy.content) },
  };
};

const listTargetsForPolicy: Ask = (input, organization, call) => {
  const policy = existingPolicy(input, organization);
  return listed('Targets', organization.targetsOf(policy), input, call, policy.id);
};

const listServiceAccess: Ask = (input, { description }, call) => {
  const enabled = epochSeconds(description.since, call.now);
  const services = description.trustedServices.map(name => ({
    ServicePrincipal: name,
    DateEnabled: enabled,
  }));
  return listed('EnabledServicePrincipals', services, input, call);
};

const listDelegatedAdministrators: Ask = (input, { description, accountById }, call) => {
  const service = textOf(input, 'ServicePrincipal');
  const since = epochSeconds(description.since, call.now);
  const administrators = description.delegatedAdministrators
    .filter(admin => service === undefined || admin.services.includes(service))
    .map(admin => {
      const { Paths: _, ...account } = { Paths: undefined, ...accountById.get(admin.account) };
      return { ...account, DelegationEnabledDate: since };
    });
  return listed('DelegatedAdministrators', administrators, input, call, service);
};

const listDelegatedServices: Ask = (input, { accountById, description }, call) => {
  const id = requiredText(input, 'AccountId');
  if (!accountById.has(id))
    throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
  const services = call.world.delegated.get(id);
  if (services === undefined)
    throw new AwsError(
      'AccountNotRegisteredException',
      'The provided account is not a registered delegated administrator.',
    );
  const since = epochSeconds(description.since, call.now);
  const answers = [...services].map(name => ({ ServicePrincipal: name, DelegationEnabledDate: since }));
  return listed('DelegatedServices', answers, input, call, id);
};

const describeResourcePolicy: Ask = (_input, { description, management }, { world }) => {
  const policy = description.resourcePolicy;
  if (policy === undefined)
    throw new AwsError('ResourcePolicyNotFoundException', "We couldn't find a resource policy.");
  const id = `rp-${description.id.slice(2)}`;
  const arn = `arn:${world.partition}:organizations::${management.id}:resourcepolicy/${description.id}/${id}`;
  return { ResourcePolicy: { ResourcePolicySummary: { Id: id, Arn: arn }, Content: documentText(policy) } };
};

function existingParent(input: Input, { units, root }: Organization): string {
  const parent = requiredText(input, 'ParentId');
  if (parent === root.TargetId || units.has(parent)) return parent;
  throw new AwsError('ParentNotFoundException', "You provided a parent that doesn't exist.");
}

function existingPolicy(input: Input, { policies }: Organization) {
  const policy = policies.get(requiredText(input, 'PolicyId'));
  if (policy !== undefined) return policy;
  throw new AwsError('PolicyNotFoundException', "You specified a policy that doesn't exist.");
}

function listed(field: string, items: readonly unknown[], input: Input, call: Call, of?: string) {
  const page = paged(call, items, {
    token: textOf(input, 'NextToken'),
    max: numberOf(input, 'MaxResults'),
    size: 20,
    of: of ?? '',
    invalidToken: 'InvalidInputException',
    emptyFirst: call.emptyFirstPage,
  });
  return present({ [field]: page.items, NextToken: page.next });
}

export function organizations(organization: Organization | undefined): Service {
  const member =
    (ask: Ask): Operation =>
    (input, call) => {
      if (organization === undefined || !call.account.isMember)
        throw new AwsError(
          'AWSOrganizationsNotInUseException',
          'Your account is not a member of an organization.',
        );
      return ask(input, organization, call);
    };
  const administrator = (ask: Ask): Operation =>
    member((input, org, call) => {
      const allowed = call.account === org.management || call.world.delegated.has(call.account.id);
      if (allowed) return ask(input, org, call);
      throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.", {
        status: 400,
      });
    });
  return jsonService({
    name: 'organizations',
    target: 'AWSOrganizationsV20161128',
    namespace: 'com.amazonaws.organizations.v20161128',
    global: true,
    throttleCode: 'TooManyRequestsException',
    operations: {
      DescribeOrganization: member(describeOrganization),
      ListRoots: administrator(listRoots),
      ListAccounts: administrator(listAccounts),
      ListAccountsForParent: administrator(listAccountsForParent),
      ListOrganizationalUnitsForParent: administrator(listUnitsForParent),
      ListChildren: administrator(listChildren),
      ListParents: administrator(listParents),
      DescribeOrganizationalUnit: administrator(describeUnit),
      ListPolicies: administrator(listPolicies),
      ListPoliciesForTarget: administrator(listPoliciesForTarget),
      DescribePolicy: administrator(describePolicy),
      ListTargetsForPolicy: administrator(listTargetsForPolicy),
      ListAWSServiceAccessForOrganization: administrator(listServiceAccess),
      ListDelegatedAdministrators: administrator(listDelegatedAdministrators),
      ListDelegatedServicesForAccount: administrator(listDelegatedServices),
      DescribeResourcePolicy: administrator(describeResourcePolicy),
    },
  });
}
