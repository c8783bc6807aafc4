/** SCPs and RCPs: which there are, where they are attached, and what stands on the path from the root to an account. */
import {
  DescribePolicyCommand,
  OrganizationsClient,
  paginateListPolicies,
  paginateListRoots,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations';
import { type AnyCall, type Call, defineCall, type Stage } from '../model/call.ts';
import { type Attempt, must, type Read, type Unread, Unreadable } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import type { Fault } from '../policy/json-scan.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Level, Policy } from '../policy/policy.ts';
import { listParents, pathOf } from './organization-paths.ts';
import { listAccounts } from './organizations.ts';
import { everyPage } from './pages.ts';
import { organizationOf, organizationScope } from './scopes.ts';

const nextToken = (page: { readonly NextToken?: string | undefined }) => page.NextToken;

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
    const { items: Roots, $metadata } = await everyPage(pages, page => page.Roots, nextToken);
    return { Roots, $metadata };
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
    const { items: Policies, $metadata } = await everyPage(pages, page => page.Policies, nextToken);
    return { Policies, $metadata };
  },
});

/** By policy, not by account: a thousand accounts share a handful of policies. */
export const describePolicy = defineCall({
  id: 'organizations.DescribePolicy',
  permission: 'organizations:DescribePolicy',
  stages: [eachPolicy(() => true)],
  send: (aws, input: PolicyId) => aws.client(OrganizationsClient).send(new DescribePolicyCommand(input)),
});

interface ListTargetsAnswer {
  readonly Targets: readonly { readonly TargetId?: string | undefined }[];
}

/**
 * Not for AWS's own two policies, which stand nearly everywhere and only allow: they are taken to stand at every
 * level. That can only count against protection, and it spares a list as long as the organization. Where other
 * SCPs allow as well, the absence of FullAWSAccess may be what denies, and then its list is worth its pages.
 */
export const listTargetsForPolicy: Call<PolicyId, ListTargetsAnswer> = defineCall({
  id: 'organizations.ListTargetsForPolicy',
  permission: 'organizations:ListTargetsForPolicy',
  stages: [
    eachPolicy(policy => !isFullAccess(policy.Id)),
    {
      where: 'organization',
      needs: [listRoots, listPolicies, describePolicy],
      ask: (read, origin) =>
        enabledTypes(read).includes(SCP) && allowsByList(read)
          ? policiesOf(read, SCP)
              .filter(({ Id }) => isFullAccess(Id))
              .map(({ Id }) => ({ scope: origin, input: { PolicyId: must(Id, 'Policy.Id') } }))
          : [],
    },
  ],
  send: async (aws, input) => {
    const client = aws.client(OrganizationsClient);
    const pages = paginateListTargetsForPolicy({ client, pageSize: 20 }, input);
    const { items: Targets, $metadata } = await everyPage(pages, page => page.Targets, nextToken);
    return { Targets, $metadata };
  },
});

/** Calls that a check of SCPs or RCPs needs. */
export const controlPolicyCalls: readonly AnyCall[] = [
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
  /** Ids of policies attached to the account itself, but for AWS's own that are taken to stand everywhere. */
  readonly own: readonly string[];
  /** Policies on the path that are not JSON, or no policies. */
  readonly unreadable: readonly { readonly policy: string; readonly fault: Fault }[];
}

/**
 * null: not enabled, no organization, or its management account, so that nothing of this kind binds. A level without
 * any policy is no level that allows nothing: it ends the judgement.
 */
export function policyPath(read: Read, accountId: string, type: ControlPolicyType): PolicyPath | null {
  const organization = organizationOf(read.population);
  if (organization === null) return null;
  if (organization.managementAccount === accountId || !enabledTypes(read).includes(type)) return null;
  const nodes = pathOf(read, accountId);
  const attached = attachments(read, type);
  const unreadable: { policy: string; fault: Fault }[] = [];
  const levels = nodes.map((name): Level => {
    const policies: Policy[] = [];
    const here = at(attached, name);
    if (here.length === 0) throw new Unreadable(notWhole(name, type));
    for (const { name: policy, content } of here) {
      read.cite(content.evidence);
      if (!content.ok) throw new Unreadable(content.blind);
      if (content.value.ok) policies.push(content.value.policy);
      else unreadable.push({ policy, fault: content.value.fault });
    }
    return { name, policies };
  });
  return { nodes, levels, own: (attached.byNode.get(accountId) ?? []).map(({ id }) => id), unreadable };
}

/**
 * While a kind is enabled, the last SCP or RCP cannot be detached from a root, unit or account (Organizations user
 * guide, Detaching organization policies). What is missing may allow (an SCP) or deny (either).
 */
function notWhole(node: string, type: ControlPolicyType): Unread {
  const kind = type === SCP ? 'SCP' : 'RCP';
  const note = `No ${kind} is listed at ${node}, where AWS always keeps one attached, so the list is not whole.`;
  return { note, gaps: [] };
}

interface Attached {
  readonly id: string;
  readonly name: string;
  /** Not read: only whoever has the policy on his path is kept from a judgement by it. */
  readonly content: Attempt<ReturnType<typeof parsePolicy>>;
}

interface Attachments {
  readonly everywhere: readonly Attached[];
  readonly byNode: ReadonlyMap<string, readonly Attached[]>;
}

function at({ everywhere, byNode }: Attachments, node: string): readonly Attached[] {
  return [...everywhere, ...(byNode.get(node) ?? [])];
}

/** All policies of a kind, parsed once, by where they are attached. A list of targets that was not read hides paths from all. */
function attachments(read: Read, type: ControlPolicyType): Attachments {
  const { value, evidence } = read.derive(`control-policies/${type}/targets`, r => {
    const everywhere: Attached[] = [];
    const byNode = new Map<string, Attached[]>();
    const contents = contentsOf(r, type);
    const byList = type === SCP && allowsByList(r);
    for (const { Id } of policiesOf(r, type)) {
      const id = must(Id, 'Policy.Id');
      const attached = must(contents.get(id), 'a policy');
      if (isFullAccess(id) && !byList) {
        everywhere.push(attached);
        continue;
      }
      for (const { TargetId } of r.get(listTargetsForPolicy, scopeOf(r), { PolicyId: id }).Targets) {
        const node = must(TargetId, 'Targets.TargetId');
        byNode.set(node, [...(byNode.get(node) ?? []), attached]);
      }
    }
    return { everywhere, byNode };
  });
  read.cite(evidence);
  return value;
}

/** Read apart from where they are attached, so that nothing rests on a policy that it is not under. */
function contentsOf(read: Read, type: ControlPolicyType): ReadonlyMap<string, Attached> {
  return read.derive(`control-policies/${type}/contents`, r => {
    return new Map(
      policiesOf(r, type).map(({ Id, Name }): [string, Attached] => {
        const id = must(Id, 'Policy.Id');
        const name = Name ?? id;
        const content = r.attempt(inner => {
          const { Policy } = inner.get(describePolicy, scopeOf(inner), { PolicyId: id });
          return parsePolicy(must(Policy?.Content, 'Policy.Content'), type === SCP ? 'scp' : 'rcp', name);
        });
        return [id, { id, name, content }];
      }),
    );
  }).value;
}

/** Whether a policy other than AWS's own allows, or might: whoever detaches FullAWSAccess needs one. */
function allowsByList(read: Read): boolean {
  return [...contentsOf(read, SCP).values()].some(({ id, content }) => {
    if (isFullAccess(id)) return false;
    if (!content.ok || !content.value.ok) return true;
    return content.value.policy.statements.some(statement => statement.effect === 'Allow');
  });
}

function scopeOf(read: Read): Scope {
  return must(organizationScope(read.population), 'an organization');
}

function isFullAccess(id: string | undefined): boolean {
  return id === 'p-FullAWSAccess' || id === 'p-RCPFullAWSAccess';
}

function policiesOf(read: Read, Filter: ControlPolicyType) {
  return read.get(listPolicies, scopeOf(read), { Filter }).Policies;
}

function enabledTypes(read: Read): readonly ControlPolicyType[] {
  const types = read
    .get(listRoots, scopeOf(read), {})
    .Roots.flatMap(root => must(root.PolicyTypes, 'Root.PolicyTypes'))
    .filter(type => must(type.Status, 'PolicyTypes.Status') === 'ENABLED')
    .map(type => must(type.Type, 'PolicyTypes.Type'));
  return [SCP, RCP].filter((type): type is ControlPolicyType => types.includes(type as ControlPolicyType));
}

function eachPolicy(wanted: (policy: { readonly Id?: string | undefined }) => boolean): Stage<PolicyId> {
  return {
    where: 'organization',
    needs: [listRoots, listPolicies],
    ask: (read, origin) =>
      enabledTypes(read).flatMap(type =>
        policiesOf(read, type)
          .filter(wanted)
          .map(({ Id }) => ({ scope: origin, input: { PolicyId: must(Id, 'Policy.Id') } })),
      ),
  };
}
