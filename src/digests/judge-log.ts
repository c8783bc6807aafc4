/** Holds one log file against the digest that names it. */
import type { FaultCode, Fetched, Finding, LogEntry } from './chain.ts';
import { type GzipFault, type Hashed, sha256OfGzip, sha256OfLargeGzip } from './gzip.ts';
import { shortHash, shown } from './shown.ts';

const MEBIBYTE = 1024 * 1024;
/** What is inflated in one piece; beyond it, `judgeLargeLog` goes in small steps. */
const LARGEST_AT_ONCE = 64 * MEBIBYTE;
const LARGEST = 1024 * MEBIBYTE;

/** null: valid. A file of more than 64 MiB inflated is unreadable here ('too-large'), and judged by `judgeLargeLog`. */
export function judgeLog(entry: LogEntry, fetched: Fetched): Finding | null {
  const fault = faultBefore(entry, fetched);
  if (fault !== null || fetched.outcome !== 'object') return fault;
  return compare(entry, sha256OfGzip(fetched.bytes, LARGEST_AT_ONCE));
}

/** The same for a log file of any size up to 1 GiB inflated, in flat memory. */
export async function judgeLargeLog(entry: LogEntry, fetched: Fetched): Promise<Finding | null> {
  const fault = faultBefore(entry, fetched);
  if (fault !== null || fetched.outcome !== 'object') return fault;
  return compare(entry, await sha256OfLargeGzip(fetched.bytes, LARGEST));
}

function faultBefore(entry: LogEntry, fetched: Fetched): Finding | null {
  if (fetched.outcome === 'missing') {
    return finding(entry, 'missing', 'absent', 'A digest names this log file, and it is not there.');
  }
  if (fetched.outcome === 'unreadable') {
    return finding(entry, 'unreadable', fetched.code, `It could not be read: ${shown(fetched.message)}.`);
  }
  if (entry.algorithm !== 'SHA-256') {
    const says = `Its digest hashes it with ${shown(entry.algorithm, 40)}, not SHA-256.`;
    return finding(entry, 'invalid', 'hash-algorithm', says);
  }
  return null;
}

function compare(entry: LogEntry, hashed: Hashed | GzipFault): Finding | null {
  if (!hashed.ok) {
    const status = hashed.code === 'too-large' ? 'unreadable' : 'invalid';
    return finding(entry, status, hashed.code, hashed.says);
  }
  if (hashed.sha256 === entry.sha256) return null;
  const says = `Its SHA-256 is ${shortHash(hashed.sha256)}…, by its digest ${shortHash(entry.sha256)}….`;
  return finding(entry, 'invalid', 'hash', says);
}

function finding(entry: LogEntry, status: Finding['status'], code: FaultCode, says: string): Finding {
  return { status, code, of: 'log', key: entry.key, span: null, says };
}
