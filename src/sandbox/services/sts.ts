/** STS: who am I, and sessions of roles under the trust, external id and duration rules of AWS. */
import { AwsError } from '../aws-error.ts';
import { type Call, type Input, numberOf, textOf } from '../call.ts';
import type { RoleDescription } from '../schema/account.ts';
import { readSessionPolicy } from '../session-policy.ts';
import { type QueryOperation, queryService } from '../wire/query.ts';
import type { Account } from '../world.ts';

const getCallerIdentity: QueryOperation = (_input, { principal }) => ({
  Arn: principal.arn,
  UserId: principal.userId,
  Account: principal.account,
});

const assumeRole: QueryOperation = (input, call) => {
  const { principal } = call;
  const arn = checked(input, 'RoleArn', /^.{20,2048}$/s);
  const sessionName = checked(input, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/);
  const externalId = textOf(input, 'ExternalId');
  if (externalId !== undefined) checked(input, 'ExternalId', /^[\w+=,.@:/-]{2,1224}$/);
  const seconds = numberOf(input, 'DurationSeconds') ?? 3600;
  checkDuration(seconds, principal.roleArn !== undefined);
  const policy = readSessionPolicy(textOf(input, 'Policy'));

  const target = findRole(arn, call);
  // Absent, untrusting and denied roles answer alike, so that nobody can find out which roles exist.
  if (target === undefined || !trusts(target, externalId, call))
    throw new AwsError(
      'AccessDenied',
      `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      { status: 403 },
    );
  if (seconds > target.role.maxSessionSeconds)
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');

  const session = call.principals.issue({
    account: target.account.id,
    role: target.role,
    sessionName,
    allowed: policy?.allowed,
    denied: policy?.denied ?? [],
    expiresAt: call.now.getTime() + seconds * 1000,
  });
  return {
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: isoSeconds(call.machineClock().getTime() + seconds * 1000),
    },
    ...(policy === undefined ? {} : { PackedPolicySize: Math.ceil((policy.length / 2048) * 40) }),
  };
};

function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

interface Target {
  readonly account: Account;
  readonly role: RoleDescription;
}

function findRole(arn: string, call: Call): Target | undefined {
  const [, partition, account, name] = /^arn:([\w-]+):iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  const owner = partition === call.world.partition ? call.world.accounts.get(account ?? '') : undefined;
  const role = owner?.roles.get(name ?? '');
  return owner === undefined || role === undefined || !owner.isRunning ? undefined : { account: owner, role };
}

function trusts({ role }: Target, externalId: string | undefined, { principal }: Call): boolean {
  if (role.denied || !principal.may('sts:AssumeRole')) return false;
  if (role.externalId !== undefined && role.externalId !== externalId) return false;
  return role.trusts.some(
    trusted =>
      trusted === principal.account ||
      trusted === principal.arn ||
      trusted === principal.roleArn ||
      (trusted.endsWith(`::${principal.account}:root`) && trusted.startsWith('arn:')),
  );
}

function checkDuration(seconds: number, isSession: boolean): void {
  if (!Number.isInteger(seconds) || seconds < 900) throw outOfRange(seconds, 'greater than or equal to 900');
  if (seconds > 43_200) throw outOfRange(seconds, 'less than or equal to 43200');
  if (isSession && seconds > 3600)
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
}

function checked(input: Input, name: string, form: RegExp): string {
  const value = textOf(input, name) ?? '';
  if (form.test(value)) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalid(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${form.source}`,
  );
}

function outOfRange(seconds: number, constraint: string): AwsError {
  return invalid(
    `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${constraint}`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message, { status: 400 });
}

export const sts = queryService({
  name: 'sts',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  version: '2011-06-15',
  operations: { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole },
});
