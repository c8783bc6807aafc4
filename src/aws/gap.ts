/** Turns whatever was thrown by a call into a gap. The one place that knows AWS's error names. */
import type { Gap, GapReason } from '../model/evidence.ts';

const namesOf: Record<Exclude<GapReason, 'parent' | 'interrupted'>, readonly string[]> = {
  denied: [
    'AccessDenied',
    'AccessDeniedException',
    'AccessDeniedForDependencyException',
    'AllAccessDisabled',
    'NotAuthorized',
    'UnauthorizedException',
    'UnauthorizedOperation',
    'InsufficientEncryptionPolicyException',
    'Forbidden',
    '403',
  ],
  throttled: [
    'BandwidthLimitExceeded',
    'LimitExceededException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown',
    'ThrottledException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequestsException',
    'TransactionInProgressException',
  ],
  expired: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
  // An endpoint of a region that is not enabled does not know the account's credentials.
  'region-disabled': [
    'AuthFailure',
    'InvalidAccessKeyId',
    'InvalidClientTokenId',
    'OptInRequired',
    'RegionDisabledException',
    'UnrecognizedClientException',
  ],
  unreachable: [
    'ECONNABORTED',
    'ECONNREFUSED',
    'ECONNRESET',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EPIPE',
    'ETIMEDOUT',
    'InternalError',
    'InternalFailure',
    'InternalServerError',
    'InternalServerErrorException',
    'InternalServiceException',
    'KMSInternalException',
    'RequestTimeout',
    'RequestTimeoutException',
    'ServiceException',
    'ServiceUnavailable',
    'ServiceUnavailableException',
    'TimeoutError',
  ],
  malformed: ['SyntaxError', 'MissingList', 'RepeatedPageToken', 'LedgerDamaged'],
  // What a member asks about an organization trail, or a stranger about a bucket: it says nothing of the thing itself.
  'not-observable': [
    'CloudTrailARNInvalidException',
    'MethodNotAllowed',
    'NoManagementAccountSLRExistsException',
    'NotFoundException',
    'OperationNotPermittedException',
    'TrailNotFoundException',
    'UnsupportedOperationException',
  ],
  rejected: [],
};

const reasons = new Map<string, GapReason>(
  Object.entries(namesOf).flatMap(([reason, names]) => names.map(name => [name, reason as GapReason])),
);

/** What can be known of an error thrown by an SDK client, whatever it is. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $responseBodyText?: unknown;
  readonly $response?: { readonly statusCode?: number };
}

/** The error name by which AWS, or the transport, says what happened. */
export function errorCode(error: unknown): string {
  const { name, code, Code, $metadata } = asThrown(error);
  // The SDK calls every broken connection a TimeoutError; the system's own code says which it was.
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return code;
  if (typeof name === 'string' && name !== 'Error' && name !== 'Unknown' && name !== 'UnknownError')
    return name;
  if (typeof code === 'string') return code;
  if (typeof Code === 'string') return Code;
  // A HEAD request has no body to name the error in.
  if ($metadata?.httpStatusCode !== undefined) return String($metadata.httpStatusCode);
  return typeof name === 'string' ? name : 'Error';
}

/** null: the error is not AWS's, nor the network's: a defect of ours, to be thrown on. */
export function toGap(error: unknown, permission: string): Gap | null {
  const thrown = asThrown(error);
  const code = errorCode(error);
  const status = thrown.$metadata?.httpStatusCode ?? thrown.$response?.statusCode;
  const reason = reasonOf(code, thrown, status);
  if (reason === null) return null;
  return {
    reason,
    code,
    message: typeof thrown.message === 'string' && thrown.message !== '' ? thrown.message : code,
    permission,
    ...(thrown.$metadata?.requestId === undefined ? {} : { requestId: thrown.$metadata.requestId }),
  };
}

function reasonOf(code: string, thrown: Thrown, status: number | undefined): GapReason | null {
  const named = reasons.get(code) ?? (typeof thrown.code === 'string' ? reasons.get(thrown.code) : undefined);
  // A parse error counts only where there was an answer to parse.
  if (
    named === 'malformed' &&
    code === 'SyntaxError' &&
    !('$responseBodyText' in thrown) &&
    status === undefined
  )
    return null;
  if (named) return named;
  if (status === undefined) return null;
  if (status === 403) return 'denied';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'unreachable';
  if (status >= 400) return 'rejected';
  // AWS said yes and what followed could not be read.
  return 'malformed';
}

function asThrown(error: unknown): Thrown {
  return typeof error === 'object' && error !== null ? (error as Thrown) : {};
}
