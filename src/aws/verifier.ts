/** The declared verifier: where it is asked about, and whether it can be. */
import type { Verifier } from '../model/parameters.ts';
import type { Read } from '../model/read.ts';
import type { Scope } from '../model/scope.ts';
import { accountIn } from './scopes.ts';

/** null: none is declared, or its account is none of the population, so that nobody may be asked about it. */
export function declaredVerifier({ parameters: { verifier }, population }: Read): Verifier | null {
  return verifier !== null && accountIn(population, verifier.account) !== undefined ? verifier : null;
}

/** Where the verifier, its schedule and its alarm live. */
export function verifierScope({ account, region }: Verifier): Scope {
  return { accountId: account, region };
}
