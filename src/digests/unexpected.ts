/**
 * Judges the objects below a chain's log folder that no digest names. A digest names what was delivered in its span, so
 * only where every digest of the time was proven can it be said that a log file is in none of them.
 */
import type { Chain, FaultCode, Finding, Span } from './chain.ts';
import { logFolder, readLogName } from './layout.ts';
import { shownTime } from './shown.ts';

export interface ExtraLogs {
  readonly chain: Chain;
  /** Listed below the days of the log folder. */
  readonly keys: readonly string[];
  /** By the digests of every chain that writes into this folder, backfill included. */
  readonly named: ReadonlySet<string>;
  /** What was proven of every such chain. */
  readonly proven: readonly Span[];
  readonly now: number;
  /** How long after the time in its name a log file may be delivered, and so stand in a later digest; milliseconds. */
  readonly margin: number;
  /** A trail without digests writes here too: its log files cannot be told from foreign ones. */
  readonly shared: boolean;
}

export function judgeExtraLogs(input: ExtraLogs): Finding[] {
  return [...new Set(input.keys)].sort().flatMap(key => (input.named.has(key) ? [] : judge(input, key)));
}

function judge({ chain, proven, now, margin, shared }: ExtraLogs, key: string): Finding[] {
  const at = isInDay(chain, key) ? readLogName(chain, key) : null;
  if (at === null) {
    return [finding(key, 'unexpected', 'not-a-log-name', 'CloudTrail gives no log file such a name.')];
  }
  const isFuture = at > now + margin;
  const isProven = proven.some(({ from, to }) => from <= at && at < to - margin);
  if (!isFuture && !isProven) return [];
  if (shared) {
    const says = 'No digest names it; a trail without digests writes into this folder too.';
    return [finding(key, 'unreadable', 'trail-without-digests', says)];
  }
  const says = isFuture
    ? `It bears a time that has not come: ${shownTime(at)}.`
    : `No digest names it, and those of ${shownTime(at)} were all read.`;
  return [finding(key, 'unexpected', 'in-no-digest', says)];
}

/** Right below a day's folder, as CloudTrail puts it. */
function isInDay(chain: Chain, key: string): boolean {
  const folder = logFolder(chain);
  return key.startsWith(folder) && /^\d{4}\/\d\d\/\d\d\/[^/]+$/.test(key.slice(folder.length));
}

function finding(key: string, status: Finding['status'], code: FaultCode, says: string): Finding {
  return { status, code, of: 'object', key, span: null, says };
}
