/** Answers one request: understands it, checks it, lets a fault strike, and runs the operation. */
import { AwsError, CommonError } from './aws-error.ts';
import type { Call } from './call.ts';
import { rememberMembers } from './detectors.ts';
import type { Fault, Faults } from './faults.ts';
import { buildAuthenticator, checkPermission, checkRegion, deniedMessage } from './front-door.ts';
import { buildDeliveries } from './history/deliveries.ts';
import { buildOrganization } from './organization.ts';
import { pagesBefore } from './pages.ts';
import { buildPrincipals } from './principals.ts';
import { buildLimiter } from './rates.ts';
import type { Estate } from './schema/estate.ts';
import { account } from './services/account.ts';
import { cloudtrail } from './services/cloudtrail.ts';
import { cloudwatch } from './services/cloudwatch.ts';
import { config } from './services/config.ts';
import { events } from './services/events.ts';
import { guardduty } from './services/guardduty.ts';
import { kms } from './services/kms.ts';
import { logs } from './services/logs.ts';
import { organizations } from './services/organizations.ts';
import { s3 } from './services/s3.ts';
import { s3Control } from './services/s3-control.ts';
import { scheduler } from './services/scheduler.ts';
import { sns } from './services/sns.ts';
import { sts } from './services/sts.ts';
import { readAuthorization, type SignedRequest } from './sigv4.ts';
import { isS3Control, objectKey } from './wire/s3.ts';
import { type Service, tokenExpired, type Wire } from './wire/service.ts';
import { buildWorld } from './world.ts';

export interface Settings {
  readonly estate: Estate;
  readonly faults: Faults;
  readonly throttle: boolean;
  readonly pageSize: number | undefined;
  readonly emptyFirstPage: boolean;
  readonly now: () => Date;
  readonly machineClock: () => Date;
  managedKeyCreated(): void;
}

/** One request as it went, for whoever watches. */
export interface Handled {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly status: number;
  readonly input: unknown;
}

export interface Answer {
  readonly wire: Wire;
  readonly handled: Handled;
  /** A fault that concerns the connection rather than the answer. */
  readonly fault: Fault | undefined;
}

export type Handle = (request: SignedRequest, requestId: string) => Answer;

export function buildHandler(settings: Settings): Handle {
  const world = buildWorld(settings.estate);
  const principals = buildPrincipals(world);
  const authenticate = buildAuthenticator(principals);
  const withinRate = buildLimiter();
  const members = rememberMembers(world);
  const deliveries = buildDeliveries(world, settings.now());
  const services = new Map<string, Service>([
    ...[sts, account, cloudtrail, guardduty, kms, s3, events, scheduler, logs, sns, config].map(
      (service): [string, Service] => [service.name, service],
    ),
    // CloudWatch signs by another name than its permissions have.
    ['monitoring', cloudwatch],
    ['organizations', organizations(buildOrganization(world, settings.now()))],
  ]);

  return (request, requestId) => {
    const authorization = readAuthorization(request.headers.authorization);
    const service = authorization === undefined ? undefined : services.get(authorization.service);
    const speaker = service === s3 && isS3Control(request) ? s3Control : (service ?? guess(request));
    const seen = {
      service: speaker.name,
      operation: '',
      account: '',
      region: authorization?.region ?? '',
      input: undefined as unknown,
    };
    const finish = (wire: Wire, fault?: Fault): Answer => ({
      wire,
      handled: { ...seen, status: wire.status },
      fault,
    });
    try {
      if (authorization === undefined) throw new CommonError('unsigned', 'Missing Authentication Token');
      if (service === undefined)
        throw new AwsError('UnknownOperationException', `The sandbox has no ${authorization.service}.`, {
          status: 400,
        });
      const understood = speaker.understand(request);
      seen.operation = understood.operation;
      seen.input = understood.input;
      const now = settings.now();
      const principal = authenticate(request, authorization, now);
      const home = world.accounts.get(principal.account);
      if (home === undefined) throw new CommonError('unknown-key', 'The account is gone.');
      seen.account = home.id;
      const call: Call = {
        service: speaker.name,
        operation: understood.operation,
        world,
        account: home,
        region: authorization.region,
        principal,
        principals,
        now,
        machineClock: settings.machineClock,
        pageSize: settings.pageSize,
        emptyFirstPage: settings.emptyFirstPage,
        deliveries,
        members,
        managedKeyCreated: settings.managedKeyCreated,
      };
      const fault = settings.faults.strike({
        ...seen,
        pagesBefore: pagesBefore(understood.pageToken),
        key: speaker === s3 ? objectKey(understood.input) : undefined,
      });
      if (fault !== undefined) throwFault(fault, call);
      if (settings.throttle && !withinRate(call.service, call.operation, home.id, call.region))
        throw new CommonError('throttled', 'Rate exceeded');
      checkRegion(call, speaker);
      checkPermission(call);
      return finish(speaker.run(understood, call), fault);
    } catch (error) {
      return finish(speaker.refuse(toAwsError(error, speaker), requestId, request));
    }
  };

  /** Which error form to answer in when there is no signature to read the service from. */
  function guess(request: SignedRequest): Service {
    if (request.headers['x-amz-target'] !== undefined) return cloudtrail;
    return request.headers['content-type']?.includes('x-www-form-urlencoded') ? sts : s3;
  }
}

function throwFault(fault: Fault, call: Call): void {
  switch (fault.kind) {
    case 'deny':
      throw new CommonError('denied', fault.message ?? deniedMessage(call));
    case 'throttle':
      throw new CommonError('throttled', fault.message ?? 'Rate exceeded');
    case 'expired':
      throw new CommonError('expired', fault.message ?? tokenExpired);
    case 'error':
      if (fault.code === undefined)
        throw new CommonError('internal', fault.message ?? 'We encountered an internal error.');
      throw new AwsError(fault.code, fault.message ?? fault.code, { status: fault.status ?? 500 });
    case 'timeout':
    case 'reset':
    case 'truncate':
    case 'malformed':
    case 'slow':
      return;
    default:
      fault.kind satisfies never;
  }
}

/** A defect of the sandbox answers as AWS's own would: an internal error, with what went wrong. */
function toAwsError(error: unknown, speaker: Service): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof CommonError) return speaker.common(error.fault, error.message);
  return speaker.common('internal', error instanceof Error ? (error.stack ?? error.message) : String(error));
}
