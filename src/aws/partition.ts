/** Partitions, from the SDK's own table: no region or partition name is written down here. */
import { parseArn, partition } from '@aws-sdk/core/client';

export interface Partition {
  readonly name: string;
  /** Where the partition's global services (Organizations, Account, STS) are signed for. */
  readonly globalRegion: string;
}

export function partitionOfRegion(region: string): Partition {
  // The table holds `implicitGlobalRegion`; the SDK's type leaves it out.
  const found: { readonly name: string; readonly implicitGlobalRegion?: string } = partition(region);
  return { name: found.name, globalRegion: found.implicitGlobalRegion ?? region };
}

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

/** null: not an ARN. */
export function arnOf(text: string): Arn | null {
  const parsed = parseArn(text);
  if (parsed === null) return null;
  return {
    partition: parsed.partition,
    service: parsed.service,
    region: parsed.region,
    accountId: parsed.accountId,
    resource: text.split(':').slice(5).join(':'),
  };
}
