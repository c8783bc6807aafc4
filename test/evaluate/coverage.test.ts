/** The matrix of accounts and regions, and the checklist over the whole organization. */
import { describe, expect, test } from 'vitest';
import logFileValidation from '../../checks/cloudtrail/log-file-validation.ts';
import cloudtrailLogging from '../../checks/cloudtrail/logging.ts';
import detector from '../../checks/guardduty/detector.ts';
import { closureOf } from '../../src/aws/calls.ts';
import { describeTrails, getTrailStatus } from '../../src/aws/cloudtrail.ts';
import { listDetectors, listMembers } from '../../src/aws/guardduty.ts';
import { coverageOf } from '../../src/evaluate/coverage.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { organizationItems } from '../../src/evaluate/organization.ts';
import { scorecards } from '../../src/evaluate/scorecards.ts';
import type { AnyCheck } from '../../src/model/check.ts';
import type { Framework } from '../../src/model/framework.ts';
import { createReaders } from '../../src/snapshot/reader.ts';
import {
  ARCHIVE,
  collect,
  excluded,
  MANAGEMENT,
  notEvaluable,
  ownTrail,
  refuse,
  region,
  type Spec,
  TAKEN_AT,
  TRAIL,
  WORKLOAD,
  world,
} from '../support/evidence.ts';

const both: readonly AnyCheck[] = [cloudtrailLogging, detector];
const OWN = `arn:aws:cloudtrail:eu-west-1:${WORKLOAD}:trail/own`;

function judged(spec: Spec, checks: readonly AnyCheck[] = both) {
  const estate = world(spec);
  const source = collect(
    estate,
    closureOf(checks.flatMap(check => [...check.subject.needs, ...check.needs])),
  );
  const context = { ...estate, source, takenAt: TAKEN_AT };
  return { read: createReaders(context)(), results: evaluate(context, checks) };
}

function matrix(spec: Spec, checks?: readonly AnyCheck[]) {
  const { read, results } = judged(spec, checks);
  return coverageOf(read, results);
}

const rowOf = (spec: Spec, accountId: string, checks?: readonly AnyCheck[]) =>
  matrix(spec, checks).accounts.find(row => row.accountId === accountId);

describe('recorded by', () => {
  test('the organization trail, everywhere', () => {
    const { regions, trails, accounts } = matrix({});
    expect(regions).toEqual(['eu-west-1', 'us-east-1']);
    expect(trails).toEqual([TRAIL]);
    expect(accounts.map(({ accountId, recorded }) => [accountId, recorded])).toEqual([
      [MANAGEMENT, ['0', '0']],
      [ARCHIVE, ['0', '0']],
      [WORKLOAD, ['0', '0']],
    ]);
  });

  test('a single-region trail in its region alone, beside the other', () => {
    const own = ownTrail(WORKLOAD, 'own', { HomeRegion: 'eu-west-1', IsMultiRegionTrail: false });
    const seen = matrix({ trails: [own] });
    expect(seen.trails).toEqual([OWN, TRAIL]);
    expect(seen.accounts.find(row => row.accountId === WORKLOAD)?.recorded).toEqual(['0 1', '1']);
  });

  test('nobody, where the trail that is seen does not log', () => {
    const off: Spec = { status: ({ accountId }) => ({ IsLogging: accountId !== WORKLOAD }) };
    expect(rowOf(off, WORKLOAD)?.recorded).toEqual(['none', 'none']);
    expect(rowOf(off, ARCHIVE)?.recorded).toEqual(['0', '0']);
  });

  test('a trail whose latest delivery failed is marked there, and there alone', () => {
    const denied: Spec = {
      status: ({ accountId, region }) =>
        accountId === WORKLOAD && region === 'us-east-1' ? { LatestDeliveryError: 'AccessDenied' } : {},
    };
    expect(rowOf(denied, WORKLOAD)?.recorded).toEqual(['0', '0!']);
    expect(rowOf(denied, ARCHIVE)?.recorded).toEqual(['0', '0']);
    expect(matrix(denied).trails).toEqual([TRAIL]);
  });

  test('a trail that failed to deliver does not mark the one beside it, nor hides one that was not read', () => {
    const own = ownTrail(WORKLOAD, 'own', { HomeRegion: 'eu-west-1', IsMultiRegionTrail: false });
    const failing = (of: string, other: object): Spec => ({
      trails: [own],
      status: (_scope, arn) => (arn === of ? { LatestDeliveryError: 'NoSuchBucket' } : other),
    });
    expect(rowOf(failing(OWN, {}), WORKLOAD)?.recorded).toEqual(['0! 1', '1']);
    expect(rowOf(failing(OWN, { IsLogging: undefined }), WORKLOAD)?.recorded).toEqual(['0! ?', 'unknown']);
  });

  test('an empty error is none, and one of a trail that is off changes nothing', () => {
    expect(rowOf({ status: () => ({ LatestDeliveryError: '' }) }, WORKLOAD)?.recorded).toEqual(['0', '0']);
    const off: Spec = { status: () => ({ IsLogging: false, LatestDeliveryError: 'AccessDenied' }) };
    expect(rowOf(off, WORKLOAD)?.recorded).toEqual(['none', 'none']);
  });

  test('nobody knows, where AWS left IsLogging out', () => {
    const odd: Spec = { status: ({ region }) => (region === 'eu-west-1' ? { IsLogging: undefined } : {}) };
    expect(rowOf(odd, WORKLOAD)?.recorded).toEqual(['unknown', '0']);
  });

  test('nobody knows, where trails or their status could not be read', () => {
    const there = ({ accountId, region: at }: { accountId: string; region: string }) =>
      accountId === WORKLOAD && at === 'us-east-1';
    for (const call of [describeTrails, getTrailStatus]) {
      expect(rowOf({ answers: [refuse(call, there)] }, WORKLOAD)?.recorded).toEqual(['0', 'unknown']);
    }
  });

  test('one at least, where the status of another could not be read', () => {
    const own = ownTrail(WORKLOAD, 'own', { HomeRegion: 'eu-west-1', IsMultiRegionTrail: false });
    const status = (_scope: unknown, arn: string) => (arn === OWN ? { IsLogging: undefined } : {});
    expect(rowOf({ trails: [own], status }, WORKLOAD)?.recorded).toEqual(['0 ?', '0']);
  });

  test('nobody knows, where the question was not asked at all', () => {
    expect(rowOf({}, WORKLOAD, [logFileValidation])?.recorded).toEqual(['unknown', 'unknown']);
    expect(rowOf({}, WORKLOAD, [detector])?.recorded).toEqual(['unknown', 'unknown']);
  });
});

describe('accounts and regions', () => {
  test('an excluded account has no row; one that nobody could get into is unknown throughout', () => {
    const spec: Spec = { accounts: { [ARCHIVE]: excluded, [WORKLOAD]: notEvaluable(WORKLOAD) } };
    expect(matrix(spec).accounts.map(({ accountId }) => accountId)).toEqual([MANAGEMENT, WORKLOAD]);
    const unknown = ['unknown', 'unknown'];
    expect(rowOf(spec, WORKLOAD)).toEqual({ accountId: WORKLOAD, recorded: unknown, guardduty: unknown });
  });

  test('a region that is not enabled, or excluded, is not looked at', () => {
    const regions = [region('us-east-1'), region('eu-west-1', { disposition: 'excluded', reason: 'unused' })];
    const spec: Spec = { accounts: { [WORKLOAD]: { regions } } };
    expect(rowOf(spec, WORKLOAD)).toMatchObject({ recorded: ['-', '0'], guardduty: ['-', 'pass'] });
  });
});

describe('GuardDuty', () => {
  test('is the verdict of the check', () => {
    expect(rowOf({}, WORKLOAD)?.guardduty).toEqual(['pass', 'pass']);
    // Neither the administrator's list nor the account's own answer: one of the two would do.
    const there = ({ region: at }: { region: string }) => at === 'eu-west-1';
    const blind: Spec = { answers: [refuse(listMembers, there), refuse(listDetectors, there)] };
    const { read, results } = judged(blind);
    const verdict = results.find(
      r => r.check === 'guardduty/detector' && r.subject.id === `${WORKLOAD}/eu-west-1`,
    )?.verdict.status;
    expect(verdict).toBe('unknown');
    expect(coverageOf(read, results).accounts.find(row => row.accountId === WORKLOAD)?.guardduty).toEqual([
      'unknown',
      'pass',
    ]);
  });

  test('is unknown where the check was not run', () => {
    expect(rowOf({}, WORKLOAD, [cloudtrailLogging])?.guardduty).toEqual(['unknown', 'unknown']);
  });
});

describe('the checklist over the organization', () => {
  const item = (id: string, check: string) => ({
    id,
    title: id,
    checks: [{ check, strength: 'direct' as const }],
    undecided: [],
  });
  const checklist: Framework = {
    schema: 'framework/1',
    id: 'test',
    title: 'Test',
    version: '1',
    source: '',
    requirements: [
      item('C1', 'cloudtrail/logging'),
      item('C2', 'guardduty/detector'),
      item('C3', 'x/not-run'),
    ],
  };
  const items = (spec: Spec) => {
    const { read, results } = judged(spec);
    return organizationItems(results, scorecards(read, results, checklist), checklist);
  };
  const none = { met: 0, notMet: 0, unknown: 0, notApplicable: 0, notAssessed: 0 };
  const own = ownTrail(WORKLOAD, 'own');

  test('counts trails by item, and says what all results together say', () => {
    const status = (_scope: unknown, arn: string) => ({ IsLogging: arn === TRAIL });
    expect(items({ trails: [own], status })).toMatchObject([
      { id: 'C1', status: 'not-met', counts: { pass: 1, fail: 1 }, trails: { ...none, met: 1, notMet: 1 } },
      { id: 'C2', status: 'met', counts: { pass: 6, fail: 0 }, trails: { ...none, met: 2 } },
      { id: 'C3', status: 'not-assessed', counts: { pass: 0, fail: 0 }, trails: { ...none, notAssessed: 2 } },
    ]);
  });

  test('what could not be read is unknown for the trails it concerns', () => {
    const spec: Spec = {
      trails: [own],
      status: (_scope, arn) => ({ IsLogging: arn === TRAIL ? true : undefined }),
    };
    expect(items(spec)[0]).toMatchObject({ status: 'unknown', trails: { ...none, met: 1, unknown: 1 } });
  });

  test('without trails nothing is counted, and nothing is met', () => {
    expect(items({ trail: null })[0]).toMatchObject({ status: 'not-applicable', trails: none });
  });
});
