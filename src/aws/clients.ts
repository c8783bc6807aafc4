/** Builds every SDK client: endpoint, credentials, time-outs, retries, limiter. No other file does. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Aws } from '../model/call.ts';
import type { Scope } from '../model/scope.ts';
import { toGap } from './gap.ts';
import type { Limiter } from './limiter.ts';
import type { CredentialProvider } from './sessions.ts';

export interface ClientOptions {
  /** A custom endpoint for a service (`cloudtrail`, `s3`, `s3control`, ...); undefined: AWS's own. */
  readonly endpointOf: (service: string) => string | undefined;
  /** Sockets to each host. */
  readonly maxSockets: number;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly limiter: Limiter;
  readonly userAgent: { readonly name: string; readonly version: string; readonly runId: string };
  /** Told of each attempt that was sent, retries included. */
  readonly onAttempt?: (attempt: Attempted) => void;
}

export interface Attempted {
  readonly service: string;
  readonly operation: string;
  readonly throttled: boolean;
}

export interface Clients {
  /** The clients of one scope, signing with these credentials. */
  aws(scope: Scope, credentials: CredentialProvider): Aws;
  destroy(): void;
}

/** Clients of a scope are used together and then no more, so a few hundred are enough and memory stays flat. */
const CLIENTS_KEPT = 256;

/** Organizations answers 1 to 8 requests a second for all tools of the organization together: be patient. */
const patientServices: Record<string, number> = { organizations: 10, sts: 8 };
const usualAttempts = 5;

/**
 * What the SDK looks up in environment and profile for each client anew. It is the same for all of them, and looking
 * it up takes longer than the request, so the first client of a service lends its own to the others.
 */
const lookedUpOnce = [
  'authSchemePreference',
  'defaultsMode',
  'defaultUserAgentProvider',
  'disableMultiregionAccessPoints',
  'disableS3ExpressSessionAuth',
  'requestChecksumCalculation',
  'responseChecksumValidation',
  'sigv4aSigningRegionSet',
  'useArnRegion',
  'useDualstackEndpoint',
  'useFipsEndpoint',
  'userAgentAppId',
] as const;

interface SdkClient {
  readonly config: Readonly<Record<string, unknown>>;
  readonly middlewareStack: { addRelativeTo(middleware: Middleware, options: object): void };
}
type Handler = (args: unknown) => Promise<unknown>;
type Middleware = (next: Handler, context: { readonly commandName?: string }) => Handler;

export function createClients(options: ClientOptions): Clients {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: options.connectionTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    // Without this the SDK only warns, and waits on.
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: options.maxSockets }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: options.maxSockets }),
  });
  const kept = new Map<string, unknown>();
  const lent = new Map<string, object>();

  function build<C>(Client: new (config: never) => C, scope: Scope, credentials: CredentialProvider): C {
    const service = Client.name.replace(/Client$/, '').toLowerCase();
    const endpoint = options.endpointOf(service);
    const config = {
      ...lent.get(service),
      region: scope.region,
      credentials,
      requestHandler,
      maxAttempts: patientServices[service] ?? usualAttempts,
      retryMode: 'standard',
      customUserAgent: [
        [options.userAgent.name, options.userAgent.version],
        ['run', options.userAgent.runId],
      ],
      ...(endpoint === undefined ? {} : customEndpoint(service, endpoint)),
    };
    const client = new (Client as new (config: object) => C)(config);
    const { config: resolved, middlewareStack } = client as unknown as SdkClient;
    if (!lent.has(service)) lent.set(service, lendable(resolved));
    middlewareStack.addRelativeTo(
      (next, context) => args => attempt(scope, service, context.commandName ?? '', () => next(args)),
      { name: 'trailproofLimiter', relation: 'after', toMiddleware: 'retryMiddleware' },
    );
    return client;
  }

  /** Inside the SDK's retries, so that each attempt takes a token of its own. */
  async function attempt<T>(
    scope: Scope,
    service: string,
    command: string,
    send: () => Promise<T>,
  ): Promise<T> {
    const operation = command.replace(/Command$/, '');
    await options.limiter.take(scope.accountId, scope.region, service, operation);
    try {
      const answer = await send();
      options.onAttempt?.({ service, operation, throttled: false });
      return answer;
    } catch (error) {
      options.onAttempt?.({ service, operation, throttled: toGap(error, '')?.reason === 'throttled' });
      throw error;
    }
  }

  return {
    aws(scope, credentials) {
      return {
        scope,
        client<C>(Client: new (config: never) => C): C {
          const key = `${scope.accountId}/${scope.region}/${Client.name}`;
          const known = kept.get(key) as C | undefined;
          const client = known ?? build(Client, scope, credentials);
          // Last used, last out.
          kept.delete(key);
          kept.set(key, client);
          const [oldest] = kept.keys();
          if (kept.size > CLIENTS_KEPT && oldest !== undefined) kept.delete(oldest);
          return client;
        },
      };
    },
    destroy() {
      kept.clear();
      requestHandler.destroy();
    },
  };
}

function lendable(resolved: SdkClient['config']): object {
  return Object.fromEntries(
    lookedUpOnce.filter(key => resolved[key] !== undefined).map(key => [key, resolved[key]]),
  );
}

function customEndpoint(service: string, endpoint: string): object {
  // S3 Control would put the account id in front of the host name, which no single endpoint answers to.
  if (service === 's3control') return { endpointProvider: () => ({ url: new URL(endpoint) }) };
  if (service === 's3') return { endpoint, forcePathStyle: true };
  return { endpoint };
}
