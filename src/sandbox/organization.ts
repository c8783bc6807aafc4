/** The organization as AWS answers about it, worked out once: accounts with their paths, children, policies by target. */
import { epochSeconds } from './clock.ts';
import { withFullAccess } from './full-access.ts';
import type { OrganizationDescription, PolicyDescription } from './schema/organization.ts';
import type { Account, World } from './world.ts';

interface Target {
  readonly TargetId: string;
  readonly Arn: string;
  readonly Name: string;
  readonly Type: 'ROOT' | 'ORGANIZATIONAL_UNIT' | 'ACCOUNT';
}

type AccountAnswer = Readonly<Record<string, unknown>> & { readonly Id: string };

export interface Organization {
  readonly description: OrganizationDescription;
  readonly management: Account;
  readonly root: Target;
  readonly accounts: readonly AccountAnswer[];
  readonly units: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly childUnits: ReadonlyMap<string, readonly string[]>;
  readonly childAccounts: ReadonlyMap<string, readonly AccountAnswer[]>;
  /** Parent of every unit and account. */
  readonly parents: ReadonlyMap<string, string>;
  readonly accountById: ReadonlyMap<string, AccountAnswer>;
  readonly policies: ReadonlyMap<string, PolicyDescription>;
  readonly targetsOf: (policy: PolicyDescription) => readonly Target[];
  readonly policiesFor: (target: string) => readonly PolicyDescription[] | undefined;
  readonly policySummary: (policy: PolicyDescription) => Readonly<Record<string, unknown>>;
}

export function buildOrganization(world: World, now: Date): Organization | undefined {
  const { organization: description } = world.estate;
  const management =
    description === undefined ? undefined : world.accounts.get(description.managementAccount);
  if (description === undefined || management === undefined) return undefined;
  const arnOf = (resource: string) => `arn:${world.partition}:organizations::${management.id}:${resource}`;
  const { id, rootId } = description;
  const joined = epochSeconds(description.since, now);

  const root: Target = { TargetId: rootId, Arn: arnOf(`root/${id}/${rootId}`), Name: 'Root', Type: 'ROOT' };
  const targets: Target[] = [root];
  const paths = new Map([[rootId, `${id}/${rootId}/`]]);
  const units = new Map<string, Readonly<Record<string, unknown>>>();
  const childUnits = new Map<string, string[]>();
  const childAccounts = new Map<string, AccountAnswer[]>();
  const parents = new Map<string, string>();
  for (const unit of description.units) {
    const parent = unit.parent ?? rootId;
    const path = `${paths.get(parent) ?? ''}${unit.id}/`;
    const answer = { Id: unit.id, Arn: arnOf(`ou/${id}/${unit.id}`), Name: unit.name };
    paths.set(unit.id, path);
    units.set(unit.id, description.paths ? { ...answer, Path: path } : answer);
    parents.set(unit.id, parent);
    append(childUnits, parent, unit.id);
    targets.push({ TargetId: unit.id, Arn: answer.Arn, Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' });
  }
  const accounts: AccountAnswer[] = [];
  for (const account of world.accounts.values()) {
    if (!account.isMember) continue;
    const { name, state, unit } = account.description;
    const parent = unit ?? rootId;
    const answer = {
      Id: account.id,
      Arn: arnOf(`account/${id}/${account.id}`),
      Email: emailOf(account),
      Name: name,
      // Status is on its way out and has no word for CLOSED.
      Status: state === 'CLOSED' ? 'SUSPENDED' : state === 'PENDING_ACTIVATION' ? 'ACTIVE' : state,
      State: state,
      ...(description.paths ? { Paths: [`${paths.get(parent) ?? ''}${account.id}/`] } : {}),
      JoinedMethod: account === management ? 'INVITED' : 'CREATED',
      JoinedTimestamp: joined,
    };
    accounts.push(answer);
    parents.set(account.id, parent);
    append(childAccounts, parent, answer);
    targets.push({ TargetId: account.id, Arn: answer.Arn, Name: name, Type: 'ACCOUNT' });
  }

  const byTarget = new Map<string, PolicyDescription[]>(targets.map(target => [target.TargetId, []]));
  const attachments = new Map<string, readonly Target[]>();
  const policies = withFullAccess(description, [...byTarget.keys()]);
  for (const policy of policies) {
    const wanted = new Set(policy.targets);
    const attached =
      policy.targets === 'everything' ? targets : targets.filter(target => wanted.has(target.TargetId));
    attachments.set(policy.id, attached);
    for (const target of attached) byTarget.get(target.TargetId)?.push(policy);
  }
  return {
    description,
    management,
    root,
    accounts,
    units,
    childUnits,
    childAccounts,
    parents,
    accountById: new Map(accounts.map(account => [account.Id, account])),
    policies: new Map(policies.map(policy => [policy.id, policy])),
    targetsOf: policy => attachments.get(policy.id) ?? [],
    policiesFor: target => byTarget.get(target),
    policySummary: policy => ({
      Id: policy.id,
      Arn: policy.awsManaged
        ? `arn:${world.partition}:organizations::aws:policy/${policy.type.toLowerCase()}/${policy.id}`
        : arnOf(`policy/${id}/${policy.type.toLowerCase()}/${policy.id}`),
      Name: policy.name,
      Description: policy.description,
      Type: policy.type,
      AwsManaged: policy.awsManaged,
    }),
  };
}

export function emailOf(account: Account): string {
  const { email, name } = account.description;
  return email ?? `aws+${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}@example.com`;
}

function append<Item>(lists: Map<string, Item[]>, name: string, item: Item): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}
