/** The way from the root of an organization down to an account: read from ListAccounts, else climbed parent by parent. */
import { ListParentsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { type Call, defineCall, type Stage } from '../model/call.ts';
import { must, type Read, Unreadable } from '../model/read.ts';
import { listAccounts } from './organizations.ts';
import { organizationScope } from './scopes.ts';

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

/** From the root down to the account. A path that turns in a circle or breaks off ends the judgement. */
export function pathOf(read: Read, accountId: string): readonly string[] {
  const paths = pathsListed(read);
  read.cite(paths.evidence);
  const listed = paths.value.get(accountId);
  if (listed !== undefined) return whole(listed, accountId) ? listed : noRoot(accountId);
  if (!climbed(read).includes(accountId)) {
    const note = `Account ${accountId} is not part of this audit, so the units above it were not read.`;
    throw new Unreadable({ note, gaps: [] });
  }
  const nodes = [accountId];
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const parent = parentOf(read, must(nodes[0], 'a node'));
    if (nodes.includes(parent.id)) return noRoot(accountId);
    nodes.unshift(parent.id);
    if (parent.root) return nodes;
  }
  return noRoot(accountId);
}

function whole(nodes: readonly string[], accountId: string): boolean {
  const [root, ...below] = nodes;
  const units = below.slice(0, -1);
  return (
    root?.startsWith('r-') === true &&
    below.at(-1) === accountId &&
    units.every(unit => unit.startsWith('ou-')) &&
    new Set(units).size === units.length
  );
}

function noRoot(accountId: string): never {
  const note = `The path from the root to account ${accountId} does not lead from a root to the account.`;
  throw new Unreadable({ note, gaps: [] });
}

/** `o-aa/r-bb/ou-cc/111122223333/` of every account that has it (Organizations API reference, Account, since April 2026). */
function pathsListed(read: Read) {
  const { unread } = read.population;
  // Where even the role was refused, the list was never asked for.
  if (unread.length > 0) {
    throw new Unreadable({
      note: 'The list of the accounts of the organization could not be read.',
      gaps: unread,
    });
  }
  return read.derive('organization-paths', r => {
    const scope = must(organizationScope(r.population), 'an organization');
    const paths = new Map<string, readonly string[]>();
    for (const { Id, Paths } of r.get(listAccounts, scope, {}).Accounts) {
      const [path, ...others] = Paths ?? [];
      if (Id === undefined || path === undefined) continue;
      // An account has one place in the tree; two of them would be no path to rely on.
      paths.set(Id, others.length > 0 ? [] : path.split('/').filter(Boolean).slice(1));
    }
    return paths;
  });
}

function parentOf(read: Read, ChildId: string): { readonly id: string; readonly root: boolean } {
  const scope = must(organizationScope(read.population), 'an organization');
  const [parent] = read.get(listParents, scope, { ChildId }).Parents ?? [];
  return { id: must(parent?.Id, 'Parents.Id'), root: must(parent?.Type, 'Parents.Type') === 'ROOT' };
}

/** Accounts without a listed path. No policy binds the management account, so nobody asks for its path. */
function climbed(read: Read): readonly string[] {
  return read.derive('organization-climb', r => {
    const listed = pathsListed(r).value;
    return r.population.accounts
      .filter(account => !account.management && account.disposition !== 'excluded')
      .map(account => account.accountId)
      .filter(id => !listed.has(id));
  }).value;
}

/** The climbed accounts at level 0, then the distinct units above them. */
function nodesAtLevel(read: Read, level: number): readonly string[] {
  let nodes = climbed(read);
  for (let at = 0; at < level; at += 1) {
    const parents = nodes.flatMap(node => {
      const parent = read.attempt(r => parentOf(r, node));
      return parent.ok && !parent.value.root ? [parent.value.id] : [];
    });
    nodes = [...new Set(parents)].sort();
  }
  return nodes;
}
