/** Who runs this, and with what credentials. Without an answer to that nothing is evaluated. */
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { UsageError } from '../model/error.ts';
import type { Scope } from '../model/scope.ts';
import type { Clients } from './clients.ts';
import { errorCode, toGap } from './gap.ts';
import { arnOf } from './partition.ts';
import type { CredentialProvider } from './sessions.ts';
import { getCallerIdentity } from './sts.ts';

export interface Caller {
  readonly arn: string;
  readonly accountId: string;
  readonly partition: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** As every AWS SDK finds them: environment, profile, SSO, container, instance. Looked up once and shared. */
export function callerCredentials(env: Environment): CredentialProvider {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  if (id && secret && !env.AWS_PROFILE) {
    const credentials = {
      accessKeyId: id,
      secretAccessKey: secret,
      ...(token ? { sessionToken: token } : {}),
    };
    return () => Promise.resolve(credentials);
  }
  return fromNodeProviderChain(env.AWS_PROFILE ? { profile: env.AWS_PROFILE } : {});
}

export async function identifyCaller(
  clients: Clients,
  credentials: CredentialProvider,
  region: string,
): Promise<Caller> {
  try {
    await credentials();
  } catch (cause) {
    throw new UsageError('NO_CREDENTIALS', 'There are no AWS credentials to work with.', {
      hint: 'Set AWS_PROFILE, or sign in with: aws sso login. Without AWS, try: trailproof demo',
      cause,
    });
  }
  // The account is what we are about to learn; this one request needs no place in any account's rate.
  const scope: Scope = { accountId: 'caller', region };
  try {
    const { Arn, Account } = await getCallerIdentity.send(clients.aws(scope, credentials), {});
    const parsed = Arn === undefined ? null : arnOf(Arn);
    if (Arn === undefined || Account === undefined || parsed === null)
      throw new Error('STS named no caller.');
    return { arn: Arn, accountId: Account, partition: parsed.partition };
  } catch (cause) {
    throw refusal(cause, region);
  }
}

function refusal(cause: unknown, region: string): UsageError {
  const code = errorCode(cause);
  const gap = toGap(cause, getCallerIdentity.permission);
  if (gap?.reason === 'expired') {
    return new UsageError('NO_CREDENTIALS', `The AWS credentials have expired (${code}).`, {
      hint: 'Renew them, for example with: aws sso login',
      cause,
    });
  }
  if (gap?.reason === 'unreachable') {
    return new UsageError('UNREACHABLE', `AWS STS in ${region} cannot be reached (${code}).`, {
      hint: 'Check the network, the region and, if one is set, the endpoint.',
      cause,
    });
  }
  return new UsageError('NO_CREDENTIALS', `AWS does not accept the credentials (${code}).`, {
    hint: 'Check which credentials are in use with: aws sts get-caller-identity',
    cause,
  });
}
