/** How the question for a session is written down. Without the SDK: who reads evidence names it too, and asks nothing. */

/** Recorded for each account; sent by sessions.ts, which keeps the credentials out of the record. */
export const ASSUME_ROLE = { id: 'sts.AssumeRole', permission: 'sts:AssumeRole' } as const;
