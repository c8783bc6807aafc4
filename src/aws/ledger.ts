/**
 * Our own verification ledger, read as if it were a service: asked for each trail, recorded like every other answer, and
 * a gap where it is damaged. It is the one thing in a snapshot that AWS did not say.
 */
import { createHash } from 'node:crypto';
import { defineCall } from '../model/call.ts';
import type { Stored } from '../model/json.ts';
import { must, type Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import type { Subject } from '../model/subject.ts';
import { eachOwnedTrail, type Trail, trailHome } from './cloudtrail.ts';

/** One verification of one trail, as its ledger entry tells it. */
export interface LedgerRun {
  readonly Sequence: number;
  /** SHA-256 of the entry; the next one names it. */
  readonly EntrySha256: string;
  readonly RunId: string;
  /** ISO 8601, UTC. */
  readonly At: string;
  readonly Since: string;
  readonly Until: string;
  /** `all`, `none`, or `sample:5`: how many log files of each digest were fetched and hashed. */
  readonly Logs: string;
  /** It was not stopped, and nothing that was expected stayed out of sight. */
  readonly Complete: boolean;
  readonly Chains: number;
  /** SHA-256 of the sorted `account/region` that could be asked, a line each. */
  readonly ChainsSha256: string;
  readonly Proven: number;
  readonly Broken: number;
  readonly Unread: number;
  /** `account region: what`, of the first chains that are broken or unread. */
  readonly Exceptions: readonly string[];
  /** SHA-256 of the public key whose signature was checked; null: nobody's was. */
  readonly SignedBy: string | null;
}

/** Gives the runs of a trail, oldest first; throws what `send` may throw. */
export type LedgerReader = (trailArn: string) => readonly LedgerRun[];

/** No IAM action: nothing is sent to AWS, so no policy names it. */
export const LEDGER_PERMISSION = 'trailproof:ReadLedger';

export const readLedger = defineCall({
  id: 'trailproof.ReadLedger',
  permission: LEDGER_PERMISSION,
  absentOn: ['NoLedger'],
  stages: [eachOwnedTrail(TrailArn => ({ TrailArn }))],
  send: async (aws, input: { readonly TrailArn: string }) => {
    if (aws.ledger === undefined)
      throw Object.assign(new Error('No ledger was named.'), { name: 'NoLedger' });
    return { Runs: aws.ledger(input.TrailArn) as readonly LedgerRun[] };
  },
});

/** Names a set of accounts and regions, whatever their order. */
export function scopesSha256(scopes: readonly Scope[]): string {
  const lines = scopes.map(({ accountId, region }) => `${accountId}/${region}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** A verification of a sample has not seen the log files that one of all of them wants to see. */
export function thoroughness(logs: string): number {
  if (logs === 'all') return Number.POSITIVE_INFINITY;
  return logs === 'none' ? 0 : Number(logs.replace('sample:', ''));
}

/** The trail's verifications, oldest first; undefined: there is no ledger. */
export function verificationsOf(read: Read, subject: Subject<Trail>): readonly LedgerRun[] | undefined {
  const answer = read.find(readLedger, trailHome(subject), { TrailArn: subject.id });
  return answer === undefined ? undefined : must(answer.Runs, 'Runs').map(wholeRun);
}

/** An entry that lacks anything says nothing. Null is a word of its own: nobody signed. */
function wholeRun(run: Stored<LedgerRun>): LedgerRun {
  const given = new Map(Object.entries(run));
  for (const name of fields) must(given.has(name) ? name : undefined, name);
  return run;
}

const fields: readonly (keyof LedgerRun)[] = [
  'Sequence',
  'EntrySha256',
  'RunId',
  'At',
  'Since',
  'Until',
  'Logs',
  'Complete',
  'Chains',
  'ChainsSha256',
  'Proven',
  'Broken',
  'Unread',
  'Exceptions',
  'SignedBy',
];
