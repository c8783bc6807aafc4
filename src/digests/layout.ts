/**
 * Where CloudTrail puts its files, and what their names say
 * (AWS CloudTrail User Guide, "Finding your CloudTrail log files" and "Digest file structure").
 */
import type { Chain } from './chain.ts';
import { HOUR } from './spans.ts';

const DAY = 24 * HOUR;

/** The part of the key above the account: `[prefix/]AWSLogs/[o-id/]`. */
export function accountsFolder({ prefix, organizationId }: Pick<Chain, 'prefix' | 'organizationId'>): string {
  const above = prefix === null || prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`;
  return `${above}AWSLogs/${organizationId === null ? '' : `${organizationId}/`}`;
}

export function digestFolder(chain: Chain): string {
  return `${accountsFolder(chain)}${chain.accountId}/CloudTrail-Digest/${chain.region}/`;
}

export function logFolder(chain: Chain): string {
  return `${accountsFolder(chain)}${chain.accountId}/CloudTrail/${chain.region}/`;
}

/** The day folders whose objects can bear a time of the span: one listing each. */
export function dayFolders(folder: string, from: number, to: number): string[] {
  const days: string[] = [];
  for (let day = Math.floor(from / DAY) * DAY; day <= to; day += DAY) {
    const [date = ''] = new Date(day).toISOString().split('T');
    days.push(`${folder}${date.replaceAll('-', '/')}/`);
  }
  return days;
}

export interface DigestName {
  readonly accountId: string;
  readonly region: string;
  readonly trailName: string;
  readonly homeRegion: string;
  readonly endsAt: number;
  readonly backfill: boolean;
}

/** A trail's name may hold `_`, a region's never does: so the name is read from both ends. */
const digestName =
  /^(\d{12})_CloudTrail-Digest_([a-z0-9-]+)_(.+)_([a-z0-9-]+)_(\d{8}T\d{6}Z)(_backfill)?\.json\.gz$/;

/** null: not the name of a digest. */
export function readDigestName(key: string): DigestName | null {
  const match = digestName.exec(key.slice(key.lastIndexOf('/') + 1));
  if (match === null) return null;
  const [, accountId = '', region = '', trailName = '', homeRegion = '', end = '', backfill] = match;
  const endsAt = readTime(end);
  return endsAt === null
    ? null
    : { accountId, region, trailName, homeRegion, endsAt, backfill: backfill !== undefined };
}

const logName = /^(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{8}T\d{4}Z)_[A-Za-z0-9]{16}\.json\.gz$/;

/** The time in a log file's name, for one of this chain's account and region; null: no such name. */
export function readLogName({ accountId, region }: Chain, key: string): number | null {
  const match = logName.exec(key.slice(key.lastIndexOf('/') + 1));
  if (match === null || match[1] !== accountId || match[2] !== region) return null;
  return readTime(match[3] ?? '');
}

/** `20261120T0905Z` or `20261120T090500Z`; null: no time of the calendar. */
function readTime(text: string): number | null {
  const iso = text.replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z$/,
    (_all, y, mo, d, h, mi, s = '00') => {
      return `${y}-${mo}-${d}T${h}:${mi}:${s}.000Z`;
    },
  );
  const at = Date.parse(iso);
  return Number.isNaN(at) || new Date(at).toISOString() !== iso ? null : at;
}
