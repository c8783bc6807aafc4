/** Which hours and which log files of which trails are to be verified, from the flags. */

import { type LedgerRun, thoroughness } from '../aws/ledger.ts';
import type { Begun } from '../digests/begun.ts';
import type { LogChoice } from '../digests/check-logs.ts';
import type { Ledger } from '../digests/ledger.ts';
import type { Period } from '../digests/report.ts';
import { HOUR } from '../digests/spans.ts';
import { UsageError } from '../model/error.ts';
import { canonical } from '../model/json.ts';

export interface WindowFlags {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly window?: string | undefined;
  readonly logs?: string | undefined;
  readonly trail?: readonly string[] | undefined;
}

export interface LogsWanted {
  readonly period: Period;
  readonly logs: LogChoice;
}

const DEFAULT_HOURS = 24;
/** Digests may be so late: the end of an earlier window was perhaps not proven yet. */
const PENDING_HOURS = 4;
const hoursOf: Record<string, number> = { h: 1, d: 24, w: 168 };

/** `last`: until when the ledger shows that everything was seen; what was pending then is looked at again. */
export function wantedOf(flags: WindowFlags, now: number, last: string | null): LogsWanted {
  if (flags.window !== undefined && flags.since !== undefined)
    throw refused('--window and --since exclude each other.');
  const until = flags.until === undefined ? now : timeOf('--until', flags.until);
  const since =
    flags.since !== undefined
      ? timeOf('--since', flags.since)
      : Math.min(until - windowOf(flags.window) * HOUR, resumedFrom(flags, last));
  if (until > now) throw refused('--until lies in the future.');
  if (since >= until) throw refused('The window ends before it begins.');
  return {
    period: { since: new Date(since).toISOString(), until: new Date(until).toISOString() },
    logs: logsOf(flags.logs),
  };
}

/** Half a verification of one window and half of another would be one of neither. What is not said again holds. */
export function refuseOtherWishes(begun: Begun, flags: WindowFlags, now: number): void {
  const again = wantedOf({ logs: nameOf(begun.logs), ...given(flags) }, now, begun.ledger?.until ?? null);
  const timed = flags.window !== undefined || flags.since !== undefined || flags.until !== undefined;
  const { since, until } = begun.period;
  const differing = [
    ...(timed && canonical(again.period) !== canonical(begun.period)
      ? [`the window ${since} to ${until}`]
      : []),
    ...(canonical(again.logs) === canonical(begun.logs) ? [] : [`--logs ${nameOf(begun.logs)}`]),
    ...(flags.trail === undefined || sameTrails(flags.trail, begun.trails)
      ? []
      : [begun.trails === null ? 'all trails' : `--trail ${begun.trails.join(' --trail ')}`]),
  ];
  if (differing.length === 0) return;
  throw refused(
    `The run was begun with ${differing.join(', ')}, and not with what is asked for now.`,
    'Leave these options out, or start a new run.',
  );
}

/** undefined is as good as left out. */
function given({ since, until, window, logs }: WindowFlags): WindowFlags {
  return { since, until, window, ...(logs === undefined ? {} : { logs }) };
}

function sameTrails(named: readonly string[], begun: Begun['trails']): boolean {
  return begun !== null && canonical([...new Set(named)].sort()) === canonical(begun);
}

/** As the flag has it. */
export function nameOf(logs: LogChoice): string {
  return typeof logs === 'string' ? logs : `sample:${logs.sample}`;
}

/**
 * Until when everything was seen of each trail, ISO 8601: a verification that was stopped, or could not see all, leaves
 * its hours to the next one. A trail that was never seen whole has no such time; null: none has.
 */
export function seenUntil(
  ledger: Ledger | undefined,
  trails: readonly string[] | undefined,
  logs = 'all',
): string | null {
  const isSeen = (run: LedgerRun): boolean =>
    run.Complete && run.Unread === 0 && thoroughness(run.Logs) >= thoroughness(logs);
  const ends = (ledger?.trails ?? [])
    .filter(trailArn => trails === undefined || trails.includes(trailArn))
    .flatMap(trailArn => ledger?.runs(trailArn).findLast(isSeen)?.Until ?? []);
  return ends.reduce<string | null>((a, b) => (a !== null && Date.parse(a) <= Date.parse(b) ? a : b), null);
}

/** Without a window of its own a verification leaves no hour out since the last one that saw everything. */
function resumedFrom({ window }: WindowFlags, last: string | null): number {
  return window !== undefined || last === null
    ? Number.POSITIVE_INFINITY
    : Date.parse(last) - PENDING_HOURS * HOUR;
}

/** `24h`, `7d`, `2w`. */
function windowOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_HOURS;
  const [, count, unit] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  const hours = Number(count) * (hoursOf[unit ?? ''] ?? Number.NaN);
  if (!(hours > 0)) throw refused(`--window ${text} is no length of time.`, 'Such as: 24h, 7d, 2w.');
  return hours;
}

function timeOf(flag: string, text: string): number {
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw refused(`${flag} ${text} is no time.`, 'Such as: 2026-11-19 or 2026-11-19T06:00:00Z (UTC).');
  return at;
}

function logsOf(text: string | undefined): LogChoice {
  if (text === undefined || text === 'all') return 'all';
  if (text === 'none') return 'none';
  const [, count] = /^sample:([1-9]\d{0,5})$/.exec(text) ?? [];
  if (count === undefined)
    throw refused(`--logs ${text} is no choice.`, 'all, none, or sample:5 (of each digest).');
  return { sample: Number(count) };
}

function refused(message: string, hint = 'See: trailproof verify-logs --help'): UsageError {
  return new UsageError('BAD_USAGE', message, { hint });
}
