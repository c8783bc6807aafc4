/** What is called complete has a record of every question of its plan, gaps and all; one that is left out is named. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allCalls } from '../../src/aws/calls.ts';
import { missingRecord } from '../../src/collect/replan.ts';
import { builtInEstates, type Fault, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import type { Snapshot } from '../../src/snapshot/folder.ts';
import { EvidenceIndex } from '../../src/snapshot/index.ts';
import { checkThatNeeds, exemplaryConfig, runAgainst } from '../support/run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ estate: builtInEstates.exemplary() });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.clearFaults());

// Few regions keep the test short; the rules do not depend on how many there are.
const config = { ...exemplaryConfig, regions: { include: ['us-east-1', 'eu-west-1'] } };
const archive = exemplaryConfig.logArchiveAccount ?? '';

async function taken(faults: readonly Omit<Fault, 'kind'>[] = []): Promise<Snapshot> {
  for (const fault of faults) sandbox.addFault({ ...fault, kind: 'deny' } as Fault);
  const { snapshot } = await runAgainst(sandbox, [checkThatNeeds(allCalls)], { config });
  return snapshot;
}

const without = ({ index }: Snapshot, id: string, complete: boolean): EvidenceIndex => {
  const left = new EvidenceIndex();
  for (const record of index.records()) if (record.id !== id) left.add(record);
  left.complete = complete;
  return left;
};

describe('an honest one lacks nothing', () => {
  test.each<[string, readonly Omit<Fault, 'kind'>[]]>([
    ['all answered', []],
    [
      'trails denied in a region',
      [{ service: 'cloudtrail', operation: 'DescribeTrails', region: 'eu-west-1' }],
    ],
    [
      'buckets and trails denied in an account',
      [
        { service: 's3', operation: 'ListBuckets', account: archive },
        { service: 'cloudtrail', operation: 'DescribeTrails', account: archive },
      ],
    ],
    [
      'much denied',
      [
        { service: 'organizations', operation: 'ListDelegatedAdministrators' },
        { service: 'organizations', operation: 'ListPolicies' },
        { service: 'guardduty', operation: 'ListDetectors', region: 'us-east-1' },
        { service: 'kms', operation: 'DescribeKey' },
        { service: 'cloudtrail', operation: 'ListEventDataStores', region: 'us-east-1' },
      ],
    ],
  ])('%s', async (_name, faults) => {
    const snapshot = await taken(faults);
    expect(snapshot.index.complete).toBe(true);
    const gaps = [...snapshot.index.records()].filter(({ outcome }) => outcome === 'gap');
    expect(gaps.length > 0).toBe(faults.length > 0);
    expect(missingRecord(snapshot)).toBeNull();
  });
});

test('each record that was planned is missed, and none of a run that was stopped', async () => {
  const snapshot = await taken();
  // These come before the plan; the population is made again from them.
  const discovery =
    /^(sts\.AssumeRole|organizations\.(DescribeOrganization|ListAccounts)|account\.ListRegions)\//;
  const planned = [...snapshot.index.records()].map(({ id }) => id).filter(id => !discovery.test(id));
  expect(planned.length).toBeGreaterThan(50);
  const missed = planned.map(id => missingRecord({ ...snapshot, index: without(snapshot, id, true) }));
  expect(missed).toEqual(planned);
  const [first = ''] = planned;
  expect(missingRecord({ ...snapshot, index: without(snapshot, first, false) })).toBeNull();
});
