/** CloudTrail: trails, where they are seen, and what their status says. */
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
  paginateListTags,
  type Trail as SdkTrail,
} from '@aws-sdk/client-cloudtrail';
import { defineCall, type Stage } from '../model/call.ts';
import { grouped } from '../model/grouped.ts';
import type { Stored } from '../model/json.ts';
import { must, type Read, Unreadable } from '../model/read.ts';
import { ALL_REGIONS, type Scope } from '../model/scope.ts';
import { defineSubject, type Subject, survey } from '../model/subject.ts';
import { everyPage } from './pages.ts';
import { arnOf } from './partition.ts';
import { accountIn, accountScopes, regionScopes } from './scopes.ts';

export type Trail = Stored<SdkTrail>;

/**
 * With shadow trails (the default): a multi-region trail shows in each region it covers, an organization trail in each
 * member. Owned trails are told apart by home region and account; the copies prove coverage. DescribeTrails has no pages.
 */
export const describeTrails = defineCall({
  id: 'cloudtrail.DescribeTrails',
  permission: 'cloudtrail:DescribeTrails',
  stages: [{ where: 'region', needs: [], ask: (_read, origin) => [{ scope: origin, input: {} }] }],
  send: (aws, _input: Record<string, never>) =>
    aws.client(CloudTrailClient).send(new DescribeTrailsCommand({})),
});

/** Status is that of one region and, for an organization trail, of one member. By ARN: names are not found from afar. */
export const getTrailStatus = defineCall({
  id: 'cloudtrail.GetTrailStatus',
  permission: 'cloudtrail:GetTrailStatus',
  stages: [eachTrail(trailsSeen, Name => ({ Name }))],
  send: (aws, input: { readonly Name: string }) =>
    aws.client(CloudTrailClient).send(new GetTrailStatusCommand(input)),
});

/** Asked by the owner at home alone: whether members get an answer is told both ways. */
export const getEventSelectors = defineCall({
  id: 'cloudtrail.GetEventSelectors',
  permission: 'cloudtrail:GetEventSelectors',
  stages: [eachOwnedTrail(TrailName => ({ TrailName }))],
  send: (aws, input: { readonly TrailName: string }) =>
    aws.client(CloudTrailClient).send(new GetEventSelectorsCommand(input)),
});

/** Throws when there are none, which is an answer. Asked by the owner only: what members get is not documented. */
export const getInsightSelectors = defineCall({
  id: 'cloudtrail.GetInsightSelectors',
  permission: 'cloudtrail:GetInsightSelectors',
  absentOn: ['InsightNotEnabledException'],
  stages: [eachOwnedTrail(TrailName => ({ TrailName }))],
  send: (aws, input: { readonly TrailName: string }) =>
    aws.client(CloudTrailClient).send(new GetInsightSelectorsCommand(input)),
});

/** From a member AWS refuses the tags of an organization trail, so only the owner is asked. */
export const listTags = defineCall({
  id: 'cloudtrail.ListTags',
  permission: 'cloudtrail:ListTags',
  stages: [eachOwnedTrail(arn => ({ ResourceIdList: [arn] }))],
  send: async (aws, input: { readonly ResourceIdList: readonly string[] }) => {
    const pages = paginateListTags(
      { client: aws.client(CloudTrailClient) },
      { ResourceIdList: [...input.ResourceIdList] },
    );
    const { items, $metadata } = await everyPage(
      pages,
      page => page.ResourceTagList,
      page => page.NextToken,
    );
    return { ResourceTagList: items, $metadata };
  },
});

/** Once for each trail that `among` finds in a region, by its ARN. */
function eachTrail<I>(
  among: (read: Read, scope: Scope) => readonly Trail[],
  input: (trailArn: string) => I,
): Stage<I> {
  return {
    where: 'region',
    needs: [describeTrails],
    ask: (read, origin) =>
      among(read, origin).map(seen => ({ scope: origin, input: input(arnOfTrail(seen)) })),
  };
}

/** Once for each trail, in its owner's home region. */
export function eachOwnedTrail<I>(input: (trailArn: string) => I): Stage<I> {
  return eachTrail(trailsOwned, input);
}

/** Every trail that a region shows: owned ones, replicas and organization trails. */
export function trailsSeen(read: Read, scope: Scope): readonly Trail[] {
  return must(read.get(describeTrails, scope, {}).trailList, 'trailList');
}

/** The trails of an account that have their home in a region. */
export function trailsOwned(read: Read, scope: Scope): readonly Trail[] {
  return trailsSeen(read, scope).filter(
    seen =>
      must(seen.HomeRegion, 'HomeRegion') === scope.region && ownerOf(arnOfTrail(seen)) === scope.accountId,
  );
}

/** Where the management account's trails are looked for. Ends the judgement where that account is left out of the audit. */
export function managementTrailScopes({ population }: Read, managementAccount: string): readonly Scope[] {
  const management = accountIn(population, managementAccount);
  const scopes = management ? accountScopes(management) : [];
  if (scopes.length > 0) return scopes;
  const note = `The management account ${managementAccount} was not looked at, so its trails are not known.`;
  throw new Unreadable({ note, gaps: population.unread });
}

/**
 * The trails of an account that show as copies alone, each once: their home region is not evaluated, so that nobody
 * asked there. A trail that does not leave such a region shows nowhere.
 */
export function trailsHomedElsewhere(read: Read, accountId: string): readonly Trail[] {
  return read.derive('trails-homed-elsewhere', homedElsewhere).value.get(accountId) ?? [];
}

function homedElsewhere(read: Read): ReadonlyMap<string, readonly Trail[]> {
  const away = (r: Read, scope: Scope) => trailsSeen(r, scope).filter(seen => !isHomeEvaluated(r, seen));
  const copies = survey(read, regionScopes(read.population), away).found.map(({ item }) => item);
  const once = new Map(copies.map(seen => [arnOfTrail(seen), seen]));
  return grouped(once.values(), seen => ownerOf(arnOfTrail(seen)));
}

/** Ends the judgement of a trail of which a copy is all that was seen. */
export function homeNotRead(seen: Trail): never {
  const { TrailARN, HomeRegion } = seen;
  const note = `${TrailARN} was not judged: its home region ${HomeRegion} is not part of this audit.`;
  throw new Unreadable({ note, gaps: [] });
}

/** Of an account that could not be looked into no region is left out: each is a gap. */
function isHomeEvaluated(read: Read, seen: Trail): boolean {
  const home = must(seen.HomeRegion, 'HomeRegion');
  const owner = accountIn(read.population, ownerOf(arnOfTrail(seen)));
  return (owner ? accountScopes(owner) : []).some(({ region }) => region === home || region === ALL_REGIONS);
}

export function arnOfTrail(seen: Trail): string {
  return must(seen.TrailARN, 'TrailARN');
}

export function isOrganizationTrail(seen: Trail): boolean {
  return must(seen.IsOrganizationTrail, 'IsOrganizationTrail');
}

/** The account in a trail's ARN: for an organization trail always the management account, whoever created it. */
export function ownerOf(trailArn: string): string {
  return must(arnOf(trailArn)?.accountId, 'an account in TrailARN');
}

/** A trail is judged once: in the account that owns it, in its home region. */
export const trail = defineSubject<Trail>({
  kind: 'trail',
  singular: 'trail',
  plural: 'trails',
  needs: [describeTrails],
  list(read) {
    const { found, blind } = survey(read, regionScopes(read.population), trailsOwned);
    const subjects = found.map(({ item, scope, evidence }): Subject<Trail> => {
      const id = arnOfTrail(item);
      return { kind: 'trail', id, name: item.Name ?? id, ...homeOf(scope), data: item, evidence };
    });
    return { subjects, blind };
  },
});

function homeOf(scope: Scope): { accountId: string; region: string } {
  return { accountId: scope.accountId, region: scope.region };
}

/** The scope in which a trail is asked about: its owner's home region. */
export function trailHome(subject: Subject<Trail>): Scope {
  return { accountId: must(subject.accountId, 'the owner'), region: must(subject.region, 'HomeRegion') };
}

export function statusAt(read: Read, scope: Scope, trailArn: string) {
  return read.get(getTrailStatus, scope, { Name: trailArn });
}

/** Empty: no error. Absent means the same (CloudTrail API reference, GetTrailStatus: "any Amazon S3 error that CloudTrail encountered"). */
export function deliveryErrorOf(status: ReturnType<typeof statusAt>): string {
  return status.LatestDeliveryError ?? '';
}

/** The selectors of a trail that is seen anywhere. Ends the judgement where its owner was not asked for them. */
export function selectorsOf(read: Read, seen: Trail) {
  const arn = arnOfTrail(seen);
  const home = { accountId: ownerOf(arn), region: must(seen.HomeRegion, 'HomeRegion') };
  if (!read.asked(getEventSelectors, home, { TrailName: arn })) {
    const note = `What ${arn} selects was not read: its owner's home region is not part of this audit.`;
    throw new Unreadable({ note, gaps: [] });
  }
  return read.get(getEventSelectors, home, { TrailName: arn });
}

/**
 * Where a trail must deliver from: all regions of its owner, or of every member if organization-wide, and of these its
 * home region alone unless multi-region. A place that could not be looked into is kept: it may be one of them.
 */
export function recordedScopes(read: Read, subject: Subject<Trail>): readonly Scope[] {
  const scopes = isOrganizationTrail(subject.data)
    ? regionScopes(read.population)
    : accountScopes(must(accountIn(read.population, must(subject.accountId, 'the owner')), 'the owner'));
  if (must(subject.data.IsMultiRegionTrail, 'IsMultiRegionTrail')) return scopes;
  const home = trailHome(subject).region;
  return scopes.filter(({ region }) => region === home || region === ALL_REGIONS);
}
