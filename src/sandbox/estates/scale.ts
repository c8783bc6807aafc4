/** The estate `scale`: as many accounts as wanted, with a few percent of defects, the same for the same seed. */
import { type Estate, parseEstate } from '../estate.ts';
import { fullAccessScp } from '../full-access.ts';
import { regionsOf } from '../regions.ts';
import type { EstateDocument } from '../schema/estate.ts';
import {
  denyBut,
  denyDestruction,
  denyOtherEncryption,
  denyPlainHttp,
  destructiveS3Actions,
  keyDestructionActions,
  letCloudTrailWrite,
  policy,
  tamperingActions,
  trailKeyPolicy,
} from './policies.ts';
import { dataEvents } from './selectors.ts';
import { auditRole, toolingCaller, trustedServices } from './tooling.ts';

export interface ScaleOptions {
  /** All accounts, the management, log-archive and tooling accounts among them; at least 3. */
  readonly accounts: number;
  readonly regions: number;
  readonly seed: number;
}

const management = '100000000001';
const logArchive = '100000000002';
const tooling = '100000000003';
const logBucket = 'scale-org-cloudtrail-logs';
const accessLogs = 'scale-access-logs';
const trailArn = `arn:aws:cloudtrail:us-east-1:${management}:trail/org-trail`;
const keyId = 'c0ffee00-1111-4222-8333-444455556666';
const keyArn = `arn:aws:kms:us-east-1:${logArchive}:key/${keyId}`;
const unitId = (index: number) => `ou-sc01-unit${String(index).padStart(5, '0')}`;

type AccountDocument = EstateDocument['accounts'][number];
type Override = NonNullable<
  NonNullable<NonNullable<AccountDocument['trails']>[number]['status']>['overrides']
>[number];

export function scale({ accounts, regions, seed }: ScaleOptions): Estate {
  const random = randomFrom(seed);
  const all = regionsOf({ partition: 'aws', regions: undefined });
  const chosen = [...all].sort((a, b) => rank(a) - rank(b)).slice(0, Math.max(1, regions));
  const names = chosen.map(region => region.name);
  const pick = () => names[Math.floor(random() * names.length)] ?? 'us-east-1';
  const units = Math.max(1, Math.ceil(accounts / 100));
  const overrides: Override[] = [];
  const workloads: AccountDocument[] = [];

  for (let index = 4; index <= accounts; index += 1) {
    const id = String(100_000_000_000 + index);
    const account: AccountDocument = {
      id,
      name: `workload-${index}`,
      unit: unitId(index % units),
      guardDuty: {},
    };
    if (random() < 0.02) account.guardDuty = { except: { [pick()]: random() < 0.5 ? 'off' : 'suspended' } };
    if (random() < 0.02)
      overrides.push({ account: id, region: pick(), deliveryError: 'AccessDenied', lastDelivery: '-12d' });
    if (random() < 0.03) addLocalTrail(account, id, pick());
    workloads.push(account);
  }

  const document: EstateDocument = {
    name: `scale-${accounts}x${names.length}-${seed}`,
    regions: chosen.map(({ name }) => ({ name })),
    callers: [toolingCaller(tooling)],
    rolesInEveryAccount: [auditRole(tooling)],
    organization: {
      id: 'o-scale00001',
      rootId: 'r-sc01',
      managementAccount: management,
      units: [
        { id: 'ou-sc01-security1', name: 'Security' },
        ...Array.from({ length: units }, (_, index) => ({ id: unitId(index), name: `Unit ${index + 1}` })),
      ],
      trustedServices,
      delegatedAdministrators: [
        {
          account: tooling,
          services: ['account.amazonaws.com', 'cloudtrail.amazonaws.com', 'guardduty.amazonaws.com'],
        },
      ],
      policies: [
        fullAccessScp,
        {
          id: 'p-audittrl1',
          name: 'ProtectAuditTrail',
          content: policy(
            denyBut('ProtectAuditTrail', tamperingActions, `arn:aws:iam::${logArchive}:role/BreakGlass`),
            { Sid: 'Stay', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' },
          ),
          targets: ['r-sc01'],
        },
        {
          id: 'p-logarchv1',
          name: 'ProtectLogArchive',
          content: policy(
            denyBut(
              'ProtectLogArchive',
              [...destructiveS3Actions, ...keyDestructionActions],
              `arn:aws:iam::${logArchive}:role/BreakGlass`,
            ),
          ),
          targets: ['ou-sc01-security1'],
        },
      ],
    },
    accounts: [...coreAccounts(overrides), ...workloads],
    guardDuty: { administrator: tooling, autoEnable: 'ALL', autoEnableFeatures: ['S3_DATA_EVENTS'] },
  };
  return parseEstate(document, `estate "scale"`);
}

function coreAccounts(overrides: Override[]): AccountDocument[] {
  return [
    {
      id: management,
      name: 'scale-management',
      trails: [
        {
          name: 'org-trail',
          homeRegion: 'us-east-1',
          bucket: logBucket,
          multiRegion: true,
          organization: true,
          logFileValidation: true,
          kmsKeyId: keyArn,
          advancedEventSelectors: [
            { Name: 'Management', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
            dataEvents('S3 objects', 'AWS::S3::Object'),
            dataEvents('Lambda functions', 'AWS::Lambda::Function'),
          ],
          status: { startedAt: '2023-03-06T09:12:44Z', overrides },
          history: {},
        },
      ],
      guardDuty: {},
    },
    {
      id: logArchive,
      name: 'scale-log-archive',
      unit: 'ou-sc01-security1',
      accountPublicAccessBlock: true,
      buckets: [
        {
          name: logBucket,
          region: 'us-east-1',
          policy: policy(
            ...letCloudTrailWrite({ bucket: logBucket, trailArn, folders: [management, 'o-scale00001'] }),
            denyPlainHttp(logBucket),
            denyOtherEncryption(logBucket),
            denyDestruction(logBucket, `arn:aws:iam::${logArchive}:role/BreakGlass`),
          ),
          publicAccessBlock: true,
          encryption: { algorithm: 'aws:kms', kmsKeyId: keyArn, bucketKey: true },
          versioning: 'Enabled',
          objectLock: { mode: 'COMPLIANCE', days: 400 },
          logging: { bucket: accessLogs, prefix: `${logBucket}/` },
        },
        {
          name: accessLogs,
          region: 'us-east-1',
          policy: policy(denyPlainHttp(accessLogs)),
          publicAccessBlock: true,
        },
      ],
      keys: [
        {
          id: keyId,
          region: 'us-east-1',
          rotation: { enabled: true },
          policy: trailKeyPolicy({
            owner: logArchive,
            trailArn,
            readers: [`arn:aws:iam::${logArchive}:role/LogReader`],
          }),
        },
      ],
      guardDuty: {},
    },
    { id: tooling, name: 'scale-security-tooling', unit: 'ou-sc01-security1', guardDuty: {} },
  ];
}

/** What every large organization has: trails somebody made by hand, long ago. */
function addLocalTrail(account: AccountDocument, id: string, region: string): void {
  const bucket = `local-trail-${id}`;
  const trailArn = `arn:aws:cloudtrail:${region}:${id}:trail/local-trail`;
  account.buckets = [
    { name: bucket, region, policy: policy(...letCloudTrailWrite({ bucket, trailArn, folders: [id] })) },
  ];
  account.trails = [
    {
      name: 'local-trail',
      homeRegion: region,
      bucket,
      status: { startedAt: '2020-02-11T07:00:00Z', lastDelivery: '-8m' },
    },
  ];
}

/** us-east-1 first, then the regions that are on by default, then the others. */
function rank(region: { name: string; optIn: boolean }): number {
  return region.name === 'us-east-1' ? 0 : region.optIn ? 2 : 1;
}

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
