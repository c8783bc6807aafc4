/** An error AWS would answer with: code, message, status, and headers that go with it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string>>;

  /** Without a status the protocol's usual one is sent. */
  constructor(
    code: string,
    message: string,
    options: { status?: number; headers?: Record<string, string>; details?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = options.status;
    this.headers = options.headers ?? {};
    this.details = options.details ?? {};
  }
}

/** What goes wrong before any service looks at a request. Each protocol has its own code for each. */
export type CommonFault =
  | 'denied'
  | 'expired'
  | 'unknown-key'
  | 'bad-token'
  | 'bad-signature'
  | 'throttled'
  | 'internal'
  | 'unsigned';

export class CommonError extends Error {
  readonly fault: CommonFault;

  constructor(fault: CommonFault, message: string) {
    super(message);
    this.name = 'CommonError';
    this.fault = fault;
  }
}
