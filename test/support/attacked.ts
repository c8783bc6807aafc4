/** An organization whose log files somebody may have tampered with, and `trailproof verify-logs` run against it over HTTP. */
import { main } from '../../src/cli/main.ts';
import type { Verification } from '../../src/digests/summary.ts';
import { parseEstate, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { EstateDocument } from '../../src/sandbox/schema/estate.ts';
import type { HistoryDescription, TamperingKind } from '../../src/sandbox/schema/history.ts';
import { demoRole, testIo } from './run.ts';

export const MANAGEMENT = '111122223333';
export const ARCHIVE = '222233334444';
export const MEMBER = '444455556666';
export const BUCKET = 'org-logs';
export const TRAIL = `arn:aws:cloudtrail:us-east-1:${MANAGEMENT}:trail/org_trail`;
/** Every second hour ends in another day's folder somewhere in these 30 hours. */
export const NOON = '2026-11-20T12:00:00Z';
/** AWS serves the keys of the second one as SPKI here, those of the first as PKCS#1. */
export const REGIONS = ['us-east-1', 'eu-north-1'] as const;
/** The chain that is attacked. */
export const TARGET = { account: MEMBER, region: 'us-east-1' };
/** Three accounts in two regions. */
export const CHAINS = 6;

type Account = EstateDocument['accounts'][number];
export type TrailDocument = NonNullable<Account['trails']>[number];
export type HistoryDocument = NonNullable<TrailDocument['history']>;
export type Deed = Partial<HistoryDescription['tampering'][number]> & { readonly kind: TamperingKind };

const keyId = '11111111-2222-4333-8444-555555555555';
const keyArn = `arn:aws:kms:us-east-1:${ARCHIVE}:key/${keyId}`;

export function organization(history: HistoryDocument = {}): EstateDocument {
  return {
    name: 'attacked',
    regions: REGIONS.map(name => ({ name })),
    callers: [
      {
        account: ARCHIVE,
        user: 'auditor',
        accessKeyId: 'AKIAAUDITOR000000001',
        secretAccessKey: 'auditor-secret',
      },
    ],
    rolesInEveryAccount: [
      {
        name: demoRole.name,
        trusts: [`arn:aws:iam::${ARCHIVE}:user/auditor`],
        externalId: demoRole.externalId,
      },
    ],
    organization: {
      id: 'o-attacked01',
      rootId: 'r-at01',
      managementAccount: MANAGEMENT,
      trustedServices: ['cloudtrail.amazonaws.com', 'account.amazonaws.com'],
    },
    accounts: [
      { id: MANAGEMENT, name: 'management', trails: [trailOf({ history })] },
      {
        id: ARCHIVE,
        name: 'log-archive',
        buckets: [{ name: BUCKET, region: 'us-east-1' }],
        keys: [{ id: keyId, region: 'us-east-1' }],
      },
      { id: MEMBER, name: 'member' },
    ],
  };
}

/** An organization trail, as it stands in the management account. */
export function trailOf({ history = {}, ...change }: Partial<TrailDocument> = {}): TrailDocument {
  return {
    name: 'org_trail',
    homeRegion: 'us-east-1',
    bucket: BUCKET,
    multiRegion: true,
    organization: true,
    logFileValidation: true,
    kmsKeyId: keyArn,
    ...change,
    history: { since: '-30h', logsPerHour: 2, ...history },
  };
}

/** Done to the target chain, unless the deed names another. */
export function tampered(...deeds: readonly Deed[]): HistoryDocument {
  return { tampering: deeds.map(deed => ({ ...TARGET, ...deed })) };
}

export function served(
  document: EstateDocument = organization(),
  now = () => new Date(NOON),
): Promise<Sandbox> {
  return startSandbox({ estate: parseEstate(document, 'attacked'), now, record: true });
}

export interface Outcome {
  readonly code: number;
  /** `of status code` of each finding, by chain; a chain without findings is not there. */
  readonly findings: Readonly<Record<string, readonly string[]>>;
  readonly proven: number;
  readonly broken: number;
  readonly unread: number;
}

export interface Ran {
  readonly code: number;
  readonly verification: Verification;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  readonly now?: () => Date;
  readonly cwd?: string;
}

/** `trailproof verify-logs` as it was typed, whatever came of it. */
export async function typed(sandbox: Sandbox, flags: readonly string[], circumstances: Circumstances = {}) {
  const process = testIo(sandbox.environment, { now: () => new Date(NOON), ...circumstances });
  const { name, externalId } = demoRole;
  const code = await main(['verify-logs', '--role', name, '--external-id', externalId, ...flags], process.io);
  return { code, ...process.said };
}

export async function verifyLogs(
  sandbox: Sandbox,
  flags: readonly string[] = [],
  circumstances: Circumstances = {},
): Promise<Ran> {
  const ran = await typed(sandbox, ['--format', 'json', ...flags], circumstances);
  if (ran.stdout === '') throw new Error(`exit code ${ran.code}: ${ran.stderr}`);
  return { ...ran, verification: JSON.parse(ran.stdout) as Verification };
}

export function outcomeOf({ code, verification }: Ran): Outcome {
  const findings: Record<string, string[]> = {};
  for (const { chain, findings: found } of verification.chains) {
    const trail = chain.trailName === 'org_trail' ? '' : ` ${chain.trailName}`;
    findings[`${chain.accountId} ${chain.region}${trail}`] = grouped(
      found.map(one => `${one.of} ${one.status} ${one.code}`),
    );
  }
  const total = (verdict: 'proven' | 'broken' | 'unread') =>
    verification.trails.reduce((sum, { verdicts }) => sum + verdicts[verdict], 0);
  return { code, findings, proven: total('proven'), broken: total('broken'), unread: total('unread') };
}

/** Equal neighbours become one with their number before it. */
function grouped(words: readonly string[]): string[] {
  const runs: { word: string; count: number }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word) last.count += 1;
    else runs.push({ word, count: 1 });
  }
  return runs.map(({ word, count }) => (count === 1 ? word : `${count} x ${word}`));
}
