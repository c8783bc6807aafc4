/** A believable small organization as evidence, made by asking what the planner would ask. Cases override what they are about. */
import { headBucket, listBuckets } from '../../src/aws/bucket-owner.ts';
import {
  describeTrails,
  getEventSelectors,
  getInsightSelectors,
  getTrailStatus,
  listTags,
  type Trail,
} from '../../src/aws/cloudtrail.ts';
import {
  describeOrganizationConfiguration,
  getDetector,
  getMemberDetectors,
  listDetectors,
  listMembers,
  listOrganizationAdminAccounts,
} from '../../src/aws/guardduty.ts';
import { describeKey, getKeyRotationStatus } from '../../src/aws/kms.ts';
import { type EventDataStore, getEventDataStore, listEventDataStores } from '../../src/aws/lake.ts';
import { readLedger } from '../../src/aws/ledger.ts';
import { listAccounts, listDelegatedAdministrators, listServiceAccess } from '../../src/aws/organizations.ts';
import {
  getAccountPublicAccessBlock,
  getBucketAcl,
  getBucketEncryption,
  getBucketLifecycleConfiguration,
  getBucketLogging,
  getBucketPolicyStatus,
  getBucketVersioning,
  getObjectLockConfiguration,
  getPublicAccessBlock,
} from '../../src/aws/s3.ts';
import { accountIn, closedRegion } from '../../src/aws/scopes.ts';
import { createPlanner } from '../../src/collect/plan.ts';
import type { AnyCall, Call } from '../../src/model/call.ts';
import type { Evidence, GapReason } from '../../src/model/evidence.ts';
import { canonical, type Json, type Stored } from '../../src/model/json.ts';
import { defaultParameters, type Parameters } from '../../src/model/parameters.ts';
import type { Population, PopulationAccount, PopulationRegion } from '../../src/model/population.ts';
import type { Scope } from '../../src/model/scope.ts';
import { EvidenceIndex } from '../../src/snapshot/index.ts';
import { questionId, sha256 } from '../../src/snapshot/question.ts';
import { toStored } from '../../src/snapshot/stored.ts';
import { SECURITY, type Tree, treeReplies, WORKLOADS } from './control-policies.ts';
import { policyReplies } from './resource-policies.ts';
import { verifier, watchReplies } from './watch.ts';

export const MANAGEMENT = '111122223333';
export const ARCHIVE = '222233334444';
export const WORKLOAD = '444455556666';
export const TAKEN_AT = '2026-11-20T06:00:00.000Z';
export const ORGANIZATION = 'o-exampleorgid';
export const TRAIL = `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/org-trail`;
export const BUCKET = 'acme-cloudtrail-logs';
/** In the bucket's region, which is not the trail's home: whoever mixes them up is found out. */
export const BUCKET_REGION = 'eu-west-1';
export const KEY = `arn:aws:kms:${BUCKET_REGION}:${ARCHIVE}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const STORE = `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:eventdatastore/11111111-2222-3333-4444-555555555555`;

const LIST_ACCOUNTS = questionId(
  'organizations.ListAccounts',
  { accountId: MANAGEMENT, region: 'us-east-1' },
  {},
);
const HOUR = 3_600_000;

export function hoursAgo(hours: number): string {
  return new Date(Date.parse(TAKEN_AT) - hours * HOUR).toISOString();
}

export function daysAhead(days: number): string {
  return hoursAgo(-24 * days);
}

/** Enumerations are plain strings here: AWS may add a member that the SDK does not know. */
export type DeepPartial<T> = T extends string
  ? string
  : T extends readonly (infer U)[]
    ? DeepPartial<U>[]
    : T extends object
      ? { [K in keyof T]?: DeepPartial<T[K]> | undefined }
      : T;

class AbsentReply {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}

class GapReply {
  readonly reason: GapReason;
  readonly code: string;
  constructor(reason: GapReason, code: string) {
    this.reason = reason;
    this.code = code;
  }
}

/** AWS says that there is none. */
export function absent(code: string): AbsentReply {
  return new AbsentReply(code);
}

export function denied(code = 'AccessDeniedException'): GapReply {
  return new GapReply('denied', code);
}

export function unobservable(code: string): GapReply {
  return new GapReply('not-observable', code);
}

type Given<O> = DeepPartial<Stored<O>> | AbsentReply | GapReply | undefined;

export interface Reply {
  readonly call: string;
  reply(scope: Scope, input: Json): unknown;
}

/** What AWS answers to a call. `undefined` leaves the question to the world as it was. */
export function on<I extends Json, O>(call: Call<I, O>, reply: (scope: Scope, input: I) => Given<O>): Reply {
  return { call: call.id, reply: (scope, input) => reply(scope, input as I) };
}

/** The same refusal wherever the call is asked, or only where `only` says so. */
export function refuse(call: AnyCall, only: (scope: Scope) => boolean = () => true): Reply {
  return { call: call.id, reply: scope => (only(scope) ? denied() : undefined) };
}

export type Status = Awaited<ReturnType<typeof getTrailStatus.send>>;
type StatusPatch = DeepPartial<Stored<Status>>;
type KeyPatch = DeepPartial<NonNullable<Stored<Awaited<ReturnType<typeof describeKey.send>>>['KeyMetadata']>>;

export interface Spec {
  readonly parameters?: Partial<Parameters>;
  /** Changes to accounts; a new id is a new account. */
  readonly accounts?: Readonly<Record<string, Partial<PopulationAccount>>>;
  /** null: the management account stands alone. */
  readonly organization?: null;
  /** The list of accounts could not be read: there may be more of them. */
  readonly unlisted?: true;
  /** Changes to the organization trail; null: there is none. */
  readonly trail?: DeepPartial<Trail> | null;
  /** Other trails. */
  readonly trails?: readonly Trail[];
  readonly status?: StatusPatch | ((scope: Scope, trailArn: string) => StatusPatch);
  /** Who owns the bucket; null: nobody in sight. */
  readonly bucketOwner?: string | null;
  readonly key?: KeyPatch;
  /** Changes to the organization's event data store; null: there is none. */
  readonly store?: DeepPartial<EventDataStore> | null;
  readonly stores?: readonly EventDataStore[];
  /** The organization's units and control policies. */
  readonly tree?: Tree;
  readonly answers?: readonly Reply[];
}

export interface World {
  readonly population: Population;
  readonly parameters: Parameters;
  readonly replies: readonly Reply[];
}

export function region(name: string, changes: Partial<PopulationRegion> = {}): PopulationRegion {
  return { region: name, optIn: false, disposition: 'evaluated', ...changes };
}

function accountOf(accountId: string, name: string): PopulationAccount {
  return {
    accountId,
    name,
    state: 'ACTIVE',
    management: accountId === MANAGEMENT,
    disposition: 'evaluated',
    regions: [region('us-east-1'), region('eu-west-1')],
  };
}

/** The audit role refuses: nothing in the account can be read. */
export function notEvaluable(accountId: string): Partial<PopulationAccount> {
  return {
    disposition: 'not-evaluable',
    reason: 'AccessDenied',
    because: assumeRoleId(accountId),
    regions: null,
  };
}

export const excluded: Partial<PopulationAccount> = { disposition: 'excluded', reason: 'by configuration' };

/** The organization trail shows as a copy alone: its home region is not part of the audit of the management account. */
export const homeLeftOut: Readonly<Record<string, Partial<PopulationAccount>>> = {
  [MANAGEMENT]: { regions: [region('us-east-1', { disposition: 'excluded' }), region('eu-west-1')] },
};

function assumeRoleId(accountId: string): string {
  return questionId('sts.AssumeRole', { accountId: MANAGEMENT, region: 'us-east-1' }, { accountId });
}

/** An account's own trail, healthy, with all that is optional left out. */
export function ownTrail(accountId: string, name: string, changes: DeepPartial<Trail> = {}): Trail {
  const HomeRegion = changes.HomeRegion ?? 'us-east-1';
  return {
    Name: name,
    TrailARN: `arn:aws:cloudtrail:${HomeRegion}:${accountId}:trail/${name}`,
    HomeRegion,
    S3BucketName: BUCKET,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: true,
    IsOrganizationTrail: false,
    LogFileValidationEnabled: true,
    HasCustomEventSelectors: false,
    HasInsightSelectors: false,
    ...changes,
  } as Trail;
}

export function world(spec: Spec = {}): World {
  const population = populationOf(spec);
  const trails = trailsOf(spec);
  return {
    population,
    parameters: {
      ...defaultParameters,
      logArchiveAccount: ARCHIVE,
      // The estate has three accounts and is to be judged as a large one.
      smallEstateAccounts: 2,
      verifier,
      ...spec.parameters,
    },
    replies: [
      ...(spec.answers ?? []),
      ...trailReplies(spec, population, trails),
      ...organizationReplies(),
      ...treeOf(spec, population),
      ...bucketReplies(spec),
      ...policyReplies(on),
      ...keyReplies(spec),
      ...storeReplies(spec),
      ...guardDutyReplies(population),
      ...watchReplies(on),
    ],
  };
}

function populationOf(spec: Spec): Population {
  const known = [
    accountOf(MANAGEMENT, 'acme-management'),
    accountOf(ARCHIVE, 'acme-log-archive'),
    accountOf(WORKLOAD, 'acme-payments'),
  ].filter(a => spec.organization !== null || a.management);
  const patches = spec.accounts ?? {};
  const added = Object.keys(patches).filter(id => known.every(a => a.accountId !== id));
  const all = [...known, ...added.map(id => accountOf(id, `acme-${id}`))];
  return {
    partition: 'aws',
    globalRegion: 'us-east-1',
    organization:
      spec.organization === null
        ? null
        : { id: ORGANIZATION, managementAccount: MANAGEMENT, readFrom: MANAGEMENT },
    accounts: all.map(a => ({ ...a, ...patches[a.accountId] })),
    unread: spec.unlisted ? [LIST_ACCOUNTS] : [],
  };
}

function trailsOf(spec: Spec): readonly Trail[] {
  const others = spec.trails ?? [];
  if (spec.trail === null) return others;
  const organizationTrail = ownTrail(MANAGEMENT, 'org-trail', {
    S3KeyPrefix: 'trails',
    IsOrganizationTrail: spec.organization !== null,
    KmsKeyId: KEY,
    SnsTopicARN: `arn:aws:sns:us-east-1:${MANAGEMENT}:trail`,
    CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${MANAGEMENT}:log-group:trail:*`,
    CloudWatchLogsRoleArn: `arn:aws:iam::${MANAGEMENT}:role/trail-to-logs`,
    HasInsightSelectors: true,
    ...spec.trail,
  });
  return [organizationTrail, ...others];
}

/** As AWS shows them: replicas of a multi-region trail in each region, an organization trail in each member. */
function isSeen(trail: Trail, scope: Scope): boolean {
  const there = trail.IsMultiRegionTrail === true || trail.HomeRegion === scope.region;
  const owner = trail.TrailARN?.split(':')[4];
  return there && (owner === scope.accountId || trail.IsOrganizationTrail === true);
}

function trailReplies(spec: Spec, population: Population, trails: readonly Trail[]): readonly Reply[] {
  return [
    on(describeTrails, scope => ({
      trailList: trails.filter(t => isSeen(t, scope) && accountIn(population, scope.accountId) !== undefined),
    })),
    on(getTrailStatus, (scope, { Name }) => ({
      IsLogging: true,
      StartLoggingTime: '2026-01-02T03:04:05.000Z',
      LatestDeliveryTime: '2026-11-20T05:50:00.000Z',
      LatestDigestDeliveryTime: '2026-11-20T05:20:00.000Z',
      LatestNotificationTime: '2026-11-20T05:50:00.000Z',
      LatestCloudWatchLogsDeliveryTime: '2026-11-20T05:52:00.000Z',
      ...(typeof spec.status === 'function' ? spec.status(scope, Name) : spec.status),
    })),
    on(getEventSelectors, (_scope, { TrailName }) => ({
      TrailARN: TrailName,
      AdvancedEventSelectors: [
        selecting('Management events', { eventCategory: 'Management' }),
        selecting('S3 objects', { eventCategory: 'Data', 'resources.type': 'AWS::S3::Object' }),
        selecting('Lambda functions', { eventCategory: 'Data', 'resources.type': 'AWS::Lambda::Function' }),
        selecting('KMS endpoints', { eventCategory: 'NetworkActivity', eventSource: 'kms.amazonaws.com' }),
      ],
    })),
    on(getInsightSelectors, (_scope, { TrailName }) => ({
      TrailARN: TrailName,
      InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }],
    })),
    on(readLedger, () => absent('NoLedger')),
    on(listTags, (_scope, { ResourceIdList }) => ({
      ResourceTagList: ResourceIdList.map(ResourceId => ({
        ResourceId,
        TagsList: [{ Key: 'owner', Value: 'security' }],
      })),
    })),
  ];
}

function selecting(Name: string, fields: Readonly<Record<string, string>>) {
  return {
    Name,
    FieldSelectors: Object.entries(fields).map(([Field, value]) => ({ Field, Equals: [value] })),
  };
}

function organizationReplies(): readonly Reply[] {
  return [
    on(listServiceAccess, () => ({
      EnabledServicePrincipals: [
        { ServicePrincipal: 'cloudtrail.amazonaws.com', DateEnabled: '2024-02-01T00:00:00.000Z' },
        { ServicePrincipal: 'guardduty.amazonaws.com', DateEnabled: '2024-02-01T00:00:00.000Z' },
      ],
    })),
    on(listDelegatedAdministrators, () => ({ DelegatedAdministrators: [] })),
  ];
}

/** The archive and the workload each have a unit of their own; added accounts stand beside the workload. */
function treeOf({ tree = {} }: Spec, { accounts }: Population): readonly Reply[] {
  const units = Object.fromEntries(
    accounts
      .filter(a => !a.management)
      .map(({ accountId }) => [accountId, accountId === ARCHIVE ? [SECURITY] : [WORKLOADS]]),
  );
  return treeReplies(tree, accounts, units, ORGANIZATION).map(([{ id }, reply]) => ({
    call: id,
    reply: (_scope, input) => reply(input),
  }));
}

function bucketReplies(spec: Spec): readonly Reply[] {
  const owner = spec.bucketOwner === undefined ? ARCHIVE : spec.bucketOwner;
  const block = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  return [
    on(listBuckets, ({ accountId }) => ({
      Buckets: [
        { Name: `unrelated-${accountId}` },
        ...(accountId === owner ? [{ Name: BUCKET }, { Name: 'acme-other-logs' }] : []),
      ],
    })),
    on(headBucket, () => ({ BucketRegion: BUCKET_REGION })),
    on(getBucketVersioning, () => ({ Status: 'Enabled' })),
    on(getObjectLockConfiguration, () => ({
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } },
      },
    })),
    on(getBucketLifecycleConfiguration, () => absent('NoSuchLifecycleConfiguration')),
    on(getBucketEncryption, () => ({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }],
      },
    })),
    on(getBucketLogging, () => ({
      LoggingEnabled: { TargetBucket: 'acme-access-logs', TargetPrefix: `${BUCKET}/` },
    })),
    on(getBucketAcl, () => ({
      Owner: { ID: 'c0ffee' },
      Grants: [{ Grantee: { ID: 'c0ffee', Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
    })),
    on(getBucketPolicyStatus, () => ({ PolicyStatus: { IsPublic: false } })),
    on(getPublicAccessBlock, () => ({ PublicAccessBlockConfiguration: block })),
    on(getAccountPublicAccessBlock, () => absent('NoSuchPublicAccessBlockConfiguration')),
  ];
}

function keyReplies(spec: Spec): readonly Reply[] {
  return [
    on(describeKey, (_scope, { KeyId }) => ({
      KeyMetadata: {
        AWSAccountId: ARCHIVE,
        Arn: KeyId,
        KeyId: KeyId.split('/').at(-1) ?? KeyId,
        Enabled: true,
        KeyState: 'Enabled',
        KeyManager: 'CUSTOMER',
        KeySpec: 'SYMMETRIC_DEFAULT',
        KeyUsage: 'ENCRYPT_DECRYPT',
        Origin: 'AWS_KMS',
        MultiRegion: false,
        ...spec.key,
      },
    })),
    on(getKeyRotationStatus, (_scope, { KeyId }) => ({
      KeyId,
      KeyRotationEnabled: true,
      RotationPeriodInDays: 365,
      NextRotationDate: '2027-02-03T04:05:06.000Z',
    })),
  ];
}

/** An account's own store in us-east-1, healthy. */
export function ownStore(accountId: string, changes: DeepPartial<EventDataStore> = {}): EventDataStore {
  return {
    EventDataStoreArn: `arn:aws:cloudtrail:us-east-1:${accountId}:eventdatastore/own`,
    Name: `store-${accountId}`,
    Status: 'ENABLED',
    MultiRegionEnabled: true,
    OrganizationEnabled: false,
    RetentionPeriod: 2557,
    TerminationProtectionEnabled: true,
    KmsKeyId: KEY,
    ...changes,
  } as EventDataStore;
}

function storeReplies(spec: Spec): readonly Reply[] {
  const organizationStore = ownStore(MANAGEMENT, {
    EventDataStoreArn: STORE,
    Name: 'org-store',
    OrganizationEnabled: true,
    ...spec.store,
  });
  const stores = [...(spec.store === null ? [] : [organizationStore]), ...(spec.stores ?? [])];
  return [
    on(listEventDataStores, scope => ({
      EventDataStores: stores
        .filter(store => store.EventDataStoreArn?.includes(`:${scope.region}:${scope.accountId}:`))
        .map(({ EventDataStoreArn, Name }) => ({ EventDataStoreArn, Name })),
    })),
    on(getEventDataStore, (_scope, input) => stores.find(s => s.EventDataStoreArn === input.EventDataStore)),
  ];
}

/** The archive account administers GuardDuty; the others are its members. */
function guardDutyReplies(population: Population): readonly Reply[] {
  const features = [
    { Name: 'CLOUD_TRAIL', Status: 'ENABLED' },
    { Name: 'S3_DATA_EVENTS', Status: 'ENABLED' },
  ] as const;
  const members = population.accounts.filter(a => a.accountId !== ARCHIVE).map(a => a.accountId);
  return [
    on(listOrganizationAdminAccounts, () => ({
      AdminAccounts: [{ AdminAccountId: ARCHIVE, AdminStatus: 'ENABLED' }],
    })),
    on(listDetectors, ({ accountId, region: name }) => ({ DetectorIds: [`detector-${accountId}-${name}`] })),
    on(getDetector, () => ({ Status: 'ENABLED', Features: [...features] })),
    on(describeOrganizationConfiguration, () => ({
      AutoEnableOrganizationMembers: 'ALL',
      MemberAccountLimitReached: false,
    })),
    on(listMembers, () => ({
      Members: members.map(AccountId => ({ AccountId, RelationshipStatus: 'Enabled' })),
    })),
    on(getMemberDetectors, (_scope, { AccountIds }) => ({
      MemberDataSourceConfigurations: AccountIds.map(AccountId => ({ AccountId, Features: [...features] })),
      UnprocessedAccounts: [],
    })),
  ];
}

/** The record of one question, as the world answers it. */
function recordOf(of: World, call: AnyCall, scope: Scope, input: Json): Evidence {
  const asked = { id: questionId(call.id, scope, input), call: call.id, scope, input, at: TAKEN_AT };
  const account = accountIn(of.population, scope.accountId);
  if (account?.disposition === 'not-evaluable') return gapOf(call, asked, 'parent', account.because);
  if (closedRegion(of.population, scope)) return gapOf(call, asked, 'region-disabled', undefined);
  for (const { call: id, reply } of of.replies) {
    const given = id === call.id ? reply(scope, input) : undefined;
    if (given === undefined) continue;
    if (given instanceof GapReply)
      return {
        ...asked,
        outcome: 'gap',
        gap: { reason: given.reason, code: given.code, message: given.code, permission: call.permission },
      };
    if (given instanceof AbsentReply)
      return { ...asked, outcome: 'absent', code: given.code, requestIds: ['r'] };
    const data = toStored(given);
    return { ...asked, outcome: 'answer', data, sha256: sha256(canonical(data)), requestIds: ['r'] };
  }
  throw new Error(`The world has no answer to ${asked.id}.`);
}

type AskedAs = Pick<Evidence, 'id' | 'call' | 'scope' | 'input' | 'at'>;

function gapOf(call: AnyCall, asked: AskedAs, reason: GapReason, because: string | undefined): Evidence {
  const gap = { reason, code: reason, message: reason, permission: call.permission };
  return { ...asked, outcome: 'gap', gap: because === undefined ? gap : { ...gap, because } };
}

/** Asks all that the calls' stages ask, wave by wave. `knockedOut`: the question that is refused this time. */
export function collect(of: World, calls: readonly AnyCall[], knockedOut?: string): EvidenceIndex {
  const index = new EvidenceIndex();
  for (const { accountId, because } of of.population.accounts) {
    if (because !== undefined) index.add(refusedRole(because, accountId));
  }
  for (const id of of.population.unread) index.add(refusedList(id));
  if (
    of.population.unread.length === 0 &&
    of.population.organization !== null &&
    calls.includes(listAccounts)
  ) {
    // Discovery asks it, before anything is planned.
    const record = recordOf(of, listAccounts, { accountId: MANAGEMENT, region: 'us-east-1' }, {});
    index.add(record.id === knockedOut ? refused(listAccounts, record) : record);
  }
  const planner = createPlanner(calls, { ...of, source: index, takenAt: TAKEN_AT }, () => new Date(TAKEN_AT));
  for (;;) {
    const { questions, unasked } = planner.next();
    for (const record of unasked) index.add(record);
    for (const { call, scope, input } of questions) {
      const record = recordOf(of, call, scope, input);
      index.add(record.id === knockedOut ? refused(call, record) : record);
    }
    if (questions.length > 0 || unasked.length > 0) continue;
    index.complete = true;
    return index;
  }
}

function refused({ permission }: AnyCall, { id, call, scope, input, at }: Evidence): Evidence {
  const gap = {
    reason: 'denied',
    code: 'AccessDeniedException',
    message: 'knocked out',
    permission,
  } as const;
  return { id, call, scope, input, at, outcome: 'gap', gap };
}

function refusedRole(id: string, accountId: string): Evidence {
  const gap = {
    reason: 'denied',
    code: 'AccessDenied',
    message: 'not authorized',
    permission: 'sts:AssumeRole',
  } as const;
  const scope = { accountId: MANAGEMENT, region: 'us-east-1' };
  return { id, call: 'sts.AssumeRole', scope, input: { accountId }, at: TAKEN_AT, outcome: 'gap', gap };
}

function refusedList(id: string): Evidence {
  const permission = 'organizations:ListAccounts';
  const gap = {
    reason: 'denied',
    code: 'AccessDeniedException',
    message: 'not authorized',
    permission,
  } as const;
  const scope = { accountId: MANAGEMENT, region: 'us-east-1' };
  return { id, call: 'organizations.ListAccounts', scope, input: {}, at: TAKEN_AT, outcome: 'gap', gap };
}
