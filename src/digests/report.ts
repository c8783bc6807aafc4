/** What a verification found of one chain, as it is printed, kept and written to the ledger. */
import type { Chain, Digest, Finding, Span } from './chain.ts';
import type { ChainJudgement } from './link.ts';

/** ISO 8601, UTC, from inclusive, to exclusive. */
export interface Period {
  readonly since: string;
  readonly until: string;
}

export interface ReportedFinding extends Omit<Finding, 'span'> {
  readonly period: Period | null;
}

export type LogCounts = {
  /** Named by digests that hold. */
  readonly named: number;
  /** Fetched and hashed; fewer than named where only a sample was asked for. */
  readonly checked: number;
  readonly valid: number;
  readonly invalid: number;
  readonly missing: number;
  readonly unreadable: number;
  /** Of log files, compressed, as fetched. */
  readonly bytes: number;
};

export type ChainVerdict =
  | 'proven' // every expected hour is accounted for, not all as pending, and all that was to be checked holds
  | 'broken' // something is invalid, missing or unexpected
  | 'unread'; // nothing is broken, and something could not be read or explained

export interface ChainReport {
  readonly chain: Chain;
  /** false: a trail of a name that no longer exists; its digests are checked as far as they go. */
  readonly live: boolean;
  readonly period: Period;
  readonly verdict: ChainVerdict;
  readonly digests: {
    readonly valid: number;
    readonly invalid: number;
    readonly missing: number;
    readonly unreadable: number;
  };
  readonly logs: LogCounts;
  readonly hours: ChainJudgement['hours'];
  readonly findings: readonly ReportedFinding[];
  /** The newest digest that holds: where the next verification begins. */
  readonly last: {
    readonly key: string;
    readonly endsAt: string;
    readonly signature: string;
    readonly fingerprint: string;
    readonly sha256: string;
  } | null;
}

const broken: ReadonlySet<Finding['status']> = new Set(['invalid', 'missing', 'unexpected']);

export function verdictOf(findings: readonly Pick<Finding, 'status' | 'code'>[]): ChainVerdict {
  if (findings.some(finding => broken.has(finding.status))) return 'broken';
  return findings.some(isOpen) ? 'unread' : 'proven';
}

/** Whether a finding is why its chain is not proven. */
export function weighs(finding: Pick<Finding, 'status' | 'code'>): boolean {
  return broken.has(finding.status) || isOpen(finding);
}

function isOpen({ status, code }: Pick<Finding, 'status' | 'code'>): boolean {
  return status === 'unreadable' || code === 'unexplained-restart';
}

export function reported({ span, ...finding }: Finding): ReportedFinding {
  return { ...finding, period: span === null ? null : periodOf(span) };
}

export function periodOf({ from, to }: Span): Period {
  return { since: new Date(from).toISOString(), until: new Date(to).toISOString() };
}

export function lastOf(digest: Digest | null): ChainReport['last'] {
  if (digest === null) return null;
  const { key, span, signature, fingerprint, sha256 } = digest;
  return { key, endsAt: new Date(span.to).toISOString(), signature, fingerprint, sha256 };
}
