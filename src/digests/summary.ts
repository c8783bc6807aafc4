/** One verification as a whole: what was to be looked at, what came of it, trail by trail. */
import { scopesSha256 } from '../aws/ledger.ts';
import { grouped } from '../model/grouped.ts';
import { addCounts, type LogChoice, noLogs } from './check-logs.ts';
import type { Expected, Unaccounted } from './expected.ts';
import type { ChainReport, ChainVerdict, LogCounts, Period } from './report.ts';
import type { VerifiedLogs } from './verify-logs.ts';

export interface TrailSummary {
  readonly trailArn: string;
  readonly chains: number;
  /** SHA-256 of the sorted `account/region` that could be asked, a line each: which accounts and regions it was. */
  readonly chainsSha256: string;
  readonly verdicts: Readonly<Record<ChainVerdict, number>>;
  readonly digests: ChainReport['digests'];
  readonly logs: LogCounts;
  readonly hours: ChainReport['hours'];
}

export interface Verification {
  readonly schema: 'verification/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly runId: string;
  /** When it began: the end of its window, unless another was asked for. */
  readonly at: string;
  readonly period: Period;
  readonly logs: LogChoice;
  /** Everything expected was looked at: not stopped, and nothing kept out of sight. */
  readonly complete: boolean;
  readonly trails: readonly TrailSummary[];
  readonly unaccounted: readonly Unaccounted[];
  /** Chains with anything to say; the others hold. */
  readonly chains: readonly ChainReport[];
}

export type VerificationHead = Pick<Verification, 'tool' | 'runId' | 'at' | 'period' | 'logs'>;

export function summarize(head: VerificationHead, expected: Expected, verified: VerifiedLogs): Verification {
  const byTrail = grouped(verified.reports, report => report.chain.trailArn);
  return {
    schema: 'verification/1',
    ...head,
    complete: verified.complete && verified.unaccounted.length === 0,
    trails: [...byTrail].map(([trailArn, reports]) => trailSummary(trailArn, reports, expected)),
    unaccounted: verified.unaccounted,
    chains: verified.reports.filter(report => report.findings.length > 0),
  };
}

function trailSummary(trailArn: string, reports: readonly ChainReport[], { chains }: Expected): TrailSummary {
  const count = (verdict: ChainVerdict): number => reports.filter(r => r.verdict === verdict).length;
  return {
    trailArn,
    chains: reports.length,
    chainsSha256: scopesSha256(chains.flatMap(({ chain }) => (chain.trailArn === trailArn ? [chain] : []))),
    verdicts: { proven: count('proven'), broken: count('broken'), unread: count('unread') },
    digests: total(reports.map(r => r.digests)),
    logs: reports.map(r => r.logs).reduce(addCounts, noLogs),
    hours: total(reports.map(r => r.hours)),
  };
}

function total<T extends Readonly<Record<string, number>>>(all: readonly T[]): T {
  const sums: Record<string, number> = {};
  for (const one of all)
    for (const [name, value] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + value;
  return sums as T;
}

/** 4: something is invalid, missing or unexpected; 3: something could not be seen; 0: every hour is accounted for. */
export function verificationExit({ trails, complete }: Verification): 0 | 3 | 4 {
  if (trails.some(trail => trail.verdicts.broken > 0)) return 4;
  const open = !complete || trails.length === 0 || trails.some(trail => trail.verdicts.unread > 0);
  return open ? 3 : 0;
}
