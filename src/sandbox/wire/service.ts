/** What every service, whatever its protocol, does with a request and an answer. */
import { AwsError, type CommonFault } from '../aws-error.ts';
import type { Call, Input } from '../call.ts';
import type { SignedRequest } from '../sigv4.ts';

export interface Wire {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

export interface Understood {
  readonly operation: string;
  readonly input: Input;
  readonly pageToken: string | undefined;
}

export interface Service {
  /** As faults, records and throttles name it. */
  readonly name: string;
  /** Does every region answer for the whole account? */
  readonly global: boolean;
  /** Throws the protocol's error for an operation that does not exist here. */
  understand(request: SignedRequest): Understood;
  run(understood: Understood, call: Call): Wire;
  common(fault: CommonFault, message: string): AwsError;
  refuse(error: AwsError, requestId: string, request: SignedRequest): Wire;
}

export const tokenInvalid = 'The security token included in the request is invalid.';
export const tokenExpired = 'The security token included in the request is expired';
export const signatureWrong =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Each protocol's own code and status for what goes wrong before any service looks. */
export type CommonCodes = Readonly<Record<CommonFault, readonly [code: string, status: number]>>;

export function commonErrors(codes: CommonCodes): Service['common'] {
  return (fault, message) => {
    const [code, status] = codes[fault];
    return new AwsError(code, message, { status });
  };
}
