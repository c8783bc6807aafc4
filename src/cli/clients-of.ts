/** The AWS clients of a command, set up in one way: endpoints, time-outs, who is asking. */
import { type Attempted, type Clients, createClients } from '../aws/clients.ts';
import { createLimiter, type Limiter } from '../aws/limiter.ts';
import { toolVersion } from '../evidence/templates.ts';
import type { Config } from './config.ts';
import type { Io } from './io.ts';

export interface ClientNeeds {
  readonly runId: string;
  readonly maxSockets: number;
  /** Holds requests back; left out: the published rates of AWS. */
  readonly limiter?: Limiter | undefined;
  readonly onAttempt?: (attempt: Attempted) => void;
}

export function clientsOf(io: Io, config: Config, needs: ClientNeeds): Clients {
  const { runId, maxSockets, limiter = createLimiter(), onAttempt } = needs;
  return createClients({
    endpointOf: service => endpointOf(service, config, io),
    maxSockets,
    connectionTimeoutMs: config.timeouts?.connectMs ?? 5_000,
    requestTimeoutMs: config.timeouts?.requestMs ?? 30_000,
    limiter,
    userAgent: { name: 'trailproof', version: toolVersion(), runId },
    ...(onAttempt === undefined ? {} : { onAttempt }),
  });
}

/** Names of two words, which the clients write as one. */
const ownVariables: Record<string, string> = {
  s3control: 'S3_CONTROL',
  cloudwatchlogs: 'CLOUDWATCH_LOGS',
  configservice: 'CONFIG_SERVICE',
};

/** A service's own variable goes before the common one, as in every AWS SDK. */
function endpointOf(service: string, config: Config, io: Io): string | undefined {
  const name = ownVariables[service] ?? service.toUpperCase();
  return config.endpoint ?? io.env[`AWS_ENDPOINT_URL_${name}`] ?? io.env.AWS_ENDPOINT_URL;
}
