/** What the user must put right before anything can be evaluated. Printed as one sentence and a hint; exit 2. */
export type UsageErrorCode =
  | 'BAD_USAGE'
  | 'BAD_CONFIG'
  | 'BAD_ESTATE'
  | 'BAD_SNAPSHOT'
  | 'NO_CREDENTIALS'
  | 'UNREACHABLE'
  | 'BAD_OUTPUT';

export class UsageError extends Error {
  readonly code: UsageErrorCode;
  readonly hint: string | undefined;

  constructor(code: UsageErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UsageError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** Why evidence is not accepted. The first one found is named; exit 4. */
export const faultCodes = [
  'BAD_ZIP',
  'UNSAFE_ENTRY',
  'TOO_LARGE',
  'NO_MANIFEST',
  'BAD_MANIFEST',
  'MISSING_FILE',
  'UNLISTED_FILE',
  'WRONG_SIZE',
  'WRONG_HASH',
  'NOT_SIGNED',
  'BAD_SIGNATURE',
  'OTHER_SIGNER',
  'NOT_STAMPED',
  'BAD_TIMESTAMP',
  'OTHER_AUTHORITY',
  'BAD_CONTENT',
  'BAD_BODY',
  'OTHER_RUN',
  'WRONG_FACTS',
  'NOT_REPLAYED',
  'BAD_LEDGER',
] as const;
export type FaultCode = (typeof faultCodes)[number];

/** A bundle or a ledger that is not what it says it is. The message begins with the file, where it is about one. */
export class IntegrityError extends Error {
  readonly code: FaultCode;
  readonly path: string | null;

  constructor(code: FaultCode, path: string | null, what: string, cause?: unknown) {
    super(path === null ? what : `${path}: ${what}`, { cause });
    this.name = 'IntegrityError';
    this.code = code;
    this.path = path;
  }
}

/** The bundle is whole and could not be signed, stamped or packed, or an entry of the ledger not signed. Exit 5; nothing is lost. */
export class DeliveryError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DeliveryError';
  }
}
