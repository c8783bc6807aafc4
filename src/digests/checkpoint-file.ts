/** The newest digest of each chain as the ledger keeps it, a line each: what the next verification must find again. */
import { canonical } from '../model/json.ts';
import { type Checkpoint, chainId } from './chain.ts';
import type { ChainReport } from './report.ts';

interface StoredCheckpoint extends Checkpoint {
  readonly chain: string;
  readonly fingerprint: string;
}

/**
 * A chain that was not looked at, or had nothing to show, keeps what it had; so does one of which an older digest is now
 * the newest, be it that the window ended earlier or that the newest are gone; and one with hours behind its mark that
 * nobody read: else the next verification would no longer know of them. Of a former trail that no verification saw
 * alive nothing is kept: nobody will look for it, and it would be missed for good.
 */
export function renderCheckpoints(
  earlier: ReadonlyMap<string, Checkpoint>,
  reports: readonly ChainReport[],
): string {
  const all = new Map<string, Checkpoint>(earlier);
  for (const report of reports) {
    const { chain, live, last } = report;
    const id = chainId(chain);
    const known = all.get(id);
    if (last === null || !(live || known) || (known && leavesGap(report, known))) continue;
    const { endsAt, ...rest } = last;
    const mark = { ...rest, endsAt: Date.parse(endsAt) };
    if (mark.endsAt >= (known?.endsAt ?? mark.endsAt)) all.set(id, mark);
  }
  const lines = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  return lines.map(([chain, checkpoint]) => `${canonical({ chain, ...checkpoint })}\n`).join('');
}

/** Whether hours between the mark and the window were not read. */
function leavesGap({ findings, period: window }: ChainReport, { endsAt }: Checkpoint): boolean {
  if (endsAt > Date.parse(window.since)) return false;
  const since = new Date(endsAt).toISOString();
  return findings.some(
    ({ code, of, period }) => code === 'not-checked' && of === 'hours' && period?.since === since,
  );
}

export function parseCheckpoints(text: string): Map<string, Checkpoint> {
  const lines = text.split('\n').slice(0, -1);
  return new Map(
    lines.map(line => {
      const { chain, ...checkpoint } = JSON.parse(line) as StoredCheckpoint;
      return [chain, checkpoint];
    }),
  );
}
