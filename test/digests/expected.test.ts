/** Which chains there must be: whatever is left out of this list is never missed. */
import { expect, test } from 'vitest';
import { headBucket, listBuckets } from '../../src/aws/bucket-owner.ts';
import { closureOf } from '../../src/aws/calls.ts';
import { describeTrails, getTrailStatus } from '../../src/aws/cloudtrail.ts';
import { type Expected, expectedChains } from '../../src/digests/expected.ts';
import { ACCOUNT_CLOSED } from '../../src/model/population.ts';
import { createReaders } from '../../src/snapshot/reader.ts';
import {
  ARCHIVE,
  collect,
  excluded,
  homeLeftOut,
  MANAGEMENT,
  notEvaluable,
  region,
  type Spec,
  TAKEN_AT,
  TRAIL,
  WORKLOAD,
  world,
} from '../support/evidence.ts';

function expectedOf(spec: Spec, only?: readonly string[]): Expected {
  const estate = world(spec);
  const source = collect(estate, closureOf([describeTrails, getTrailStatus, listBuckets, headBucket]));
  const read = createReaders({ ...estate, source, takenAt: TAKEN_AT })();
  return expectedChains(read, only);
}

function expectedIn(spec: Spec, only?: readonly string[]) {
  const { chains, sealed, unaccounted, undigested } = expectedOf(spec, only);
  return {
    chains: chains.map(({ chain }) => `${chain.accountId} ${chain.region}`),
    sealed: sealed.map(({ accountId, regions, open }) => ({ accountId, regions, open })),
    unaccounted: unaccounted.length,
    undigested: undigested.map(({ trailArn }) => trailArn),
  };
}

const inBoth = (...accounts: readonly string[]): string[] =>
  accounts.flatMap(account => [`${account} us-east-1`, `${account} eu-west-1`]);
const ofWorkload = (change: NonNullable<Spec['accounts']>[string]): Spec => ({
  accounts: { [WORKLOAD]: change },
});
const usual = { sealed: [], unaccounted: 0, undigested: [] };

test('every account in every region that it has enabled', () => {
  expect(expectedIn({})).toEqual({ ...usual, chains: inBoth(MANAGEMENT, ARCHIVE, WORKLOAD) });
});

test('not an account that the user left out', () => {
  expect(expectedIn(ofWorkload(excluded))).toEqual({ ...usual, chains: inBoth(MANAGEMENT, ARCHIVE) });
});

const sealedOff = { accountId: WORKLOAD, regions: ['eu-west-1', 'us-east-1'], open: false };

test('a closed account: the regions that are on by default', () => {
  const closed = { ...excluded, reason: ACCOUNT_CLOSED, state: 'CLOSED', regions: null };
  expect(expectedIn(ofWorkload(closed))).toEqual({
    ...usual,
    chains: inBoth(MANAGEMENT, ARCHIVE),
    sealed: [sealedOff],
  });
});

test('a suspended account: those too; and trails of its own that nobody can see', () => {
  expect(expectedIn(ofWorkload({ ...notEvaluable(WORKLOAD), state: 'SUSPENDED' }))).toEqual({
    ...usual,
    chains: inBoth(MANAGEMENT, ARCHIVE),
    sealed: [sealedOff],
    unaccounted: 1,
  });
});

test('an open account that cannot be looked into keeps the answer from being whole', () => {
  const { sealed } = expectedIn(ofWorkload(notEvaluable(WORKLOAD)));
  expect(sealed).toEqual([{ accountId: WORKLOAD, regions: ['eu-west-1', 'us-east-1'], open: true }]);
});

test('a region that is being disabled is not accounted for', () => {
  const closing = region('me-south-1', {
    optIn: true,
    disposition: 'not-evaluable',
    reason: 'it is disabling',
  });
  const { unaccounted } = expectedIn(ofWorkload({ regions: [region('us-east-1'), closing] }));
  expect(unaccounted).toBe(1);
});

test('a list of accounts that could not be read is not accounted for', () => {
  expect(expectedIn({ unlisted: true }).unaccounted).toBeGreaterThan(0);
});

test('none of a trail without validation, which is remembered as a writer; nor of one that was not asked for', () => {
  const off = expectedIn({ trail: { LogFileValidationEnabled: false } });
  expect(off).toEqual({ ...usual, chains: [], undigested: [TRAIL] });
  expect(expectedIn({}, [`${TRAIL}-other`])).toEqual({ ...usual, chains: [] });
});

test('a bucket that nobody in sight owns is not accounted for', () => {
  expect(expectedIn({ bucketOwner: null })).toEqual({ ...usual, chains: [], unaccounted: 1 });
});

test('a trail that records what is looked at, from a home that is not, is not accounted for', () => {
  const told = [expect.objectContaining({ trailArn: TRAIL })];
  for (const accounts of [homeLeftOut, { [MANAGEMENT]: excluded }]) {
    expect(expectedOf({ accounts })).toMatchObject({ chains: [], unaccounted: told });
    expect(expectedOf({ accounts }, [TRAIL]).unaccounted).toEqual(told);
  }
});

test('not where it was not asked for, nor where it writes no digests', () => {
  expect(expectedIn({ accounts: homeLeftOut }, [`${TRAIL}-other`])).toEqual({ ...usual, chains: [] });
  const off = { LogFileValidationEnabled: false };
  expect(expectedIn({ accounts: homeLeftOut, trail: off })).toEqual({ ...usual, chains: [] });
});

test('a trail of which is not known where it records is told, not taken for one of one region', () => {
  expect(expectedIn({ trail: { IsMultiRegionTrail: undefined } })).toEqual({
    ...usual,
    chains: [],
    unaccounted: 1,
  });
});

test('of a closed account, no region that the user left out', () => {
  const regions = [region('us-east-1'), region('eu-west-1', { disposition: 'excluded' })];
  const closed = { ...excluded, reason: ACCOUNT_CLOSED, state: 'CLOSED', regions: null };
  const { sealed } = expectedOf({ accounts: { [ARCHIVE]: { regions }, [WORKLOAD]: closed } });
  expect(sealed.map(({ leftOut }) => leftOut)).toEqual([['eu-west-1']]);
});
