/** One token bucket for each (account, region, API): we stay below the published rates instead of being throttled. */
import { publishedRate, type Rate } from './rates.ts';

export interface Limiter {
  /** Resolves when one more request may be sent. */
  take(accountId: string, region: string, service: string, operation: string): Promise<void>;
}

interface Bucket {
  tokens: number;
  /** Milliseconds on the limiter's clock. */
  filledAt: number;
}

export interface LimiterOptions {
  readonly rateOf?: (service: string, operation: string) => Rate | undefined;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

export function createLimiter(options: LimiterOptions = {}): Limiter {
  const rateOf = options.rateOf ?? publishedRate;
  const now = options.now ?? (() => performance.now());
  const sleep = options.sleep ?? (ms => new Promise(resolve => setTimeout(resolve, ms)));
  const buckets = new Map<string, Bucket>();

  return {
    async take(accountId, region, service, operation) {
      const rate = rateOf(service, operation);
      if (!rate) return;
      const key = `${accountId}/${region}/${service}.${operation}`;
      const at = now();
      const bucket = buckets.get(key) ?? { tokens: rate.burst, filledAt: at };
      buckets.set(key, bucket);
      bucket.tokens = Math.min(rate.burst, bucket.tokens + ((at - bucket.filledAt) / 1000) * rate.perSecond);
      bucket.filledAt = at;
      // The token is taken now, perhaps on credit: whoever comes next waits longer, so nobody starves.
      bucket.tokens -= 1;
      if (bucket.tokens < 0) await sleep((-bucket.tokens / rate.perSecond) * 1000);
    },
  };
}
