/** The KMS key an object was encrypted with, by the ARN a trail names: a key's or an alias's. */
import type { KeyDescription } from '../schema/key.ts';
import type { World } from '../world.ts';

interface TrailKey {
  readonly arn: string;
  /** Undefined when the estate does not describe the key: then nobody can say that it is not usable. */
  readonly state: KeyDescription['state'] | undefined;
}

export function findTrailKey(keyId: string, world: World): TrailKey {
  const [, region = '', account = '', name = ''] =
    /^arn:[\w-]+:kms:([\w-]+):(\d{12}):(?:key\/)?(.+)$/.exec(keyId) ?? [];
  const key = world.accounts.get(account)?.keys.get(region)?.get(name);
  return { arn: key?.arn ?? keyId, state: key?.description.state };
}
