/** One session for each account: the caller's own, or the audit role's, narrowed to the calls we make. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Scope } from '../model/scope.ts';
import type { Clients } from './clients.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type CredentialProvider = () => Promise<Credentials>;

export interface SessionOptions {
  readonly clients: Clients;
  /** The caller's own credentials, and where they belong. */
  readonly caller: { readonly accountId: string; readonly credentials: CredentialProvider };
  readonly partition: string;
  /** Where roles are assumed: a region that is enabled everywhere, so that its tokens are good everywhere. */
  readonly region: string;
  readonly role: { readonly name: string; readonly externalId: string | null; readonly seconds: number };
  readonly runId: string;
  /** Inline session policy: no session can do more than this, whatever the role allows. */
  readonly policy: string;
  /** Milliseconds that only ever go up: how old a session is must not depend on what the clock on the wall says. */
  readonly uptime?: () => number;
}

/** What may be kept of an assumed session: who it is, never its secrets. */
export interface OpenedSession {
  readonly AssumedRoleUser: { readonly Arn: string } | null;
  readonly $metadata: { readonly requestId?: string };
}

export interface Sessions {
  roleArn(accountId: string): string;
  /** Assumes the role in the account. Throws what AWS answered. */
  open(accountId: string): Promise<OpenedSession>;
  /** Signs for the account; refreshed before it expires. */
  credentialsFor(accountId: string): CredentialProvider;
}

/** Role chaining ends sessions after one hour; a run may last longer. */
const REFRESH_BEFORE_MS = 5 * 60 * 1000;

export function createSessions(options: SessionOptions): Sessions {
  const providers = new Map<string, CredentialProvider>();
  const held = new Map<string, { readonly credentials: Credentials; readonly openedAt: number }>();
  const uptime = options.uptime ?? (() => performance.now());
  const opening = new Map<string, Promise<OpenedSession>>();

  function roleArn(accountId: string): string {
    return `arn:${options.partition}:iam::${accountId}:role/${options.role.name}`;
  }

  async function assume(accountId: string): Promise<OpenedSession> {
    const scope: Scope = { accountId: options.caller.accountId, region: options.region };
    const openedAt = uptime();
    const sts = options.clients.aws(scope, options.caller.credentials).client(STSClient);
    const answer = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn(accountId),
        // Visible in the target account's own CloudTrail: the log testifies who read it.
        RoleSessionName: `trailproof-${options.runId}`,
        DurationSeconds: options.role.seconds,
        Policy: options.policy,
        ...(options.role.externalId === null ? {} : { ExternalId: options.role.externalId }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw Object.assign(new Error('AssumeRole answered without credentials.'), {
        name: 'SyntaxError',
        $metadata: answer.$metadata,
      });
    }
    const credentials: Credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
    held.set(accountId, { credentials, openedAt });
    const arn = answer.AssumedRoleUser?.Arn;
    const { requestId } = answer.$metadata;
    return {
      AssumedRoleUser: arn === undefined ? null : { Arn: arn },
      $metadata: requestId === undefined ? {} : { requestId },
    };
  }

  function fresh(accountId: string): Credentials | undefined {
    const session = held.get(accountId);
    if (!session) return undefined;
    const left = options.role.seconds * 1000 - (uptime() - session.openedAt);
    return left > REFRESH_BEFORE_MS ? session.credentials : undefined;
  }

  /** Many questions find a session stale at the same moment; one of them renews it for all. */
  function open(accountId: string): Promise<OpenedSession> {
    const running = opening.get(accountId);
    if (running !== undefined) return running;
    const started = assume(accountId).finally(() => opening.delete(accountId));
    opening.set(accountId, started);
    return started;
  }

  return {
    roleArn,
    open,
    credentialsFor(accountId) {
      if (accountId === options.caller.accountId) return options.caller.credentials;
      const known = providers.get(accountId);
      if (known) return known;
      const provider: CredentialProvider = async () => {
        const ready = fresh(accountId);
        if (ready) return ready;
        await open(accountId);
        const opened = held.get(accountId);
        if (!opened) throw new Error(`No session for ${accountId} after it was opened.`);
        return opened.credentials;
      };
      providers.set(accountId, provider);
      return provider;
    },
  };
}
