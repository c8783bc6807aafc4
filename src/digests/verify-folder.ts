/**
 * One account and region of one bucket: the chains that lie there, and what lies beside them and is named by none.
 * A second trail may write into the same folder; a trail of a former name may have.
 */
import type { ListedObjects, ObjectBucket } from '../aws/objects.ts';
import type { Chain, Checkpoint, Finding, JudgedDigest, Span } from './chain.ts';
import { noLogs } from './check-logs.ts';
import { judgeForerunners } from './forerunner.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import { dayFolders, digestFolder, logFolder, readDigestName } from './layout.ts';
import { type ChainReport, type ChainVerdict, lastOf, periodOf, reported, verdictOf } from './report.ts';
import { HOUR, intersection, merge } from './spans.ts';
import { judgeExtraLogs } from './unexpected.ts';
import {
  type FoundChain,
  type KnownChain,
  type NamedDigest,
  type Tools,
  type Verified,
  verifyChain,
  type Window,
} from './verify-chain.ts';

/** A log file is named by the minute it was begun in and lands some minutes later. */
const LOG_MARGIN = 15 * 60_000;

export interface Folder {
  readonly bucket: ObjectBucket;
  readonly chains: readonly [KnownChain, ...KnownChain[]];
  /** A trail without digests writes here, too. */
  readonly shared: boolean;
  /** Of a trail of a former name: what an earlier verification saw of it. */
  readonly checkpoint: (chain: Chain) => Checkpoint | null;
}

export interface VerifiedFolder {
  readonly reports: readonly ChainReport[];
  readonly metadata: readonly KeptMetadata[];
}

export async function verifyFolder(folder: Folder, window: Window, tools: Tools): Promise<VerifiedFolder> {
  const { span } = window;
  const [{ chain }] = folder.chains;
  const [looked, logKeys] = await Promise.all([
    lookAtDigests(folder, window, tools),
    window.logs === 'none'
      ? null
      : listDays(folder.bucket, dayFolders(logFolder(chain), span.from - LOG_MARGIN, span.to), tools),
  ]);
  if (looked.outcome === 'unreadable')
    return { reports: folder.chains.map(expected => unlisted(expected, window, looked)), metadata: [] };
  const { verified, strangers } = looked;
  const extra = [
    ...strangers.map(strangeDigest),
    ...(logKeys === null ? [] : extraLogs(folder, logKeys, verified, window)),
  ];
  const present = new Set(verified.filter(one => one.digests.length > 0).map(one => one.chain.trailName));
  const reports = verified.map((one, index) => {
    const lost = judgeForerunners(one.judgement.findings, span, present, one.deletions);
    return reportOf(one, window, [...lost, ...(index === 0 ? extra : [])]);
  });
  return { reports, metadata: verified.flatMap(one => one.metadata) };
}

/** Their own list is all that they wait for. */
async function lookAtDigests(folder: Folder, window: Window, tools: Tools) {
  const [{ chain }] = folder.chains;
  const { span } = window;
  const days = dayFolders(digestFolder(chain), span.from, span.to + HOUR);
  const listed = await listDays(folder.bucket, days, tools);
  if (listed.outcome === 'unreadable') return listed;
  const { digests, strangers } = sortOut(listed.keys, chain, span);
  const verified = await Promise.all(
    chainsIn(folder, digests).map(one => verifyChain(one, folder.bucket, window, tools)),
  );
  return { outcome: 'verified', verified, strangers } as const;
}

async function listDays(
  bucket: ObjectBucket,
  days: readonly string[],
  { list }: Tools,
): Promise<ListedObjects> {
  const listed = await Promise.all(days.map(day => list(bucket, day)));
  const refused = listed.find(one => one.outcome === 'unreadable');
  if (refused !== undefined) return refused;
  return { outcome: 'listed', keys: listed.flatMap(one => ('keys' in one ? one.keys : [])), folders: [] };
}

function sortOut(keys: readonly string[], { accountId, region }: Chain, span: Span) {
  const digests: NamedDigest[] = [];
  const strangers: string[] = [];
  for (const key of keys) {
    const name = readDigestName(key);
    if (name === null || name.accountId !== accountId || name.region !== region) strangers.push(key);
    else if (name.endsAt > span.from && name.endsAt <= span.to + HOUR) digests.push({ key, name });
  }
  return { digests, strangers };
}

/** The expected chains, and those of trails that bear other names now. */
function chainsIn(folder: Folder, digests: readonly NamedDigest[]): FoundChain[] {
  const byTrail = new Map<string, NamedDigest[]>();
  for (const digest of digests) {
    const trail = `${digest.name.homeRegion}/${digest.name.trailName}`;
    const own = byTrail.get(trail);
    // Whoever may write to the bucket says how many there are, so none is copied again for each.
    if (own === undefined) byTrail.set(trail, [digest]);
    else own.push(digest);
  }
  const expected = folder.chains.map((one): FoundChain => {
    const trail = `${one.chain.homeRegion}/${one.chain.trailName}`;
    const own = byTrail.get(trail) ?? [];
    byTrail.delete(trail);
    return { ...one, live: true, digests: own };
  });
  const bygone = [...byTrail.values()].map((own): FoundChain => {
    const { trailName = '', homeRegion = '' } = own[0]?.name ?? {};
    const [{ chain }] = folder.chains;
    const [, above = '', owner = ''] =
      /^(arn:[^:]+:cloudtrail:)[^:]+(:\d+:trail\/)/.exec(chain.trailArn) ?? [];
    const arn = `${above}${homeRegion}${owner}${trailName}`;
    const former = { ...chain, trailArn: arn, trailName, homeRegion };
    const checkpoint = folder.checkpoint(former);
    return { chain: former, latestDigestAt: null, checkpoint, live: false, digests: own };
  });
  return [...expected, ...bygone];
}

function extraLogs(
  folder: Folder,
  listed: ListedObjects,
  verified: readonly Verified[],
  { span, now }: Window,
): Finding[] {
  const [{ chain }] = folder.chains;
  if (listed.outcome === 'unreadable')
    return [
      {
        status: 'unreadable',
        code: listed.code,
        of: 'object',
        key: logFolder(chain),
        span: null,
        says: listed.message,
      },
    ];
  const named = new Set(verified.flatMap(one => [...one.judgement.namedLogs]));
  const proven = verified.map(one => accountedFor(one, span)).reduce(bothOf, [span]);
  const { shared } = folder;
  return judgeExtraLogs({ chain, keys: listed.keys, named, proven, now, margin: LOG_MARGIN, shared });
}

/** Where this chain says which log files there are: proven hours, and such in which there was nothing to log. */
function accountedFor({ judgement, live }: Verified, window: Span): Span[] {
  const quiet = judgement.findings.flatMap(({ code, span }) =>
    span !== null && (code === 'logging-off' || code === 'not-created') ? [span] : [],
  );
  // A trail of a former name writes nothing any more.
  const end = judgement.proven.at(-1)?.to ?? window.from;
  const since = live ? [] : [{ from: end, to: window.to }];
  return merge([...judgement.proven, ...quiet, ...since]);
}

function bothOf(a: readonly Span[], b: readonly Span[]): Span[] {
  return a.flatMap(one => b.flatMap(other => intersection(one, other) ?? []));
}

function strangeDigest(key: string): Finding {
  const says =
    'The object lies among the digests and does not bear the name of one of this account and region.';
  return { status: 'unexpected', code: 'not-a-digest-name', of: 'object', key, span: null, says };
}

/** What may still be delivered is nobody's fault and no proof: a chain of nothing else was not seen. */
function nothingProven(
  { live, judgement: { hours } }: Verified,
  span: Span,
  verdict: ChainVerdict,
): Finding[] {
  if (verdict !== 'proven' || !live || hours.expected === 0 || hours.proven > 0) return [];
  const says = 'No digest proves any of the hours yet.';
  return [{ status: 'unreadable', code: 'nothing-proven', of: 'hours', key: null, span, says }];
}

function unlisted(
  { chain }: KnownChain,
  { span }: Window,
  refused: Extract<ListedObjects, { outcome: 'unreadable' }>,
): ChainReport {
  const finding: Finding = {
    status: 'unreadable',
    code: refused.code,
    of: 'hours',
    key: digestFolder(chain),
    span,
    says: refused.message,
  };
  const hours = (span.to - span.from) / HOUR;
  return {
    chain,
    live: true,
    period: periodOf(span),
    verdict: verdictOf([finding]),
    digests: { valid: 0, invalid: 0, missing: 0, unreadable: 0 },
    logs: noLogs,
    hours: { expected: hours, proven: 0, pending: 0, off: 0, missing: 0, unreadable: hours },
    findings: [reported(finding)],
    last: null,
  };
}

function reportOf(one: Verified, { span }: Window, extra: readonly Finding[]): ChainReport {
  const { judged, judgement, logs } = one;
  const told = [...judgement.findings, ...logs.findings, ...extra];
  const findings = [...told, ...nothingProven(one, span, verdictOf(told))];
  const count = (status: JudgedDigest['status']): number => judged.filter(j => j.status === status).length;
  return {
    chain: one.chain,
    live: one.live,
    period: periodOf(span),
    verdict: verdictOf(findings),
    digests: {
      valid: count('valid'),
      invalid: count('invalid'),
      missing: judgement.findings.filter(f => f.of === 'digest' && f.status === 'missing').length,
      unreadable: count('unreadable'),
    },
    logs: logs.counts,
    hours: judgement.hours,
    findings: findings.map(reported),
    last: lastOf(judgement.last),
  };
}
