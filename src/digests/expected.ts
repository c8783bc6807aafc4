/** Which chains there must be: every validated trail, in every account and region that it records. */
import {
  arnOfTrail,
  isOrganizationTrail,
  statusAt,
  type Trail,
  trail,
  trailHome,
  trailsHomedElsewhere,
} from '../aws/cloudtrail.ts';
import type { ObjectBucket } from '../aws/objects.ts';
import { ownedBucket } from '../aws/s3.ts';
import { accountScopes } from '../aws/scopes.ts';
import { ACCOUNT_CLOSED, type PopulationAccount } from '../model/population.ts';
import { must, type Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { listed, type Subject } from '../model/subject.ts';
import type { Chain } from './chain.ts';

/** What a trail writes, wherever it writes it. */
export interface Source {
  readonly trailArn: string;
  readonly trailName: string;
  readonly homeRegion: string;
  readonly owner: string;
  readonly bucket: ObjectBucket;
  readonly prefix: string | null;
  readonly organizationId: string | null;
  /** IsMultiRegionTrail; false: it writes in its home region alone. */
  readonly everywhere: boolean;
  /** With a key of KMS: S3 asks for it when an object is read. */
  readonly encrypted: boolean;
}

export interface ExpectedChain {
  readonly source: Source;
  readonly chain: Chain;
  /** LatestDigestDeliveryTime there; null: AWS shows none; undefined: it could not be read. */
  readonly latestDigestAt: number | null | undefined;
}

/** An account that nobody can look into: it has digests in every region that AWS enables by itself, and perhaps in more. */
export interface SealedAccount {
  readonly source: Source;
  readonly accountId: string;
  /** The trail records these; others show in the bucket alone. */
  readonly regions: readonly string[];
  /** What the configuration leaves out is not looked for. */
  readonly leftOut: readonly string[];
  /** false: it is closed, so nothing more can happen in it; true: what it enabled should have been read. */
  readonly open: boolean;
  readonly why: string;
}

/** Something that keeps the answer from being whole. */
export interface Unaccounted {
  readonly trailArn: string | null;
  readonly accountId: string | null;
  readonly says: string;
}

export interface Expected {
  readonly chains: readonly ExpectedChain[];
  readonly sealed: readonly SealedAccount[];
  readonly unaccounted: readonly Unaccounted[];
  /** Where trails without digests write: a log file there that no digest names need not be a stranger's. */
  readonly undigested: readonly Source[];
}

/** `only`: ARNs of trails; undefined: all that validate their files. */
export function expectedChains(read: Read, only: readonly string[] | undefined): Expected {
  const { subjects, blind } = listed(read, trail);
  const found = { chains: [], sealed: [], unaccounted: [], undigested: [] } as Mutable<Expected>;
  for (const { scope, note } of blind)
    found.unaccounted.push({ trailArn: null, accountId: scope.accountId, says: note });
  for (const unread of read.population.unread)
    found.unaccounted.push({ trailArn: null, accountId: null, says: `${unread} could not be read.` });

  for (const subject of subjects) {
    const wanted = only === undefined || only.includes(subject.id);
    const seen = read.attempt(r => ({
      validated: must(subject.data.LogFileValidationEnabled, 'LogFileValidationEnabled'),
      source: sourceOf(r, subject),
    }));
    if (!seen.ok) {
      if (wanted) found.unaccounted.push({ trailArn: subject.id, accountId: null, says: seen.blind.note });
    } else if (!seen.value.validated) found.undigested.push(seen.value.source);
    else if (wanted) addChains(read, seen.value.source, found);
  }
  found.unaccounted.push(...homedElsewhere(read, only));
  return found;
}

/** What such a trail writes of accounts and regions that are looked at is looked for by nobody. */
function homedElsewhere(read: Read, only: readonly string[] | undefined): Unaccounted[] {
  const { accounts, organization } = read.population;
  const owners = new Set(accounts.map(({ accountId }) => accountId));
  if (organization !== null) owners.add(organization.managementAccount);
  const seen = read.attempt(r => [...owners].flatMap(owner => trailsHomedElsewhere(r, owner)));
  if (!seen.ok) return [{ trailArn: null, accountId: null, says: seen.blind.note }];
  return seen.value
    .filter(copy => copy.LogFileValidationEnabled !== false)
    .map(copy => ({ trailArn: arnOfTrail(copy), home: copy.HomeRegion }))
    .filter(({ trailArn }) => only === undefined || only.includes(trailArn))
    .map(({ trailArn, home }) => {
      const says = `The chains of ${trailArn} were not looked at: its home region ${home} is not part of this run.`;
      return { trailArn, accountId: null, says };
    });
}

type Mutable<T> = { [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

function sourceOf(read: Read, subject: Subject<Trail>): Source {
  const { data } = subject;
  const ofOrganization = isOrganizationTrail(data);
  const name = must(data.S3BucketName, 'S3BucketName');
  const { scope } = ownedBucket(read, { name, trails: [subject.id] });
  return {
    trailArn: subject.id,
    trailName: must(data.Name, 'Name'),
    homeRegion: trailHome(subject).region,
    owner: trailHome(subject).accountId,
    bucket: { name, owner: scope.accountId, region: scope.region },
    prefix: data.S3KeyPrefix ?? null,
    // DescribeTrails names no key where there is none (AWS CloudTrail API Reference, Trail).
    encrypted: data.KmsKeyId !== undefined,
    everywhere: must(data.IsMultiRegionTrail, 'IsMultiRegionTrail'),
    organizationId: ofOrganization ? must(read.population.organization, 'the organization').id : null,
  };
}

function addChains(read: Read, source: Source, found: Mutable<Expected>): void {
  const { everywhere } = source;
  const { population } = read;
  const ofOrganization = source.organizationId !== null;
  const accounts = population.accounts.filter(a => ofOrganization || a.accountId === source.owner);
  const usual = everywhere ? alwaysEnabled(population.accounts) : [source.homeRegion];
  const leftOut = leftOutRegions(population.accounts);
  for (const account of accounts) {
    const { accountId } = account;
    const closed = account.reason === ACCOUNT_CLOSED;
    // Its digests go on, and it is what somebody would delete whose account was closed for what they did.
    if (account.disposition === 'excluded' && !closed) continue;
    if (account.disposition !== 'evaluated') {
      const why = account.reason ?? 'The account could not be looked into.';
      found.sealed.push({ source, accountId, regions: usual, leftOut, open: !isClosed(account), why });
      continue;
    }
    for (const scope of accountScopes(account)) {
      if (everywhere || scope.region === source.homeRegion)
        found.chains.push(expectedIn(read, source, scope));
    }
  }
}

function expectedIn(read: Read, source: Source, scope: Scope): ExpectedChain {
  const status = read.attempt(r => statusAt(r, scope, source.trailArn).LatestDigestDeliveryTime ?? null);
  const at = status.ok ? status.value : undefined;
  return {
    source,
    chain: chainOf(source, scope),
    latestDigestAt: at === null || at === undefined ? at : Date.parse(at),
  };
}

export function chainOf(source: Source, scope: Scope): Chain {
  const { trailArn, trailName, homeRegion, prefix, organizationId, bucket } = source;
  return { trailArn, trailName, homeRegion, prefix, organizationId, bucket: bucket.name, ...scope };
}

function leftOutRegions(accounts: readonly PopulationAccount[]): readonly string[] {
  const all = accounts.flatMap(account => account.regions ?? []);
  return [...new Set(all.filter(r => r.disposition === 'excluded').map(r => r.region))].sort();
}

/** Regions that need no opting in, as the accounts that could be asked tell them. */
function alwaysEnabled(accounts: readonly PopulationAccount[]): readonly string[] {
  const regions = new Set<string>();
  for (const account of accounts) {
    for (const { region, optIn, disposition } of account.regions ?? []) {
      if (!optIn && disposition === 'evaluated') regions.add(region);
    }
  }
  return [...regions].sort();
}

/** CloudTrail goes on to write empty digests for it; nobody can sign in any more. */
function isClosed({ state }: PopulationAccount): boolean {
  return state === 'SUSPENDED' || state === 'CLOSED' || state === 'PENDING_CLOSURE';
}
