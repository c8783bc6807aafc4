/** The matrix of accounts and regions: which trails log there and deliver, and whether GuardDuty watches. Not read is `unknown`. */
import {
  arnOfTrail,
  deliveryErrorOf,
  describeTrails,
  getTrailStatus,
  trailsSeen,
} from '../aws/cloudtrail.ts';
import type { Coverage, CoverageRow, Result } from '../model/audit.ts';
import { evaluatedRegions, type PopulationAccount } from '../model/population.ts';
import { must, type Read } from '../model/read.ts';
import { ALL_REGIONS, type Scope } from '../model/scope.ts';

/** Where the account is not looked at: the region is not enabled there, or excluded. */
const OUTSIDE = '-';
const UNKNOWN = 'unknown';
const NO_TRAIL = 'none';
const DETECTOR = 'guardduty/detector';

export function coverageOf(read: Read, results: readonly Result[]): Coverage {
  const { accounts } = read.population;
  const looked = accounts.filter(account => account.disposition !== 'excluded');
  const regions = [...new Set(accounts.flatMap(evaluatedRegions))].sort();
  const detectors = detectorVerdicts(results);
  const seen = new Map<string, Recorded>();
  for (const account of looked) {
    for (const region of evaluatedRegions(account)) {
      const scope = { accountId: account.accountId, region };
      seen.set(keyOf(scope), recordedBy(read, scope));
    }
  }
  const trails = [...new Set([...seen.values()].flatMap(({ logging }) => [...logging.keys()]))].sort();
  const indexes = new Map(trails.map((arn, at) => [arn, at]));
  const rows = looked.map((account): CoverageRow => {
    const inside = new Set(evaluatedRegions(account));
    const cells = (cell: (scope: Scope) => string): string[] =>
      regions.map(region =>
        inside.has(region) ? cell({ accountId: account.accountId, region }) : unread(account, region),
      );
    return {
      accountId: account.accountId,
      recorded: cells(scope => recordedCell(seen.get(keyOf(scope)), indexes)),
      guardduty: cells(scope => detectors.get(keyOf(scope)) ?? UNKNOWN),
    };
  });
  return { regions, trails, accounts: rows };
}

interface Recorded {
  /** Trails that are seen there and log; true: and their latest delivery failed. */
  readonly logging: ReadonlyMap<string, boolean>;
  /** Something of it could not be read. */
  readonly unread: boolean;
}

function recordedBy(read: Read, scope: Scope): Recorded {
  const shown = read.attempt(r => (r.asked(describeTrails, scope, {}) ? trailsSeen(r, scope) : undefined));
  if (!shown.ok || shown.value === undefined) return { logging: new Map(), unread: true };
  const statuses = shown.value.map(trail =>
    read.attempt(r => {
      const Name = arnOfTrail(trail);
      if (!r.asked(getTrailStatus, scope, { Name })) return { Name, logs: undefined, failed: false };
      const status = r.get(getTrailStatus, scope, { Name });
      return { Name, logs: must(status.IsLogging, 'IsLogging'), failed: deliveryErrorOf(status) !== '' };
    }),
  );
  return {
    logging: new Map(
      statuses.flatMap(status =>
        status.ok && status.value.logs === true ? [[status.value.Name, status.value.failed]] : [],
      ),
    ),
    unread: statuses.some(status => !status.ok || status.value.logs === undefined),
  };
}

/** `0 2!`: the trails of those numbers log there, and what `!` marks did not deliver last; `?` behind them: and more could not be read. */
function recordedCell(recorded: Recorded | undefined, indexes: ReadonlyMap<string, number>): string {
  if (recorded === undefined || (recorded.logging.size === 0 && recorded.unread)) return UNKNOWN;
  if (recorded.logging.size === 0) return NO_TRAIL;
  const numbers = [...recorded.logging.keys()].flatMap(arn => indexes.get(arn) ?? []).sort((a, b) => a - b);
  const marked = new Set(
    [...recorded.logging].flatMap(([arn, failed]) => (failed ? (indexes.get(arn) ?? []) : [])),
  );
  return [
    ...numbers.map(number => (marked.has(number) ? `${number}!` : `${number}`)),
    ...(recorded.unread ? ['?'] : []),
  ].join(' ');
}

/** A region that nobody could look into is not one that is known to be outside. */
function unread(account: PopulationAccount, region: string): string {
  if (account.disposition === 'not-evaluable' || account.regions === null) return UNKNOWN;
  return account.regions.find(r => r.region === region)?.disposition === 'not-evaluable' ? UNKNOWN : OUTSIDE;
}

function detectorVerdicts(results: readonly Result[]): ReadonlyMap<string, string> {
  const verdicts = new Map<string, string>();
  for (const { check, subject, verdict } of results) {
    if (check !== DETECTOR || subject.accountId === null || subject.region === null) continue;
    if (subject.region === ALL_REGIONS) continue;
    verdicts.set(keyOf({ accountId: subject.accountId, region: subject.region }), verdict.status);
  }
  return verdicts;
}

function keyOf({ accountId, region }: Scope): string {
  return `${accountId} ${region}`;
}
