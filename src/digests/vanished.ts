/** Chains that an earlier verification saw, and that nothing names any more: whoever takes a trail away takes them along. */
import { accountIn } from '../aws/scopes.ts';
import { ACCOUNT_CLOSED, type Population } from '../model/population.ts';
import { type Chain, chainId, readChainId } from './chain.ts';
import type { Unaccounted } from './expected.ts';

export interface Asked {
  readonly population: Population;
  /** ARNs; null: all. */
  readonly trails: readonly string[] | null;
}

/** `remembered`: ids of the chains in the ledger; `looked`: those that this verification looked at, former trails' too. */
export function vanishedChains(
  remembered: readonly string[],
  looked: readonly Chain[],
  asked: Asked,
): Unaccounted[] {
  const seen = new Set(looked.map(chainId));
  return remembered
    .filter(id => !seen.has(id))
    .map(readChainId)
    .filter(chain => isAskedFor(chain, asked))
    .map(({ trailArn, accountId, region }) => {
      const says = `The last verification saw the chain of ${trailArn} in ${accountId} ${region}, which is not expected any more: its digests were not looked at.`;
      return { trailArn, accountId, says };
    });
}

/** What the user left out is not missed; what is in no list any more was not left out by them. */
function isAskedFor(
  { trailArn, accountId, region }: ReturnType<typeof readChainId>,
  { population, trails }: Asked,
): boolean {
  if (trails !== null && !trails.includes(trailArn)) return false;
  const account = accountIn(population, accountId);
  if (account === undefined) return true;
  if (account.disposition === 'excluded' && account.reason !== ACCOUNT_CLOSED) return false;
  return !account.regions?.some(known => known.region === region && known.disposition === 'excluded');
}
