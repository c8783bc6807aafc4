import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLimiter } from '../../src/aws/limiter.ts';

/** A clock that only moves when somebody sleeps on it. */
function manualLimiter(perSecond: number, burst: number) {
  let now = 0;
  const slept: number[] = [];
  const limiter = createLimiter({
    rateOf: (_service, operation) => (operation === 'Unlisted' ? undefined : { perSecond, burst }),
    now: () => now,
    sleep: ms => {
      slept.push(ms);
      return Promise.resolve();
    },
  });
  return {
    limiter,
    slept,
    advance: (ms: number) => {
      now += ms;
    },
  };
}

test('a burst goes through at once, the next waits for its token', async () => {
  const { limiter, slept } = manualLimiter(2, 3);
  for (let i = 0; i < 3; i += 1) await limiter.take('a', 'r', 's', 'Op');
  expect(slept).toEqual([]);
  await limiter.take('a', 'r', 's', 'Op');
  expect(slept).toEqual([500]);
});

test('each account, region and API has a bucket of its own', async () => {
  const { limiter, slept } = manualLimiter(1, 1);
  await limiter.take('a', 'r', 's', 'Op');
  await limiter.take('b', 'r', 's', 'Op');
  await limiter.take('a', 'q', 's', 'Op');
  await limiter.take('a', 'r', 's', 'Other');
  expect(slept).toEqual([]);
});

test('what has no published rate is not held back', async () => {
  const { limiter, slept } = manualLimiter(1, 1);
  for (let i = 0; i < 100; i += 1) await limiter.take('a', 'r', 's', 'Unlisted');
  expect(slept).toEqual([]);
});

test('over any time no more is sent than the burst and the rate allow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 60 }),
      async (perSecond, burst, pauses) => {
        const { limiter, slept, advance } = manualLimiter(perSecond, burst);
        const sentAt: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          advance(pause);
          now += pause;
          const before = slept.length;
          await limiter.take('a', 'r', 's', 'Op');
          sentAt.push(now + (slept.length > before ? (slept.at(-1) ?? 0) : 0));
        }
        const last = Math.max(0, ...sentAt);
        const allowed = burst + (last / 1000) * perSecond;
        return sentAt.length <= allowed + 1e-6 + 1;
      },
    ),
  );
});
