/** Discovers again, from what is recorded alone: the population of a snapshot must be the one that its answers name. */
import { ASSUME_ROLE } from '../aws/assume-role.ts';
import { arnOf } from '../aws/partition.ts';
import type { Evidence } from '../model/evidence.ts';
import { canonical, type Json } from '../model/json.ts';
import type { Population, PopulationAccount } from '../model/population.ts';
import type { Snapshot } from '../snapshot/folder.ts';
import { questionId } from '../snapshot/question.ts';
import { discover } from './discover.ts';

/** What is wrong with the population, in words that follow its name; null: nothing. */
export async function populationFault({ header, population, index }: Snapshot): Promise<string | null> {
  if (population === null) return null;
  const sessions = sessionsIn(index.records());
  let fault: string | null = null;
  // The last way is the likeliest: a run that was gone on with discovers anew.
  for (const way of sessions.length === 0 ? [new Map<string, Evidence>()] : sessions.reverse()) {
    const found = await rediscovered(way)
      .then(again => difference(population, again) ?? stranger(population, way.keys()))
      .then(undefined, (cause: unknown) => `cannot be made again from the evidence: ${messageOf(cause)}`);
    if (found === null) return null;
    fault ??= found;
  }
  return fault;

  async function rediscovered(way: ReadonlyMap<string, Evidence>): Promise<Population> {
    const { globalRegion } = population as Population;
    return discover({
      partition: arnOf(header.caller.arn)?.partition ?? '',
      globalRegion,
      callerAccount: header.caller.accountId,
      selection: header.selection,
      async ask({ call, scope, input }) {
        const id = questionId(call.id, scope, input);
        return index.find(id) ?? notRecorded(id);
      },
      async assumeRole(accountId) {
        if (accountId === header.caller.accountId) return null;
        return way.get(accountId) ?? notRecorded(`${ASSUME_ROLE.id} of account ${accountId}`);
      },
      limit: task => task(),
    });
  }
}

/**
 * The sessions of each way in which a run got into accounts, by account. One way as a rule: the role's name and where it
 * is assumed are in no header, and a run may have been gone on with under another role.
 */
function sessionsIn(records: Iterable<Evidence>): ReadonlyMap<string, Evidence>[] {
  const ways = new Map<string, Map<string, Evidence>>();
  for (const record of records) {
    if (record.call !== ASSUME_ROLE.id) continue;
    const way = `${record.scope.region} ${roleIn(record.input)}`;
    const sessions = ways.get(way) ?? new Map<string, Evidence>();
    sessions.set(record.scope.accountId, record);
    ways.set(way, sessions);
  }
  return [...ways.values()];
}

function roleIn(input: Json | null): string {
  const { RoleArn } = (input ?? {}) as { readonly RoleArn?: unknown };
  return arnOf(String(RoleArn))?.resource ?? '';
}

function notRecorded(question: string): never {
  throw new Error(`there is no record of ${question}`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The first account or region that differs; else the first member that does. */
function difference(there: Population, again: Population): string | null {
  if (canonical(there) === canonical(again)) return null;
  const named = byName(there.accounts, account => account.accountId);
  const found = byName(again.accounts, account => account.accountId);
  const accountId = onlyOne(named, found);
  if (accountId !== undefined)
    return found.has(accountId)
      ? `lacks account ${accountId}, which AWS's answers name`
      : `names account ${accountId}, which AWS's answers do not`;
  for (const [id, account] of found) {
    const what = differenceOf(named.get(id) as PopulationAccount, account);
    if (what !== null) return what;
  }
  return `${memberOf(there, again)} is not what AWS's answers say`;
}

function differenceOf(there: PopulationAccount, again: PopulationAccount): string | null {
  if (canonical(there) === canonical(again)) return null;
  const { accountId } = again;
  const named = byName(there.regions ?? [], ({ region }) => region);
  const found = byName(again.regions ?? [], ({ region }) => region);
  const region = onlyOne(named, found);
  if (region !== undefined && there.regions !== null && again.regions !== null)
    return found.has(region)
      ? `lacks region ${region} of account ${accountId}, which AWS's answers name`
      : `names region ${region} of account ${accountId}, which AWS's answers do not`;
  const changed = [...found].find(([name, one]) => canonical(one) !== canonical(named.get(name) ?? null));
  const place = changed === undefined ? '' : `region ${changed[0]} of `;
  return `says of ${place}account ${accountId} what AWS's answers do not: its ${memberOf(there, again)}`;
}

/** That a session was asked for in an account shows that somebody named it. */
function stranger({ accounts, organization }: Population, sessions: Iterable<string>): string | null {
  const known = new Set([...accounts.map(account => account.accountId), organization?.readFrom]);
  const one = [...sessions].find(accountId => !known.has(accountId));
  return one === undefined ? null : `lacks account ${one}, in which a session was asked for`;
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(items.map(item => [nameOf(item), item]));
}

function onlyOne(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string | undefined {
  return [...b.keys()].find(name => !a.has(name)) ?? [...a.keys()].find(name => !b.has(name));
}

function memberOf(there: object, again: object): string {
  const [a, b] = [there, again] as readonly Record<string, Json>[];
  const names = [...new Set([...Object.keys(again), ...Object.keys(there)])];
  return names.find(name => canonical(a?.[name] ?? null) !== canonical(b?.[name] ?? null)) ?? 'the order';
}
