/** The log files that digests name: fetched and hashed, all of them or a sample that anybody can draw again. */
import { createHash } from 'node:crypto';
import type { ObjectBucket, ObjectStore } from '../aws/objects.ts';
import type { Digest, Finding, LogEntry } from './chain.ts';
import { judgeLargeLog, judgeLog } from './judge-log.ts';
import type { LogCounts } from './report.ts';

/** `sample`: so many of each digest, those with the lowest hash of its signature and their key. */
export type LogChoice = 'all' | 'none' | { readonly sample: number };

export interface LogResult {
  readonly counts: LogCounts;
  readonly findings: readonly Finding[];
}

/** Log files that an earlier, killed run has proven, with the bytes that were read for it. */
export interface LogMemory {
  log(entry: LogEntry): number | undefined;
  keepLog(entry: LogEntry, bytes: number): void;
}

export interface LogTools {
  readonly get: ObjectStore['get'];
  readonly memory: LogMemory;
  readonly alone: Alone;
}

/** Does one thing after another. */
export type Alone = <T>(work: () => Promise<T>) => Promise<T>;

export const noLogs: LogCounts = {
  named: 0,
  checked: 0,
  valid: 0,
  invalid: 0,
  missing: 0,
  unreadable: 0,
  bytes: 0,
};

export async function checkLogs(
  digest: Digest,
  bucket: ObjectBucket,
  choice: LogChoice,
  { get, memory, alone }: LogTools,
): Promise<LogResult> {
  const chosen = chosenLogs(digest, choice);
  const findings: Finding[] = [];
  let bytes = 0;
  await Promise.all(
    chosen.map(async entry => {
      if (entry.bucket !== bucket.name) {
        findings.push(elsewhere(entry));
        return;
      }
      const known = memory.log(entry);
      if (known !== undefined) {
        bytes += known;
        return;
      }
      const fetched = await get(bucket, entry.key);
      const size = fetched.outcome === 'object' ? fetched.bytes.length : 0;
      bytes += size;
      const judged = judgeLog(entry, fetched);
      // Fetched again when its turn comes, so that no more than one of them is ever waiting in memory.
      const finding =
        judged?.code === 'too-large'
          ? await alone(async () => judgeLargeLog(entry, await get(bucket, entry.key)))
          : judged;
      if (finding === null) memory.keepLog(entry, size);
      else findings.push(finding);
    }),
  );
  const count = (status: Finding['status']): number => findings.filter(f => f.status === status).length;
  const counts = {
    named: digest.logs.length,
    checked: chosen.length,
    valid: chosen.length - findings.length,
    invalid: count('invalid'),
    missing: count('missing'),
    unreadable: count('unreadable'),
    bytes,
  };
  return { counts, findings: findings.sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1)) };
}

/** Nobody can know the sample before the digest is signed, and everybody can draw it afterwards. */
export function chosenLogs(digest: Digest, choice: LogChoice): readonly LogEntry[] {
  if (choice === 'all') return digest.logs;
  if (choice === 'none') return [];
  const drawn = digest.logs.map(entry => ({
    entry,
    lot: createHash('sha256').update(`${digest.signature}\n${entry.key}`).digest('hex'),
  }));
  drawn.sort((a, b) => (a.lot < b.lot ? -1 : 1));
  return drawn.slice(0, choice.sample).map(({ entry }) => entry);
}

export function addCounts(a: LogCounts, b: LogCounts): LogCounts {
  return {
    named: a.named + b.named,
    checked: a.checked + b.checked,
    valid: a.valid + b.valid,
    invalid: a.invalid + b.invalid,
    missing: a.missing + b.missing,
    unreadable: a.unreadable + b.unreadable,
    bytes: a.bytes + b.bytes,
  };
}

/** A trail that was given another bucket: its older log files stay in the old one. */
function elsewhere({ bucket, key }: LogEntry): Finding {
  const says = `The digest names the log file in the bucket ${bucket}, which is not the trail's; it was not looked into.`;
  return { status: 'unreadable', code: 'not-checked', of: 'log', key, span: null, says };
}
