/** What a verification would take, before it reads anything: counted where the population tells, estimated where not. */
import type { LogChoice } from './check-logs.ts';
import { type CostEstimate, estimateCost, LIST_PRICES, type Requests } from './cost.ts';
import type { Expected } from './expected.ts';
import type { Period } from './report.ts';
import { HOUR } from './spans.ts';

/** In AWS's example of `aws cloudtrail validate-logs` a chain has 63 log files in 23 digests (AWS CloudTrail User Guide). */
const LOGS_PER_CHAIN_HOUR = 66 / 24;

export interface PlannedTrail {
  readonly trailArn: string;
  readonly chains: number;
  readonly digests: number;
  /** Estimated. */
  readonly logs: number;
  readonly requests: Requests;
}

export interface VerificationPlan {
  readonly schema: 'verification-plan/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly at: string;
  readonly period: Period;
  readonly logs: LogChoice;
  readonly trails: readonly PlannedTrail[];
  readonly total: Omit<PlannedTrail, 'trailArn'>;
  readonly dollars: CostEstimate['dollars'];
  /** What the estimate rests on. */
  readonly assumed: { readonly logsPerChainHour: number; readonly prices: typeof LIST_PRICES };
  /** What keeps the count from being whole, a sentence each. */
  readonly uncounted: readonly string[];
}

type Head = Pick<VerificationPlan, 'tool' | 'at' | 'period' | 'logs'>;

export function planOf(head: Head, expected: Expected): VerificationPlan {
  const { period, logs } = head;
  // The hour that is running now has no digest yet.
  const beside = Date.parse(period.until) + HOUR <= Date.parse(head.at) ? 2 : 1;
  const sources = new Map(
    [...expected.chains, ...expected.sealed].map(({ source }) => [source.trailArn, source]),
  );
  const estimated = [...sources.values()]
    .sort((a, b) => (a.trailArn < b.trailArn ? -1 : 1))
    .map(({ trailArn, encrypted }) => {
      const sealed = expected.sealed.filter(({ source }) => source.trailArn === trailArn);
      const open = expected.chains.filter(({ source }) => source.trailArn === trailArn).length;
      const chains = open + sealed.reduce((sum, { regions }) => sum + regions.length, 0);
      const estimate = estimateCost({
        chains,
        hours: (Date.parse(period.until) - Date.parse(period.since)) / HOUR,
        digestsBeside: beside,
        logsPerChainHour: LOGS_PER_CHAIN_HOUR,
        logShare: shareOf(logs),
        listLogs: logs !== 'none',
        kmsShare: encrypted ? 1 : 0,
        otherLists: sealed.filter(({ source }) => source.everywhere).length,
      });
      return { trailArn, chains, estimate };
    });
  const trails = estimated.map(({ trailArn, chains, estimate }) => {
    return { trailArn, chains, digests: estimate.digests, logs: estimate.logs, requests: estimate.requests };
  });
  const total = (of: (trail: PlannedTrail) => number): number =>
    trails.reduce((sum, one) => sum + of(one), 0);
  const dollars = (kind: keyof CostEstimate['dollars']): number =>
    estimated.reduce((sum, { estimate }) => sum + estimate.dollars[kind], 0);
  return {
    schema: 'verification-plan/1',
    ...head,
    trails,
    total: {
      chains: total(one => one.chains),
      digests: total(one => one.digests),
      logs: total(one => one.logs),
      requests: {
        get: total(one => one.requests.get),
        list: total(one => one.requests.list),
        kms: total(one => one.requests.kms),
      },
    },
    dollars: { get: dollars('get'), list: dollars('list'), kms: dollars('kms'), total: dollars('total') },
    assumed: { logsPerChainHour: LOGS_PER_CHAIN_HOUR, prices: LIST_PRICES },
    uncounted: [
      ...new Set([...expected.unaccounted.map(({ says }) => says), ...expected.sealed.map(unseen)]),
    ],
  };
}

function shareOf(logs: LogChoice): number {
  if (typeof logs === 'string') return logs === 'all' ? 1 : 0;
  return Math.min(1, logs.sample / LOGS_PER_CHAIN_HOUR);
}

function unseen({ accountId, regions }: Expected['sealed'][number]): string {
  return `${accountId} cannot be asked: it is counted with ${regions.length} regions, and only the bucket tells whether there are more.`;
}
