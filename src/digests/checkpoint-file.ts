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
 * the newest, be it that the window ended earlier or that the newest are gone. Of a former trail that no verification saw
 * alive nothing is kept: nobody will look for it, and it would be missed for good.
 */
export function renderCheckpoints(
  earlier: ReadonlyMap<string, Checkpoint>,
  reports: readonly ChainReport[],
): string {
  const all = new Map<string, Checkpoint>(earlier);
  for (const { chain, live, last } of reports) {
    const id = chainId(chain);
    if (last === null || !(live || all.has(id))) continue;
    const { endsAt, ...rest } = last;
    const mark = { ...rest, endsAt: Date.parse(endsAt) };
    if (mark.endsAt >= (all.get(id)?.endsAt ?? mark.endsAt)) all.set(id, mark);
  }
  const lines = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  return lines.map(([chain, checkpoint]) => `${canonical({ chain, ...checkpoint })}\n`).join('');
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
