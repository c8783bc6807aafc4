/** SCPs and RCPs: which there are, where they are attached, and what stands on the path from the root to an account. */
import {
  DescribePolicyCommand,
  ListParentsCommand,
  OrganizationsClient,
  paginateListPolicies,
  paginateListRoots,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations';
import { type Call, defineCall, type Stage } from '../model/call.ts';
import { must, type Read, Unreadable } from '../model/read.ts';
import type { Fault } from '../policy/json-scan.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Level, Policy } from '../policy/policy.ts';
import { listAccounts, organizationScope } from './organizations.ts';
import { everyPage } from './pages.ts';

/** Organizations' own names of the two kinds. */
export const SCP = 'SERVICE_CONTROL_POLICY';
export const RCP = 'RESOURCE_CONTROL_POLICY';
export type ControlPolicyType = typeof SCP | typeof RCP;

interface PolicyId {
  readonly PolicyId: string;
  readonly [key: string]: string;
}

/** Which kinds of policy are enabled stands on the root; the organization's own list of them is not to be used. */
export const listRoots = defineCall({
  id: 'organizations.ListRoots',
  permission: 'organizations:ListRoots',
  stages: [{ where: 'organization', needs: [], ask: (_read, origin) => [{ scope: origin, input: {} }] }],
  send: async (aws, _input: Record<string, never>) => {
    const pages = paginateListRoots({ client: aws.client(OrganizationsClient), pageSize: 20 }, {});
    const { items, $metadata } = await everyPage(
      pages,
      page => page.Roots,
      page => page.NextToken,
    );
    return { Roots: items, $metadata };
  },
});

export const listPolicies = defineCall({
  id: 'organizations.ListPolicies',
  permission: 'organizations:ListPolicies',
  stages: [
    {
      where: 'organization',
      needs: [listRoots],
      ask: (read, origin) => enabledTypes(read).map(Filter => ({ scope: origin, input: { Filter } })),
    },
  ],
  send: async (aws, input: { readonly Filter: ControlPolicyType }) => {
    const pages = paginateListPolicies({ client: aws.client(OrganizationsClient), pageSize: 20 }, input);
    const { items, $metadata } = await everyPage(
      pages,
      page => page.Policies,
      page => page.NextToken,
    );
    return { Policies: items, $metadata };
  },
});

/** By policy, not by account: a thousand accounts share a handful of policies. */
export const describePolicy = defineCall({
  id: 'organizations.DescribePolicy',
  permission: 'organizations:DescribePolicy',
  stages: [eachPolicy(() => true)],
  send: (aws, input: PolicyId) => aws.client(OrganizationsClient).send(new DescribePolicyCommand(input)),
});

/**
 * Not for AWS's own two policies, which stand nearly everywhere and only allow: they are taken to stand at every
 * level. That can only count against protection, and it spares a list as long as the organization.
 */
export const listTargetsForPolicy = defineCall({
  id: 'organizations.ListTargetsForPolicy',
  permission: 'organizations:ListTargetsForPolicy',
  stages: [eachPolicy(policy => policy.AwsManaged !== true)],
  send: async (aws, input: PolicyId) => {
    const pages = paginateListTargetsForPolicy(
      { client: aws.client(OrganizationsClient), pageSize: 20 },
      input,
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.Targets,
      page => page.NextToken,
    );
    return { Targets: items, $metadata };
  },
});

interface Child {
  readonly ChildId: string;
  readonly [key: string]: string;
}

interface ListParentsAnswer {
  readonly Parents?:
    | readonly { readonly Id?: string | undefined; readonly Type?: string | undefined }[]
    | undefined;
}

/** AWS nests at most five levels of units below the root. */
const MOST_LEVELS = 6;

/** Only where ListAccounts names no `Paths`: each node's parent, from the accounts upwards, a level a stage. */
export const listParents: Call<Child, ListParentsAnswer> = defineCall({
  id: 'organizations.ListParents',
  permission: 'organizations:ListParents',
  stages: Array.from(
    { length: MOST_LEVELS },
    (_, level): Stage<Child> => ({
      where: 'organization',
      needs: [listAccounts],
      ask: (read, origin) =>
        nodesAtLevel(read, level).map(ChildId => ({ scope: origin, input: { ChildId } })),
    }),
  ),
  send: (aws, input: Child) => aws.client(OrganizationsClient).send(new ListParentsCommand(input)),
});

/** Calls that a check of SCPs or RCPs needs. */
export const controlPolicyCalls = [
  listAccounts,
  listRoots,
  listPolicies,
  describePolicy,
  listTargetsForPolicy,
  listParents,
];

/** What stands on the way from the root to an account. */
export interface PolicyPath {
  /** `r-ab12`, `ou-ab12-11111111`, ..., the account's id. */
  readonly nodes: readonly string[];
  readonly levels: readonly Level[];
  /** Policies on the path that are not JSON, or no policies. */
  readonly unreadable: readonly { readonly policy: string; readonly fault: Fault }[];
}

/** null: the kind of policy is not enabled, or there is no organization, so nothing of it binds. */
export function policyPath(read: Read, accountId: string, type: ControlPolicyType): PolicyPath | null {
  const scope = organizationScope(read.population);
  if (scope === null) {
    if (read.population.unread.length === 0) return null;
    throw new Unreadable({
      note: 'Whether the account belongs to an organization could not be read.',
      gaps: read.population.unread,
    });
  }
  if (!enabledTypes(read).includes(type)) return null;
  const nodes = pathOf(read, accountId);
  const attached = attachments(read, type);
  const levels: Level[] = [];
  const unreadable: { policy: string; fault: Fault }[] = [];
  for (const node of nodes) {
    const here = attached.filter(policy => policy.everywhere || policy.targets.has(node));
    const policies: Policy[] = [];
    for (const { name, parsed } of here) {
      if (parsed.ok) policies.push(parsed.policy);
      else unreadable.push({ policy: name, fault: parsed.fault });
    }
    levels.push({ name: node, policies });
  }
  return { nodes, levels, unreadable };
}

/** From the root down to the account. A path that turns in a circle or breaks off ends the judgement. */
export function pathOf(read: Read, accountId: string): readonly string[] {
  const listed = pathsListed(read).get(accountId);
  if (listed !== undefined) return listed;
  const nodes = [accountId];
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const [first] = nodes;
    const parent = parentOf(read, must(first, 'a node'));
    if (nodes.includes(parent.id)) break;
    nodes.unshift(parent.id);
    if (parent.root) return nodes;
  }
  throw new Unreadable({
    note: `The path from the root to account ${accountId} does not end at a root.`,
    gaps: [],
  });
}

interface Attached {
  readonly name: string;
  readonly parsed: ReturnType<typeof parsePolicy>;
  readonly everywhere: boolean;
  readonly targets: ReadonlySet<string>;
}

/** All policies of a kind, parsed once, with where they are attached. */
function attachments(read: Read, type: ControlPolicyType): readonly Attached[] {
  const { value, evidence } = read.derive(`control-policies/${type}`, r => collectAttachments(r, type));
  read.cite(evidence);
  return value;
}

function collectAttachments(read: Read, type: ControlPolicyType): readonly Attached[] {
  return policiesOf(read, type).map(({ Id, Name, AwsManaged }) => {
    const input = { PolicyId: must(Id, 'Policy.Id') };
    const scope = must(organizationScope(read.population), 'an organization');
    const content = must(read.get(describePolicy, scope, input).Policy?.Content, 'Policy.Content');
    const name = Name ?? input.PolicyId;
    const parsed = parsePolicy(content, type === SCP ? 'scp' : 'rcp', name);
    if (AwsManaged === true) return { name, parsed, everywhere: true, targets: new Set<string>() };
    const { Targets } = read.get(listTargetsForPolicy, scope, input);
    const targets = new Set((Targets ?? []).map(target => must(target.TargetId, 'Targets.TargetId')));
    return { name, parsed, everywhere: false, targets };
  });
}

function policiesOf(read: Read, Filter: ControlPolicyType) {
  const scope = must(organizationScope(read.population), 'an organization');
  return read.get(listPolicies, scope, { Filter }).Policies ?? [];
}

function enabledTypes(read: Read): readonly ControlPolicyType[] {
  const scope = must(organizationScope(read.population), 'an organization');
  const types = (read.get(listRoots, scope, {}).Roots ?? []).flatMap(root => root.PolicyTypes ?? []);
  const enabled = types.filter(type => type.Status === 'ENABLED').map(type => type.Type);
  return [SCP, RCP].filter((type): type is ControlPolicyType => enabled.includes(type as ControlPolicyType));
}

function eachPolicy(
  wanted: (policy: { readonly AwsManaged?: boolean | undefined }) => boolean,
): Stage<PolicyId> {
  return {
    where: 'organization',
    get needs() {
      return [listRoots, listPolicies];
    },
    ask: (read, origin) =>
      enabledTypes(read).flatMap(type =>
        policiesOf(read, type)
          .filter(wanted)
          .map(({ Id }) => ({ scope: origin, input: { PolicyId: must(Id, 'Policy.Id') } })),
      ),
  };
}

/** `o-aa/r-bb/ou-cc/111122223333/` of every account that has it (Organizations API reference, Account, since April 2026). */
function pathsListed(read: Read): ReadonlyMap<string, readonly string[]> {
  return read.derive('organization-paths', r => {
    const scope = must(organizationScope(r.population), 'an organization');
    const paths = new Map<string, readonly string[]>();
    for (const { Id, Paths } of r.get(listAccounts, scope, {}).Accounts) {
      const [path] = Paths ?? [];
      if (Id !== undefined && path !== undefined) paths.set(Id, path.split('/').filter(Boolean).slice(1));
    }
    return paths;
  }).value;
}

function parentOf(read: Read, ChildId: string): { readonly id: string; readonly root: boolean } {
  const scope = must(organizationScope(read.population), 'an organization');
  const [parent] = read.get(listParents, scope, { ChildId }).Parents ?? [];
  return { id: must(parent?.Id, 'Parents.Id'), root: parent?.Type === 'ROOT' };
}

/** Accounts without a listed path at level 0, then the distinct units above them. */
function nodesAtLevel(read: Read, level: number): readonly string[] {
  const listed = pathsListed(read);
  let nodes = read.population.accounts.map(account => account.accountId).filter(id => !listed.has(id));
  for (let at = 0; at < level; at += 1) {
    const parents = nodes.flatMap(node => {
      const parent = read.attempt(r => parentOf(r, node));
      return parent.ok && !parent.value.root ? [parent.value.id] : [];
    });
    nodes = [...new Set(parents)].sort();
  }
  return nodes;
}
