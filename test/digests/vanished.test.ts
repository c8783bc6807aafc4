/** A chain that the ledger knows and that nothing names any more is told, unless the user left it out. */
import { expect, test } from 'vitest';
import { chainId } from '../../src/digests/chain.ts';
import { type Asked, vanishedChains } from '../../src/digests/vanished.ts';
import { ACCOUNT_CLOSED } from '../../src/model/population.ts';
import { aChain } from '../support/digest-chain.ts';
import { excluded, region, type Spec, WORKLOAD, world } from '../support/evidence.ts';

const chain = { ...aChain, accountId: WORKLOAD, region: 'eu-west-1' };
const told = [{ trailArn: chain.trailArn, accountId: WORKLOAD, says: expect.stringMatching(/ eu-west-1, /) }];

function vanished(
  spec: Spec = {},
  trails: Asked['trails'] = null,
  looked = [{ ...chain, region: 'us-east-1' }],
) {
  return vanishedChains([chainId(chain)], looked, { population: world(spec).population, trails });
}
const inWorkload = (change: NonNullable<Spec['accounts']>[string]): Spec => ({
  accounts: { [WORKLOAD]: change },
});

test('its trail is gone, or records it no more', () => {
  expect(vanished()).toEqual(told);
  expect(vanished({}, [chain.trailArn])).toEqual(told);
});

test('its account has left the organization, or is closed, or has the region disabled', () => {
  const stranger = { ...chain, accountId: '999988887777' };
  const asked = { population: world().population, trails: null };
  expect(vanishedChains([chainId(stranger)], [chain], asked)).toHaveLength(1);
  expect(vanished(inWorkload({ ...excluded, reason: ACCOUNT_CLOSED, regions: null }))).toEqual(told);
  expect(vanished(inWorkload({ regions: [region('us-east-1')] }))).toEqual(told);
});

test('it was looked at, as an expected one or that of a former trail', () => {
  expect(vanished({}, null, [chain])).toEqual([]);
});

test('the user left out its trail, its account or its region', () => {
  expect(vanished({}, [`${chain.trailArn}-other`])).toEqual([]);
  expect(vanished(inWorkload({ ...excluded, regions: null }))).toEqual([]);
  const regions = [region('us-east-1'), region('eu-west-1', { disposition: 'excluded' })];
  expect(vanished(inWorkload({ regions }))).toEqual([]);
});
