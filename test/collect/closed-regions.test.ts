/** A region that is being enabled or disabled cannot be looked into: whatever stands there is unknown, never absent. */
import { describe, expect, test } from 'vitest';
import accountCovered from '../../checks/cloudtrail/account-covered.ts';
import logging from '../../checks/cloudtrail/logging.ts';
import detector from '../../checks/guardduty/detector.ts';
import guardDutyOrganization from '../../checks/guardduty/organization.ts';
import eventDataStore from '../../checks/lake/event-data-store.ts';
import retention from '../../checks/lake/retention.ts';
import { closureOf } from '../../src/aws/calls.ts';
import { describeTrails } from '../../src/aws/cloudtrail.ts';
import { createAsker } from '../../src/collect/ask.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { PopulationRegion } from '../../src/model/population.ts';
import { collect, MANAGEMENT, region, type Spec, TAKEN_AT, WORKLOAD, world } from '../support/evidence.ts';

const closing = (name: string): PopulationRegion =>
  region(name, { optIn: true, disposition: 'not-evaluable', reason: 'the region is disabling' });

const closedIn = (accountId: string, ...closed: string[]): Spec => ({
  accounts: { [accountId]: { regions: [region('us-east-1'), region('eu-west-1'), ...closed.map(closing)] } },
});

function judged(spec: Spec, check: AnyCheck) {
  const estate = world(spec);
  const source = collect(estate, closureOf([...check.subject.needs, ...check.needs]));
  return evaluate({ ...estate, source, takenAt: TAKEN_AT }, [check]);
}

const statusesIn = (accountId: string, spec: Spec, check: AnyCheck) =>
  judged(spec, check)
    .filter(({ subject }) => subject.accountId === accountId)
    .map(({ subject, verdict }) => [subject.region, verdict.status]);

describe('a closed region is a blind spot of', () => {
  test('the trails', () => {
    expect(statusesIn(WORKLOAD, closedIn(WORKLOAD, 'me-south-1'), logging)).toEqual([
      ['me-south-1', 'unknown'],
    ]);
  });

  test("the account's coverage", () => {
    expect(statusesIn(WORKLOAD, closedIn(WORKLOAD), accountCovered)).toEqual([[null, 'pass']]);
    expect(statusesIn(WORKLOAD, closedIn(WORKLOAD, 'me-south-1'), accountCovered)).toEqual([
      [null, 'unknown'],
    ]);
  });

  test('the detectors, each region by itself', () => {
    expect(statusesIn(WORKLOAD, closedIn(WORKLOAD, 'me-south-1', 'me-central-1'), detector)).toEqual([
      ['eu-west-1', 'pass'],
      ['me-central-1', 'unknown'],
      ['me-south-1', 'unknown'],
      ['us-east-1', 'pass'],
    ]);
  });

  test('who administers GuardDuty', () => {
    expect(statusesIn(MANAGEMENT, closedIn(MANAGEMENT), guardDutyOrganization)).toEqual([[null, 'pass']]);
    expect(statusesIn(MANAGEMENT, closedIn(MANAGEMENT, 'me-south-1'), guardDutyOrganization)).toEqual([
      [null, 'unknown'],
    ]);
  });

  test('the event data stores, where no store is known to hold all', () => {
    const none = { ...closedIn(MANAGEMENT, 'me-south-1'), store: null };
    expect(statusesIn(MANAGEMENT, none, eventDataStore)).toEqual([[null, 'unknown']]);
  });
});

test('where one store holds all, a closed region of a member hides nothing', () => {
  expect(statusesIn(WORKLOAD, closedIn(WORKLOAD, 'me-south-1'), retention)).toEqual([]);
});

test('a closed region is not asked, and the record says why', async () => {
  const { population } = world(closedIn(WORKLOAD, 'me-south-1'));
  const unused = (): never => {
    throw new Error('a closed region was asked');
  };
  const asker = createAsker({
    clients: { aws: unused, destroy: unused },
    sessions: { roleArn: unused, open: unused, credentialsFor: unused },
    clock: () => new Date(TAKEN_AT),
    population: () => population,
    sessionRegion: 'us-east-1',
  });
  const scope = { accountId: WORKLOAD, region: 'me-south-1' };
  const record = await asker.ask({ call: describeTrails, scope, input: {} });
  expect(record).toMatchObject({
    outcome: 'gap',
    scope,
    gap: { reason: 'region-disabled', code: 'NotAsked', permission: 'cloudtrail:DescribeTrails' },
  });
  expect(record).toHaveProperty('gap.message', expect.stringContaining('the region is disabling'));
});
