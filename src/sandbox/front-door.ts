/** What AWS decides before a service sees a request: whose it is, whether it is signed, current and allowed. */
import { actionOf } from './actions.ts';
import { CommonError } from './aws-error.ts';
import type { Call } from './call.ts';
import type { Principal, Principals } from './principals.ts';
import { type Authorization, buildVerifier, type SignedRequest } from './sigv4.ts';
import { type Service, signatureWrong, tokenExpired, tokenInvalid } from './wire/service.ts';

export type Authenticate = (request: SignedRequest, authorization: Authorization, now: Date) => Principal;

export function buildAuthenticator(principals: Principals): Authenticate {
  const verify = buildVerifier();
  return (request, authorization, now) => {
    const principal = principals.find(authorization.accessKeyId);
    if (principal === undefined) throw new CommonError('unknown-key', tokenInvalid);
    if (request.headers['x-amz-security-token'] !== principal.sessionToken)
      throw new CommonError('bad-token', tokenInvalid);
    if (!verify(request, authorization, principal.secretAccessKey))
      throw new CommonError('bad-signature', signatureWrong);
    if (principal.expiresAt !== undefined && principal.expiresAt <= now.getTime())
      throw new CommonError('expired', tokenExpired);
    return principal;
  };
}

/** An opt-in region an account has not enabled does not know the account's credentials. */
export function checkRegion(call: Call, service: Service): void {
  if (!service.global && !call.account.enabledRegions.has(call.region))
    throw new CommonError('unknown-key', tokenInvalid);
}

/** GetCallerIdentity cannot be denied to anybody. */
export function checkPermission(call: Call): void {
  const action = actionOf(call.service, call.operation);
  // AssumeRole answers for its own denials: the message names the role.
  if (action === 'sts:GetCallerIdentity' || action === 'sts:AssumeRole' || call.principal.may(action)) return;
  throw new CommonError('denied', deniedMessage(call));
}

export function deniedMessage({
  principal,
  service,
  operation,
}: Pick<Call, 'principal' | 'service' | 'operation'>): string {
  return `User: ${principal.arn} is not authorized to perform: ${actionOf(service, operation)} on resource: * because no identity-based policy allows the ${actionOf(service, operation)} action`;
}
