/** Where a question is asked: one account in one region of one partition. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** Stands for "every region of the account" where even the list of regions could not be read. */
export const ALL_REGIONS = '*';
