/** The accounts and regions there are, and which of them were looked at. Expected = evaluated + excluded + not evaluable. */

export type Disposition = 'evaluated' | 'excluded' | 'not-evaluable';

export interface PopulationRegion {
  readonly region: string;
  /** Regions that AWS enables only on request. */
  readonly optIn: boolean;
  readonly disposition: Disposition;
  /** Why it was not evaluated. */
  readonly reason?: string;
}

export interface PopulationAccount {
  readonly accountId: string;
  readonly name: string | null;
  /** Organizations `State` (or `Status` where AWS still sends it); null outside an organization. */
  readonly state: string | null;
  readonly management: boolean;
  readonly disposition: Disposition;
  readonly reason?: string;
  /** The evidence whose gap made the account not evaluable. */
  readonly because?: string;
  /** Enabled regions and the ones excluded by configuration; null where the list could not be read. */
  readonly regions: readonly PopulationRegion[] | null;
}

export interface Population {
  readonly partition: string;
  /** Where the partition's global services are signed for, `us-east-1` in `aws`. */
  readonly globalRegion: string;
  /** null: the account stands alone. */
  readonly organization: {
    readonly id: string;
    readonly managementAccount: string;
    /** The account in which questions about the organization are asked. */
    readonly readFrom: string;
  } | null;
  readonly accounts: readonly PopulationAccount[];
  /** Evidence whose gap leaves the population itself in doubt: whether there is an organization, which accounts it has. */
  readonly unread: readonly string[];
}

/** Why a closed account is excluded, whoever is asked for: nothing in it can be asked, or happen, any more. */
export const ACCOUNT_CLOSED = 'the account is closed';

/** Regions of an account that are looked at. Empty where the account is not evaluated. */
export function evaluatedRegions(account: PopulationAccount): readonly string[] {
  if (account.disposition !== 'evaluated' || account.regions === null) return [];
  return account.regions.filter(r => r.disposition === 'evaluated').map(r => r.region);
}
