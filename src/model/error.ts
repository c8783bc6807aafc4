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
